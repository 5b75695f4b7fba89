"""When a holder is away or gone: what is open goes to a colleague at once, and comes back if nobody has touched it."""

from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import PROGRAM, Actor, Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.history import history
from api.language import later
from db.database import Transaction


class Held(msgspec.Struct, frozen=True):
    """An open referral that somebody holds."""

    id: UUID
    unit_id: UUID
    unit_kind: UnitKind
    problem_id: UUID
    organisation_id: UUID


OPEN_OF_HOLDER = """
select r.id, r.unit_id, u.kind as unit_kind, r.problem_id, p.organisation_id
from referral r join problem p on p.id = r.problem_id join unit u on u.id = r.unit_id
where r.holder_id = $1 and r.status in ('waiting', 'asked') and ($2::uuid is null or r.unit_id = $2)
order by r.reply_due_at, r.id limit 500 for update of r
"""

HAND_OVER = "update referral set holder_id = $2 where id = $1 and status in ('waiting', 'asked')"


async def held_by(tx: Transaction, person_id: UUID, unit_id: UUID | None = None) -> list[Held]:
    """Locked, the most urgent first; at one unit or at all of them."""
    return await tx.rows(Held, OPEN_OF_HOLDER, person_id, unit_id)


async def whoever_is_there(tx: Transaction, unit_id: UUID, kind: UnitKind) -> list[Person]:
    """Who can answer for a unit today, in the order in which they are asked; the desk where nobody can."""
    role = Role.DESK if kind is UnitKind.DESK else Role.CONTACT
    present = await person.present(tx, role, unit_id, tx.now.date())
    if present:
        return present
    desk = await departments.desk(tx)
    return await person.present(tx, Role.DESK, desk.id, tx.now.date()) or await person.in_role(tx, role, unit_id)


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
