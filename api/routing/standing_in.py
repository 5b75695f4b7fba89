"""When a holder is away or gone: what is open goes to a colleague at once, and comes back if nobody has touched it."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import PROGRAM, Actor, Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.history import history
from api.language import later
from db import outbox
from db.database import Transaction


class Held(msgspec.Struct, frozen=True):
    """An open referral that somebody holds."""

    id: UUID
    unit_id: UUID
    unit_kind: UnitKind
    problem_id: UUID
    organisation_id: UUID


class HandedOver(msgspec.Struct, frozen=True):
    """What an absence put into whose hands; `holder_id` has it now."""

    referral_id: UUID
    title: str
    organisation_name: str
    given_to: UUID
    holder_id: UUID | None
    reply_due_at: datetime


class _Absence(msgspec.Struct, frozen=True):
    id: UUID
    person_id: UUID
    substitute_id: UUID | None


class _Answering(msgspec.Struct, frozen=True):
    unit_id: UUID
    unit_kind: UnitKind


HELD_COLUMNS = "r.id, r.unit_id, u.kind as unit_kind, r.problem_id, p.organisation_id"
HELD_JOINS = "referral r join problem p on p.id = r.problem_id join unit u on u.id = r.unit_id"

OPEN_OF_HOLDER = f"""
select {HELD_COLUMNS} from {HELD_JOINS}
where r.holder_id = $1 and r.status in ('waiting', 'asked', 'held') and ($2::uuid is null or r.unit_id = $2)
order by r.reply_due_at, r.id limit 500 for update of r
"""  # noqa: S608

HAND_OVER = "update referral set holder_id = $2 where id = $1 and status in ('waiting', 'asked', 'held')"

TO_BEGIN = """
select id, person_id, substitute_id from absence
where cancelled_at is null and begun_at is null and starts_on <= $1 and ends_on >= $1
order by starts_on, id limit $2 for update skip locked
"""
BEGUN = "update absence set begun_at = $2 where id = $1"
REMEMBER = "insert into absence_referral (absence_id, referral_id, given_to, given_at) values ($1, $2, $3, $4)"

TO_END = """
select id, person_id, substitute_id from absence
where begun_at is not null and ended_at is null and (ends_on < $1 or cancelled_at is not null)
order by ends_on, id limit $2 for update skip locked
"""
ENDED = "update absence set ended_at = $2 where id = $1"

# Touched is what its new holder has given on, or what any person has done something with.
UNTOUCHED = f"""
select {HELD_COLUMNS} from absence_referral g join {HELD_JOINS} on r.id = g.referral_id
where g.absence_id = $1 and r.status in ('waiting', 'asked', 'held') and r.holder_id = g.given_to
    and not exists (
        select 1 from history h where h.subject_id = r.id and h.actor_id is not null and h.at > g.given_at)
order by r.id limit 500 for update of r
"""  # noqa: S608

ANSWERS_AT = """
select a.unit_id, u.kind as unit_kind from appointment a join unit u on u.id = a.unit_id
where a.person_id = $1 and a.until is null and a.role in ('contact', 'desk') order by a.unit_id limit 50
"""

HANDED_OVER = """
select g.referral_id, p.title, o.name as organisation_name, g.given_to, r.holder_id, r.reply_due_at
from absence_referral g join referral r on r.id = g.referral_id join problem p on p.id = r.problem_id
join organisation o on o.id = p.organisation_id
where g.absence_id = $1 order by r.reply_due_at, r.id limit 500
"""


async def held_by(tx: Transaction, person_id: UUID, unit_id: UUID | None = None) -> list[Held]:
    """Locked, the most urgent first; at one unit or at all of them."""
    return await tx.rows(Held, OPEN_OF_HOLDER, person_id, unit_id)


async def present_at(tx: Transaction, unit_id: UUID, kind: UnitKind) -> list[Person]:
    role = Role.DESK if kind is UnitKind.DESK else Role.CONTACT
    return await person.present(tx, role, unit_id, tx.now.date())


async def whoever_is_there(tx: Transaction, unit_id: UUID, kind: UnitKind) -> list[Person]:
    """Who can answer for a unit today, in the order in which they are asked; the desk where nobody can."""
    present = await present_at(tx, unit_id, kind)
    if present:
        return present
    desk = await departments.desk(tx)
    role = Role.DESK if kind is UnitKind.DESK else Role.CONTACT
    return await present_at(tx, desk.id, UnitKind.DESK) or await person.in_role(tx, role, unit_id)


async def hand_over(tx: Transaction, actor: Actor, held: Held, to: UUID, *, reason: str) -> None:
    await tx.run(HAND_OVER, held.id, to)
    await history.record(
        tx, actor, "referral.handed_over", held.id, reason=reason, now=tx.now, problem_id=held.problem_id,
        organisation_id=held.organisation_id, unit_id=held.unit_id, detail={"to": str(to)},
    )  # fmt: skip


async def take_over(tx: Transaction, person_id: UUID, unit_id: UUID) -> int:
    """What somebody who no longer answers for a unit still held there."""
    moved = 0
    for held in await held_by(tx, person_id, unit_id):
        present = await whoever_is_there(tx, held.unit_id, held.unit_kind)
        if present and present[0].id != person_id:
            reason = later("the one who held it no longer answers there")
            await hand_over(tx, PROGRAM, held, present[0].id, reason=reason)
            moved += 1
    return moved


async def begin(tx: Transaction, limit: int = 50) -> int:
    """Absences whose first day has come: what the person holds goes to who stands in, or to the next who is there."""
    absences = await tx.rows(_Absence, TO_BEGIN, tx.now.date(), limit)
    unattended: dict[UUID, UUID] = {}
    for away in absences:
        await tx.run(BEGUN, away.id, tx.now)
        for held in await held_by(tx, away.person_id):
            present = await whoever_is_there(tx, held.unit_id, held.unit_kind)
            to = next((one for one in present if one.id == away.substitute_id), present[0] if present else None)
            if to is not None and to.id != away.person_id:
                await hand_over(tx, PROGRAM, held, to.id, reason=later("the one who held it is away"))
                await tx.run(REMEMBER, away.id, held.id, to.id, tx.now)
        await outbox.put(tx, "absence.begun", away.id)
        for place in await tx.rows(_Answering, ANSWERS_AT, away.person_id):
            if place.unit_kind is not UnitKind.DESK and not await present_at(tx, place.unit_id, place.unit_kind):
                unattended[place.unit_id] = away.id
    for unit_id, absence_id in unattended.items():
        await outbox.put(tx, "unit.unattended", unit_id, absence_id=str(absence_id))
    return len(absences)


async def end(tx: Transaction, limit: int = 50) -> int:
    """Absences that are over: what is open and untouched goes back to whoever is here again."""
    absences = await tx.rows(_Absence, TO_END, tx.now.date(), limit)
    for over in absences:
        await tx.run(ENDED, over.id, tx.now)
        for held in await tx.rows(Held, UNTOUCHED, over.id):
            if any(one.id == over.person_id for one in await present_at(tx, held.unit_id, held.unit_kind)):
                await hand_over(tx, PROGRAM, held, over.person_id, reason=later("the one who held it is here again"))
        await outbox.put(tx, "absence.ended", over.id)
    return len(absences)


async def handed_over_by(tx: Transaction, absence_id: UUID) -> list[HandedOver]:
    return await tx.rows(HandedOver, HANDED_OVER, absence_id)
