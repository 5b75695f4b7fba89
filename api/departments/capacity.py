"""How many groups a department can guide in a term, and the terms that are full: it says so, and problems go on."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.departments import queries, rules
from api.departments.reach import next_starts
from api.departments.unit import FormKind, FormOfUse, Unit
from api.errors import Fault, Invalid, NotAllowed
from api.history import history
from api.language import Words, _, later
from db.database import Transaction
from db.ids import new_id

TermCode = Annotated[str, Meta(pattern="^20[0-9]{2}-(spring|autumn)$")]


class Place(msgspec.Struct, frozen=True):
    """How many groups in a form of use; with `supervisor_id` how many of them one person guides."""

    form: Annotated[str, Meta(min_length=1, max_length=40)]
    places: Annotated[int, Meta(ge=0, le=1000)]
    supervisor_id: UUID | None = None


class TermCapacity(msgspec.Struct, frozen=True):
    """All that the department says of one term; what it said before is replaced. `full`: it takes no more."""

    term: TermCode
    items: Annotated[list[Place], Meta(max_length=500)] = []
    full: bool = False


class Room(msgspec.Struct, frozen=True):
    """A form of use in a term: how many places there are, and how many groups have been accepted already."""

    term: str
    form: str
    form_nb: str
    form_nn: str
    form_en: str
    supervisor_id: UUID | None
    supervisor_name: str | None
    places: int
    accepted: int

    @property
    def left(self) -> int:
        return max(self.places - self.accepted, 0)

    @property
    def form_name(self) -> Words:
        return Words(self.form_nb, self.form_nn, self.form_en)


class Told(msgspec.Struct, frozen=True):
    """All that a department has said, of this term and those to come; `full` are the terms that it has closed."""

    rooms: list[Room]
    full: list[str]

    def room_in(self, term: str, form: str, supervisor_id: UUID | None = None) -> Room | None:
        asked = (term, form, supervisor_id)
        return next((room for room in self.rooms if (room.term, room.form, room.supervisor_id) == asked), None)

    def is_full(self, term: str, form: str) -> bool:
        room = self.room_in(term, form)
        return term in self.full or (room is not None and room.left == 0)


class _Term(msgspec.Struct, frozen=True):
    term: str


class _Id(msgspec.Struct, frozen=True):
    id: UUID


ROOMS = """
select c.term, c.form_code as form, f.name_nb as form_nb, f.name_nn as form_nn, f.name_en as form_en, c.supervisor_id,
    s.name as supervisor_name, c.places, coalesce((
        select sum(e.groups) from engagement e
        where e.unit_id = c.unit_id and e.term = c.term and e.form_code = c.form_code and e.status <> 'cancelled'
            and (c.supervisor_id is null or e.supervisor_id = c.supervisor_id)), 0)::int as accepted
