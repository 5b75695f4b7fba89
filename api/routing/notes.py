"""Notes between the departments that have or had a problem, and the desk. No company and no student reads them."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.departments.unit import UnitKind
from api.errors import NotFound
from api.history import history
from api.language import later
from api.reading import Paragraphs
from api.routing import queries, rules
from api.routing.referral import Referral
from db import outbox
from db.database import Transaction
from db.ids import new_id

INSERT = """
insert into note (id, problem_id, referral_id, unit_id, author_id, author_name, body, written_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

COLUMNS = """
    n.id, n.problem_id, n.referral_id, n.author_id, n.author_name, u.code as unit_code, n.body, n.written_at
"""

OF_PROBLEM = f"""
select {COLUMNS} from note n left join unit u on u.id = n.unit_id where n.problem_id = $1 order by n.id limit 200
"""  # noqa: S608

BY_ID = f"select {COLUMNS} from note n left join unit u on u.id = n.unit_id where n.id = $1"  # noqa: S608


class Writing(msgspec.Struct, frozen=True):
    text: Paragraphs


class Note(msgspec.Struct, frozen=True):
    id: UUID
    problem_id: UUID
    referral_id: UUID
    author_id: UUID
    author_name: str
    unit_code: str | None
    body: str
    written_at: datetime


async def write(tx: Transaction, actor: Actor, referral_id: UUID, writing: Writing) -> Note:
    referral, unit_id = await _load(tx, actor, referral_id)
    assert actor.person_id is not None
    note_id = new_id()
    await tx.run(
        INSERT, note_id, referral.problem_id, referral.id, unit_id, actor.person_id, actor.name, writing.text, tx.now
    )
    # Without the problem's id: what hangs on a problem is read by the company.
    await history.record(
        tx, actor, "note.written", note_id, reason=later("a note between departments"), now=tx.now, unit_id=unit_id
    )
    await outbox.put(tx, "note.written", note_id)
    found = await by_id(tx, note_id)
    assert found is not None
    return found


async def read_all(tx: Transaction, actor: Actor, referral_id: UUID) -> list[Note]:
    """Oldest first, of everyone who has or had the problem."""
    referral, _unit_id = await _load(tx, actor, referral_id)
    return await tx.rows(Note, OF_PROBLEM, referral.problem_id)


async def by_id(tx: Transaction, note_id: UUID) -> Note | None:
    return await tx.row(Note, BY_ID, note_id)


async def _load(tx: Transaction, actor: Actor, referral_id: UUID) -> tuple[Referral, UUID | None]:
    """With the unit that the actor speaks for there."""
    referral = await queries.by_id(tx, referral_id)
    if referral is None:
        raise NotFound
    had = await queries.of_problem(tx, referral.problem_id)
    mine = actor.units_as(Role.CONTACT) & {r.unit_id for r in had if r.unit_kind is UnitKind.DEPARTMENT}
    if mine:
        return referral, referral.unit_id if referral.unit_id in mine else min(mine)
    if rules.is_desk(actor):
        return referral, next((r.unit_id for r in had if r.unit_kind is UnitKind.DESK), None)
    raise NotFound
