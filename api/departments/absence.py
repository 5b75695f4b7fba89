"""Being away: from a day to a day, and who stands in. Nobody has to say why."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Actor
from api.departments import queries, rules
from api.errors import Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import _, later
from db.database import Transaction
from db.ids import new_id

LONGEST = timedelta(days=800)


class Away(msgspec.Struct, frozen=True):
    """Both days are away. `substitute_id`: a colleague; left out, the next in order stands in."""

    starts_on: date
    ends_on: date
    substitute_id: UUID | None = None


class Absence(msgspec.Struct, frozen=True):
    id: UUID
    person_id: UUID
    person_name: str
    starts_on: date
    ends_on: date
    substitute_id: UUID | None
    substitute_name: str | None
    begun_at: datetime | None


class Colleague(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class _Unit(msgspec.Struct, frozen=True):
    id: UUID


COLUMNS = """
    x.id, x.person_id, p.name as person_name, x.starts_on, x.ends_on, x.substitute_id, s.name as substitute_name,
    x.begun_at
"""
JOINS = "absence x join person p on p.id = x.person_id left join person s on s.id = x.substitute_id"

OF_PERSON = f"""
select {COLUMNS} from {JOINS}
where x.person_id = $1 and x.cancelled_at is null and x.ends_on >= $2 order by x.starts_on, x.id limit 50
"""  # noqa: S608

AT_UNIT = f"""
select {COLUMNS} from {JOINS}
where x.cancelled_at is null and x.ends_on >= $2 and exists (
    select 1 from appointment a where a.person_id = x.person_id and a.unit_id = $1 and a.until is null)
order by x.starts_on, x.id limit 200
"""  # noqa: S608

BY_ID = f"select {COLUMNS} from {JOINS} where x.id = $1 and x.cancelled_at is null for update of x"  # noqa: S608

INSERT = """
insert into absence (id, person_id, starts_on, ends_on, substitute_id, reported_by, reported_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""

CANCEL = "update absence set cancelled_at = $2 where id = $1 and cancelled_at is null and ended_at is null"

OVERLAPS = """
select exists (select 1 from absence
    where person_id = $1 and cancelled_at is null and starts_on <= $3 and ends_on >= $2)
"""

# Two reports of one person's at once take turns.
LOCK_PERSON = "select 1 from person where id = $1 for update"

UNITS = """
select distinct unit_id as id from appointment
where person_id = $1 and until is null and unit_id is not null order by unit_id limit 50
"""

COLLEAGUES = """
select distinct p.id, p.name from appointment mine
join appointment a on a.unit_id = mine.unit_id and a.until is null and a.role in ('contact', 'teacher', 'head', 'desk')
join person p on p.id = a.person_id
where mine.person_id = $1 and mine.until is null and p.id <> $1 order by p.name, p.id limit 200
"""


async def of_person(tx: Transaction, person_id: UUID) -> list[Absence]:
    """Now and to come, the next one first."""
    return await tx.rows(Absence, OF_PERSON, person_id, tx.now.date())


async def at_unit(tx: Transaction, unit_id: UUID) -> list[Absence]:
    """Of everyone appointed there, now and to come."""
    return await tx.rows(Absence, AT_UNIT, unit_id, tx.now.date())


async def colleagues_of(tx: Transaction, person_id: UUID) -> list[Colleague]:
    """Who can stand in: those who answer, teach or lead where the person does."""
    return await tx.rows(Colleague, COLLEAGUES, person_id)


async def units_of(tx: Transaction, person_id: UUID) -> list[UUID]:
    return [unit.id for unit in await tx.rows(_Unit, UNITS, person_id)]


async def require_may_report(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Oneself, or whoever answers for the people of one of the person's departments."""
    rules.require_staff(actor)
    if actor.person_id == person_id:
        return
    for unit_id in await units_of(tx, person_id):
        unit = await queries.unit_by_id(tx, unit_id)
        if unit is not None and await rules.answers_for_people(tx, actor, unit):
            return
    raise NotAllowed(_("The department's head, its first contact or the broker desk does this."))


async def report(tx: Transaction, actor: Actor, person_id: UUID, away: Away) -> Absence:
    """What the person holds goes into other hands on the first day, and comes back after the last."""
    rules.require_staff(actor)
    if await person.by_id(tx, person_id) is None:
        raise NotFound
    await require_may_report(tx, actor, person_id)
    await tx.run(LOCK_PERSON, person_id)
    if faults := await _faults(tx, person_id, away):
        raise Invalid(faults)
    absence_id = new_id()
    await tx.run(
        INSERT, absence_id, person_id, away.starts_on, away.ends_on, away.substitute_id, actor.person_id, tx.now
    )
    await history.record(
        tx, actor, "absence.reported", absence_id, reason=later("reported in advance"), now=tx.now,
        detail={"person": str(person_id), "from": away.starts_on.isoformat(), "to": away.ends_on.isoformat()},
    )  # fmt: skip
    found = await tx.row(Absence, BY_ID, absence_id)
    assert found is not None
    return found


async def _faults(tx: Transaction, person_id: UUID, away: Away) -> list[Fault]:
    faults: list[Fault] = []
    if away.ends_on < away.starts_on:
        faults.append(Fault("/ends_on", _("The last day comes before the first.")))
    elif away.ends_on < tx.now.date():
        faults.append(Fault("/ends_on", _("These days are over already.")))
    elif away.ends_on - away.starts_on > LONGEST:
        faults.append(Fault("/ends_on", _("That is very long. Whoever leaves for good has a departure instead.")))
    elif await tx.value(OVERLAPS, person_id, away.starts_on, away.ends_on):
        faults.append(Fault("/starts_on", _("Some of these days are reported already.")))
    if away.substitute_id and away.substitute_id not in {one.id for one in await colleagues_of(tx, person_id)}:
        faults.append(Fault("/substitute_id", _("Choose somebody who answers at the same department.")))
    return faults


async def cancel(tx: Transaction, actor: Actor, absence_id: UUID, person_id: UUID) -> None:
    """Back earlier, or never away: what has gone into other hands comes back if nobody has touched it."""
    rules.require_staff(actor)
    found = await tx.row(Absence, BY_ID, absence_id)
    if found is None or found.person_id != person_id:
        raise NotFound
    await require_may_report(tx, actor, person_id)
    if not await tx.run(CANCEL, absence_id, tx.now):
        raise NotFound
    await history.record(
        tx, actor, "absence.cancelled", absence_id, reason=later("back, or never away"), now=tx.now,
        detail={"person": str(person_id)},
    )  # fmt: skip