from capacity c join form_of_use f on f.code = c.form_code left join person s on s.id = c.supervisor_id
where c.unit_id = $1 and c.term >= $2
order by left(c.term, 4), c.term like '%autumn', f.position, f.code, s.name nulls first limit 1000
"""

FULL = "select term from full_term where unit_id = $1 and term >= $2 order by term limit 40"

FORGET_TERM = "delete from capacity where unit_id = $1 and term = $2"
SAY = """
insert into capacity (id, unit_id, term, form_code, supervisor_id, places, said_by, said_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
OPEN_TERM = "delete from full_term where unit_id = $1 and term = $2"
CLOSE_TERM = """
insert into full_term (unit_id, term, declared_by, declared_at) values ($1, $2, $3, $4)
on conflict (unit_id, term) do nothing
"""
GUIDES_HERE = """
select distinct person_id as id from appointment
where unit_id = $1 and until is null and role in ('contact', 'teacher', 'head') limit 500
"""
# Two who save at once take turns.
LOCK_UNIT = "select 1 from unit where id = $1 for update"


def may_change(actor: Actor, unit_id: UUID) -> bool:
    return actor.speaks_for(unit_id, Role.CONTACT, Role.HEAD) or actor.has(Role.DESK, Role.ADMIN)


async def told(tx: Transaction, unit_id: UUID) -> Told:
    since = str(tx.now.year)
    full = [row.term for row in await tx.rows(_Term, FULL, unit_id, since)]
    return Told(await tx.rows(Room, ROOMS, unit_id, since), full)


async def say(tx: Transaction, actor: Actor, code: str, wanted: TermCapacity) -> Told:
    unit = await rules.department(tx, code)
    rules.require_staff(actor)
    if not may_change(actor, unit.id):
        raise NotAllowed(_("The department's contacts, its head or the broker desk do this."))
    if faults := await _faults(tx, unit, wanted):
        raise Invalid(faults)
    await tx.value(LOCK_UNIT, unit.id)
    await tx.run(FORGET_TERM, unit.id, wanted.term)
    for place in wanted.items:
        await tx.run(
            SAY, new_id(), unit.id, wanted.term, place.form, place.supervisor_id, place.places, actor.person_id, tx.now
        )
    if wanted.full:
        await tx.run(CLOSE_TERM, unit.id, wanted.term, actor.person_id, tx.now)
    else:
        await tx.run(OPEN_TERM, unit.id, wanted.term)
    await history.record(
        tx, actor, "unit.capacity_said", unit.id, reason=later("said how much there is room for"), now=tx.now,
        unit_id=unit.id, detail={"term": wanted.term, "full": str(wanted.full).lower(), **_listed(wanted)},
    )  # fmt: skip
    return await told(tx, unit.id)


def _listed(wanted: TermCapacity) -> dict[str, str]:
    return {place.form: str(place.places) for place in wanted.items if place.supervisor_id is None}


async def _faults(tx: Transaction, unit: Unit, wanted: TermCapacity) -> list[Fault]:
    offered = {form.code for form in await queries.forms_of(tx, unit.id)}
    guides = {row.id for row in await tx.rows(_Id, GUIDES_HERE, unit.id)}
    seen: set[tuple[str, UUID | None]] = set()
    faults: list[Fault] = []
    for number, place in enumerate(wanted.items):
        if place.form not in offered:
            codes = ", ".join(sorted(offered))
            said = _("The department offers these forms: %(codes)s.", codes=codes)
            faults.append(Fault(f"/items/{number}/form", said))
        if place.supervisor_id and place.supervisor_id not in guides:
            said = _("Choose somebody who answers at the same department.")
            faults.append(Fault(f"/items/{number}/supervisor_id", said))
        if (place.form, place.supervisor_id) in seen:
            faults.append(Fault(f"/items/{number}", _("This stands here twice.")))
        seen.add((place.form, place.supervisor_id))
    return faults


def _ends(term: str) -> date:
    year, _dash, season = term.partition("-")
    return date(int(year), 6, 30) if season == "spring" else date(int(year), 12, 31)


def full_term_for(
    said: Told, forms: list[FormOfUse], wanted: list[FormKind], earliest: date | None, today: date
) -> str | None:
    """The term that a problem would come in, where the department has no room in it; None where it has.

    That is the soonest that one of the wished-for forms begins in and that the company has time for.
    """
    fitting = [form for form in forms if form.kind in wanted] or forms
    starts = [
        (start.term, form.code)
        for form in fitting
        for start in next_starts(form, today)
        if earliest is None or _ends(start.term) >= earliest
    ]
    if not starts:
        return None
    soonest = min((term for term, _code in starts), key=_ends)
    codes = [code for term, code in starts if term == soonest]
    return soonest if all(said.is_full(soonest, code) for code in codes) else None


async def full_for(tx: Transaction, unit: Unit, wanted: list[FormKind], earliest: date | None) -> str | None:
    """As `full_term_for`, for a department as it is today."""
    forms = await queries.forms_of(tx, unit.id)
    return full_term_for(await told(tx, unit.id), forms, wanted, earliest, tx.now.date())


async def lacking_room(
    tx: Transaction, unit_id: UUID, form: str, term: str, supervisor_id: UUID, groups: int
) -> str | None:
    """What to say when so many groups more are too many; None while there is room, or nobody has said how much."""
    said = await told(tx, unit_id)
    if term in said.full:
        return _("You have said that this term is full.")
    for room in (said.room_in(term, form), said.room_in(term, form, supervisor_id)):
        if room is not None and room.accepted + groups > room.places:
            whose = room.supervisor_name or room.form_name
            return _(
                "%(left)s of %(places)s places are left for %(whose)s in this term.",
                left=room.left, places=room.places, whose=whose,
            )  # fmt: skip
    return None
