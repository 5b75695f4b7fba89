"""People: one row for each mailbox that has ever been proved or been appointed."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from api.accounts.actor import Appointment, Role
from api.language import Language
from db.database import Transaction
from db.ids import new_id


class Person(msgspec.Struct, frozen=True):
    id: UUID
    email: str
    name: str
    language: Language
    phone: str | None = None


BY_EMAIL = "select id, email, name, language, phone from person where email = $1"

BY_ID = "select id, email, name, language, phone from person where id = $1"

# The name stays as its owner last gave it; a stranger who types their address can't rename them.
KEEP = """
insert into person (id, email, name, phone, language, demo, created_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (email) do update set email = excluded.email
returning id, email, name, language, phone
"""

APPOINT = """
insert into appointment (id, person_id, role, unit_id, is_first, since) values ($1, $2, $3, $4, $5, $6)
on conflict (person_id, role, coalesce(unit_id, person_id)) where until is null do nothing
"""

DISMISS = """
update appointment set until = $4
where person_id = $1 and role = $2 and unit_id is not distinct from $3 and until is null and since < $4
"""

# Nobody is first by themselves: whoever becomes it takes it over from the one before.
MAKE_FIRST = """
update appointment set is_first = (person_id = $3)
where role = $1 and unit_id = $2 and until is null and is_first is distinct from (person_id = $3)
"""

CHOOSE_LANGUAGE = "update person set language = $2 where id = $1"

IN_ROLE = """
select p.id, p.email, p.name, p.language, p.phone
from appointment a join person p on p.id = a.person_id
where a.role = $1 and a.until is null and a.unit_id is not distinct from $2
order by a.is_first desc, a.since, p.id
limit 20
"""


# Who is away makes way: for whoever stands in for them, if that is one of the same, else for the next in order.
PRESENT = """
with answering as (
    select p.id, p.email, p.name, p.language, p.phone,
        row_number() over (order by a.is_first desc, a.since, p.id) as place
    from appointment a join person p on p.id = a.person_id
    where a.role = $1 and a.until is null and a.unit_id is not distinct from $2
), away as (
    select x.person_id, x.substitute_id from absence x join answering q on q.id = x.person_id
    where x.cancelled_at is null and $3 between x.starts_on and x.ends_on
)
select p.id, p.email, p.name, p.language, p.phone from answering p
where p.id not in (select person_id from away)
order by least(p.place, (
    select min(q.place) from away w join answering q on q.id = w.person_id where w.substitute_id = p.id
)), p.place
limit 20
"""


async def by_email(tx: Transaction, email: str) -> Person | None:
    return await tx.row(Person, BY_EMAIL, email.lower())


async def by_id(tx: Transaction, person_id: UUID) -> Person | None:
    return await tx.row(Person, BY_ID, person_id)


async def keep(
    tx: Transaction,
    email: str,
    name: str,
    *,
    now: datetime,
    language: Language = Language.BOKMAL,
    phone: str | None = None,
    demo: bool = False,
) -> Person:
    """The person with this address, made when there is none."""
    person = await tx.row(Person, KEEP, new_id(), email.lower(), name, phone, language, demo, now)
    assert person is not None
    return person


async def appoint(
    tx: Transaction, person_id: UUID, role: Role, unit_id: UUID | None, *, now: datetime, is_first: bool = False
) -> Appointment:
    await tx.run(APPOINT, new_id(), person_id, role, unit_id, is_first, now)
    return Appointment(role, unit_id)


async def dismiss(tx: Transaction, person_id: UUID, role: Role, unit_id: UUID | None, *, now: datetime) -> bool:
    """False when the person holds no such role."""
    return await tx.run(DISMISS, person_id, role, unit_id, now) > 0


async def make_first(tx: Transaction, person_id: UUID, role: Role, unit_id: UUID) -> None:
    await tx.run(MAKE_FIRST, role, unit_id, person_id)


async def in_role(tx: Transaction, role: Role, unit_id: UUID | None) -> list[Person]:
    """Who holds the role there now, the first contact first."""
    return await tx.rows(Person, IN_ROLE, role, unit_id)


async def present(tx: Transaction, role: Role, unit_id: UUID | None, on: date) -> list[Person]:
    """Those in the role there who are not away that day; whoever stands in for somebody comes in their place."""
    return await tx.rows(Person, PRESENT, role, unit_id, on)


async def choose_language(tx: Transaction, person_id: UUID, language: Language) -> None:
    await tx.run(CHOOSE_LANGUAGE, person_id, language)
