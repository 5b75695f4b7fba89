"""Who hears of what: from a fact in the outbox to the letters that tell of it."""

from api.notifications.hearing import (
    absences,
    accounts,
    concerns,
    departures,
    digest,
    drafts,
    engagements,
    flags,
    follow_ups,
    needs,
    organisations,
    problems,
    referrals,
    successions,
    threads,
    triage,
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
    **needs.HEARERS,
    **problems.HEARERS,
    **referrals.HEARERS,
    **waiting.HEARERS,
    **threads.HEARERS,
    **engagements.HEARERS,
    **follow_ups.HEARERS,
    **triage.HEARERS,
    **flags.HEARERS,
    **concerns.HEARERS,
}
