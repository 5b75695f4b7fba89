"""Who hears of what: from a fact in the outbox to the letters that tell of it."""

from api.notifications.hearing import (
    absences,
    accounts,
    departures,
    digest,
    drafts,
    engagements,
    follow_ups,
    organisations,
    problems,
    referrals,
    successions,
    waiting,
)
from api.notifications.hearing.addressing import Hearer

HEARERS: dict[str, Hearer] = {
    **accounts.HEARERS,
    **digest.HEARERS,
    **drafts.HEARERS,
    **organisations.HEARERS,
    **absences.HEARERS,
    **departures.HEARERS,
    **successions.HEARERS,
    **problems.HEARERS,
    **referrals.HEARERS,
    **waiting.HEARERS,
    **engagements.HEARERS,
    **follow_ups.HEARERS,
}
