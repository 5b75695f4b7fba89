"""The clock of engagements: what nobody chose goes back, what is not completed is asked after. Time from `tx`."""

from datetime import datetime
from uuid import UUID

from api.accounts.actor import PROGRAM
from api.departments import queries as departments
from api.departments.choosing import units_under
from api.departments.setting import settings_of
from api.engagements import progress, queries
from api.engagements.dates import dates_of, due_at, next_fortnight
from api.engagements.engagement import Engagement, EngagementStatus
from api.history import history
from api.language import later
from db import outbox
from db.database import Transaction


async def work(tx: Transaction, limit: int = 50) -> int:
    """Look at each engagement whose time has come, or that has moved; how many were looked at."""
    found = await tx.rows(Engagement, queries.AWAKE, tx.now, limit)
    for engagement in found:
        await _look(tx, engagement)
    return len(found)


async def wake(tx: Transaction, unit_id: UUID) -> int:
    """Look anew at what a unit that has chosen other days has in use; at everything when it is the institution."""
    return await tx.run(queries.WAKE, await units_under(tx, unit_id) or None)


async def next_date(tx: Transaction, engagement: Engagement) -> datetime | None:
    """When something happens with it even if nobody does anything; None once it has ended."""
    if engagement.status not in (EngagementStatus.OPEN, EngagementStatus.RUNNING):
        return None
    return engagement.next_at or await due_of(tx, engagement)


async def due_of(tx: Transaction, engagement: Engagement) -> datetime:
    chosen = (await settings_of(tx, engagement.unit_id)).values
    return due_at(engagement, dates_of(engagement, chosen, await departments.work_calendar(tx)))


async def _look(tx: Transaction, engagement: Engagement) -> None:
    due = await due_of(tx, engagement)
    if tx.now < due:
        await tx.run(queries.SET_ALARM, engagement.id, due, engagement.nudges)
    elif engagement.status is EngagementStatus.OPEN and not await tx.value(queries.HOPES, engagement.id):
        await progress.give_back(tx, engagement)
    else:
        await _nudge(tx, engagement, due)


async def _nudge(tx: Transaction, engagement: Engagement, due: datetime) -> None:
    """The supervisor first, then those beside and above; every fortnight until a person has done what is due."""
    nudges = engagement.nudges + 1
    await tx.run(queries.SET_ALARM, engagement.id, next_fortnight(due, tx.now), nudges)
    is_open = engagement.status is EngagementStatus.OPEN
    reason = later("students wait for an answer") if is_open else later("the term is over")
    await history.record(
        tx, PROGRAM, "engagement.reminded", engagement.id, reason=reason, now=tx.now, problem_id=engagement.problem_id,
        engagement_id=engagement.id, organisation_id=engagement.organisation_id, unit_id=engagement.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "engagement.reminded", engagement.id, nudge=str(nudges))
