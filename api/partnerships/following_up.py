"""Owing, announcing and answering follow-ups."""

from calendar import monthrange
from datetime import date
from uuid import UUID

import msgspec

from api.accounts.actor import PROGRAM, Actor, Role
from api.engagements import queries as engagements
from api.errors import Conflict, NotFound
from api.history import history
from api.language import _, later
from api.partnerships import queries
from api.partnerships.follow_up import MONTHS, TRANSITIONS, FollowUp, FollowUpAnswer, FollowUpStatus
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


class _Due(msgspec.Struct, frozen=True):
    id: UUID


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


async def owe(tx: Transaction, engagement_id: UUID) -> int:
    """The three follow-ups of a completed engagement; made once, however often it is told."""
    engagement = await engagements.by_id(tx, engagement_id)
    if engagement is None or engagement.ended_at is None:
        return 0
    made = 0
    for kind, months in MONTHS.items():
        follow_up_id = new_id()
        due_on = months_after(engagement.ended_at.date(), months)
        if await tx.run(
            queries.INSERT_FOLLOW_UP, follow_up_id, engagement.id, engagement.organisation_id, engagement.unit_id,
            kind, due_on,
        ):  # fmt: skip
            made += 1
            await history.record(
                tx, PROGRAM, "follow_up.owed", follow_up_id, reason=later("the work was completed"), now=tx.now,
                engagement_id=engagement.id, organisation_id=engagement.organisation_id, unit_id=engagement.unit_id,
                detail={"due_on": due_on.isoformat(), "kind": kind.value},
            )  # fmt: skip
    return made


def may_answer(actor: Actor, follow_up: FollowUp) -> bool:
    return actor.speaks_for(follow_up.unit_id, Role.CONTACT, Role.TEACHER) or actor.has(Role.DESK, Role.PARTNERSHIP)


async def complete(tx: Transaction, actor: Actor, follow_up_id: UUID, answer: FollowUpAnswer) -> FollowUp:
    found = await queries.follow_up_by_id(tx, follow_up_id, lock=True)
    if found is None or not may_answer(actor, found):
        raise NotFound
    said = _("This follow-up is answered already.")
    require_step(TRANSITIONS, found.status, FollowUpStatus.DONE, said)
    guard = leading_to(TRANSITIONS, FollowUpStatus.DONE)
    if not await tx.run(
        queries.COMPLETE_FOLLOW_UP, found.id, guard, tx.now, actor.person_id, answer.outcome, answer.note,
        answer.next_step,
    ):  # fmt: skip
        raise Conflict(said)
    await history.record(
        tx, actor, "follow_up.completed", found.id, reason=answer.note or answer.outcome, now=tx.now,
        engagement_id=found.engagement_id, organisation_id=found.organisation_id, unit_id=found.unit_id,
        detail=_detail(found, answer),
    )  # fmt: skip
    await outbox.put(tx, "follow_up.completed", found.id)
    again = await queries.follow_up_by_id(tx, follow_up_id)
    assert again is not None
    return again


def _detail(found: FollowUp, answer: FollowUpAnswer) -> dict[str, str]:
    said = {"kind": found.kind.value, "outcome": answer.outcome}
    return {**said, "next_step": answer.next_step} if answer.next_step else said


async def notify_due(tx: Transaction, limit: int = 100) -> int:
    """Tell each department, once, of a follow-up whose day has come."""
    due = await tx.rows(_Due, queries.NEWLY_DUE, tx.now.date(), limit)
    for row in due:
        await tx.run(queries.NOTIFIED, row.id, tx.now)
        await outbox.put(tx, "follow_up.due", row.id)
    return len(due)
