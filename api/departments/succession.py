"""Departments merge, split and get new names: decided beforehand, and nothing moves before the day."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.departments import queries, rules
from api.departments.unit import Unit, UnitKind
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import Words, _, later
from api.reading import Line
from db import outbox
from db.database import Transaction
from db.ids import new_id


class Kind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


class NewName(msgspec.Struct, frozen=True):
    nb: Line
    nn: Line
    en: Line


class NewUnit(msgspec.Struct, frozen=True):
    """A department that does not exist yet, in the faculty of the one that changes."""

    code: Annotated[str, Meta(min_length=2, max_length=12, pattern=r"^[A-Za-zÆØÅæøå0-9-]+$")]
    name: NewName


class Change(msgspec.Struct, frozen=True):
    """`merge` into one of `successors`, `split` into several, or `rename`.

    `new` makes departments among the successors that do not exist yet.
    """

    kind: Kind
    on: date
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    successors: Annotated[list[Annotated[str, Meta(min_length=1, max_length=12)]], Meta(max_length=8)] = []
    new: Annotated[list[NewUnit], Meta(max_length=8)] = []
    name: NewName | None = None


class Succession(msgspec.Struct, frozen=True):
    id: UUID
    unit_id: UUID
    kind: Kind
    takes_effect_on: date
    successors: list[UUID]
    name_nb: str | None
    name_nn: str | None
    name_en: str | None
    reason: str
    decided_by: UUID | None

    @property
    def name(self) -> Words | None:
        if self.name_nb is None or self.name_nn is None or self.name_en is None:
            return None
        return Words(self.name_nb, self.name_nn, self.name_en)


class Pointer(msgspec.Struct, frozen=True):
    """Whom to turn to instead of a department that is no more."""

    code: str
    name_nb: str
    name_nn: str
    name_en: str

    @property
    def name(self) -> Words:
        return Words(self.name_nb, self.name_nn, self.name_en)


COLUMNS = """
    id, unit_id, kind, takes_effect_on, successors, name_nb, name_nn, name_en, reason, decided_by
"""

PENDING = f"select {COLUMNS} from succession where unit_id = $1 and done_at is null and cancelled_at is null"  # noqa: S608

DUE = f"""
select {COLUMNS} from succession
where done_at is null and cancelled_at is null and takes_effect_on <= $1
order by takes_effect_on, id limit $2 for update skip locked
"""  # noqa: S608

DONE = "update succession set done_at = $2 where id = $1"

INSERT = """
insert into succession (id, unit_id, kind, takes_effect_on, successors, name_nb, name_nn, name_en, reason, decided_by,
    decided_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (unit_id) where done_at is null and cancelled_at is null do nothing
"""

CANCEL = """
update succession set cancelled_at = $2 where unit_id = $1 and done_at is null and cancelled_at is null returning id
"""

MAKE_UNIT = """
insert into unit (id, institution_id, parent_id, kind, code, name_nb, name_nn, name_en, about_nb, about_nn, about_en,
    campus, valid_from, changed_on)
select $2, institution_id, parent_id, kind, $3, $4, $5, $6, about_nb, about_nn, about_en, campus, $7, $7
from unit where id = $1
on conflict (institution_id, code) do nothing
"""

SUCCESSORS_OF = """
select s.code, s.name_nb, s.name_nn, s.name_en from unit u
join unit s on s.id = u.successor_id or s.id in (select x.successor_id from unit_successor x where x.unit_id = u.id)
where u.id = $1 order by s.code limit 8
"""

# A succession that is about to make this department part of another one, or end it.
ENDS_BEFORE = """
select exists (select 1 from succession where unit_id = $1 and kind <> 'rename' and cancelled_at is null
    and takes_effect_on <= $2)
"""


def require_may(actor: Actor) -> None:
    rules.require_staff(actor)
    if not actor.has(Role.DESK, Role.ADMIN):
        raise NotAllowed(_("The broker desk or the administrator does this."))


async def pending(tx: Transaction, unit_id: UUID) -> Succession | None:
    return await tx.row(Succession, PENDING, unit_id)


async def successors_of(tx: Transaction, unit_id: UUID) -> list[Pointer]:
    return await tx.rows(Pointer, SUCCESSORS_OF, unit_id)


async def decide(tx: Transaction, actor: Actor, code: str, change: Change) -> Succession:
    require_may(actor)
    unit = await rules.department(tx, code)
    if faults := _faults(tx, unit, change):
        raise Invalid(faults)
    successors = await _successors(tx, unit, change)
    name = change.name if change.kind is Kind.RENAME else None
    succession_id = new_id()
    added = await tx.run(
        INSERT, succession_id, unit.id, change.kind, change.on, [one.id for one in successors],
        name.nb if name else None, name.nn if name else None, name.en if name else None, change.reason,
        actor.person_id, tx.now,
    )  # fmt: skip
    if not added:
        raise Conflict(_("A change of this department is decided already. Take it back first."))
    await history.record(
        tx, actor, "unit.change_decided", unit.id, reason=change.reason, now=tx.now, unit_id=unit.id,
        detail={"kind": change.kind.value, "on": change.on.isoformat(),
                "successors": ", ".join(one.code for one in successors)},
    )  # fmt: skip
    await outbox.put(tx, "unit.change_decided", succession_id, unit_id=str(unit.id))
    found = await pending(tx, unit.id)
    assert found is not None
    return found


async def take_back(tx: Transaction, actor: Actor, code: str) -> None:
    """While its day has not come."""
    require_may(actor)
    unit = await rules.department(tx, code)
    if not await tx.value(CANCEL, unit.id, tx.now):
        raise NotFound
    await history.record(
        tx,
        actor,
        "unit.change_taken_back",
        unit.id,
        reason=later("taken back before its day"),
        now=tx.now,
        unit_id=unit.id,
    )


def _faults(tx: Transaction, unit: Unit, change: Change) -> list[Fault]:
    faults: list[Fault] = []
    if change.on < tx.now.date():
        faults.append(Fault("/on", _("This day is over. Choose today or a later one.")))
    if unit.valid_to is not None:
        faults.append(Fault("", _("This department is no more.")))
    count = len({code.strip().lower() for code in change.successors})
    wanted = {Kind.MERGE: count == 1, Kind.SPLIT: count > 1, Kind.RENAME: count == 0}[change.kind]
    if not wanted or count != len(change.successors):
        said = {
            Kind.MERGE: _("Name the one department that it becomes part of."),
            Kind.SPLIT: _("Name at least two departments, each once."),
            Kind.RENAME: _("A new name needs no other departments."),
        }[change.kind]
        faults.append(Fault("/successors", said))
    if change.kind is Kind.RENAME and change.name is None:
        faults.append(Fault("/name", _("Write the new name in all three languages.")))
    return faults


async def _successors(tx: Transaction, unit: Unit, change: Change) -> list[Unit]:
    new = {one.code.upper(): one for one in change.new}
    found: list[Unit] = []
    faults: list[Fault] = []
    for number, written in enumerate(change.successors):
        code = written.strip().upper()
        one = await queries.unit_by_code(tx, code)
        if one is None and code in new:
            name = new[code].name
            await tx.run(MAKE_UNIT, unit.id, new_id(), code, name.nb, name.nn, name.en, change.on)
            one = await queries.unit_by_code(tx, code)
        if one is None or one.kind is not UnitKind.DEPARTMENT or one.id == unit.id:
            faults.append(Fault(f"/successors/{number}", _("There is no department with this code.")))
        elif one.valid_to is not None or await tx.value(ENDS_BEFORE, one.id, change.on):
            faults.append(Fault(f"/successors/{number}", _("This department is no more by then.")))
        else:
            found.append(one)
    if faults:
        raise Invalid(faults)
    return found
