"""The demo people: two contacts and a teacher in every department, the desk, students, and one of each other role."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Actor, Appointment, Role
from api.demo.names import NAMES
from api.departments import queries as departments
from api.departments.loading import mail_name
from api.language import Language
from db.database import Transaction
from db.ids import new_id

AT = "@example.org"
AT_STUDENTS = "@stud.example.org"

NYNORSK_CAMPUS = "Ålesund"
IN_OFFICE = timedelta(days=500)

STUDENTS = (
    ("student1", "Maja Rønning", Language.BOKMAL),
    ("student2", "Omar Haddad", Language.BOKMAL),
    ("student3", "Chloe Bennett", Language.ENGLISH),
    ("student4", "Eldbjørg Sunde", Language.NYNORSK),
    ("student5", "Andreas Nygård", Language.BOKMAL),
)

# They fill the demo year, and nobody needs to sign in as one of them.
MORE_STUDENTS = (
    "Amalie Berge", "Daniel Weiss", "Emil Strand", "Hamza Karimi", "Ingvild Ekren", "Jonas Rud", "Kaja Lindseth",
    "Magnus Eide", "Mei Zhang", "Oda Fossum", "Priya Raman", "Sindre Aune", "Sofie Dalen", "Synne Moa", "Tomas Hole",
    "Vilde Haug", "Yusuf Abdi",
)  # fmt: skip

KNOWN = "select email from person where email = any($1::text[])"

CAST = """
select p.id, p.email, p.name, p.language,
    array(select a.role from appointment a where a.person_id = p.id and a.until is null order by a.id) as roles,
    array(select a.unit_id from appointment a where a.person_id = p.id and a.until is null order by a.id) as units
from person p where p.email = any($1::text[])
"""


class Wanted(NamedTuple):
    """Somebody who is to be there. `units` is None for a role at the institution."""

    email: str
    name: str
    language: Language
    role: Role
    unit_id: UUID | None
    is_first: bool = False


class _Known(msgspec.Struct, frozen=True):
    id: UUID
    email: str
    name: str
    language: Language
    roles: list[str]
    units: list[UUID | None]

    def as_actor(self) -> Actor:
        return Actor(
            person_id=self.id,
            name=self.name,
            email=self.email,
            language=self.language,
            appointments=frozenset(
                Appointment(Role(role), unit) for role, unit in zip(self.roles, self.units, strict=True)
            ),
        )


def contact_of(code: str) -> str:
    return f"kontakt.{mail_name(code)}{AT}"


def second_contact_of(code: str) -> str:
    return f"vara.{mail_name(code)}{AT}"


def teacher_of(code: str) -> str:
    return f"laerer.{mail_name(code)}{AT}"


def head_of(code: str) -> str:
    return f"leder.{mail_name(code)}{AT}"


def student(name: str) -> str:
    """The address of a student as stories name them: `student1`, or `mei.zhang`."""
    return name + (AT if name in {known for known, _full, _language in STUDENTS} else AT_STUDENTS)


DESK = f"desk{AT}"
SECOND_AT_DESK = f"vara.desk{AT}"


async def wanted(tx: Transaction) -> list[Wanted]:
    desk = await departments.desk(tx)
    units = sorted(await departments.departments(tx, tx.now.date()), key=lambda unit: unit.code)
    names = cycle(NAMES)
    nb = Language.BOKMAL
    people = [
        Wanted(DESK, "Kari Anne Skaug", nb, Role.DESK, desk.id, True),
        Wanted(SECOND_AT_DESK, "Bashir Rahimi", nb, Role.DESK, desk.id),
        Wanted(f"partner{AT}", "Lars Erik Dahl", nb, Role.PARTNERSHIP, None),
        Wanted(f"admin{AT}", "Silje Marie Holt", nb, Role.ADMIN, None),
        *(Wanted(student(name), full, language, Role.STUDENT, None) for name, full, language in STUDENTS),
        *(
            Wanted(student(full.lower().replace(" ", ".")), full, nb, Role.STUDENT, None)
            for full in MORE_STUDENTS
        ),
    ]  # fmt: skip
    for unit in units:
        own = Language.NYNORSK if unit.campus == [NYNORSK_CAMPUS] else nb
        people += [
            Wanted(contact_of(unit.code), next(names), own, Role.CONTACT, unit.id, True),
            Wanted(second_contact_of(unit.code), next(names), own, Role.CONTACT, unit.id),
            Wanted(teacher_of(unit.code), next(names), own, Role.TEACHER, unit.id),
        ]
    # After all others, so that nobody else's name changes by them.
    people += [Wanted(head_of(unit.code), next(names), nb, Role.HEAD, unit.id) for unit in units]
    return people


async def bring_in(tx: Transaction) -> int:
    """How many were missing. Whoever is there keeps the name and the roles they have by now."""
    people = await wanted(tx)
    known = {row["email"] for row in await tx.rows(dict[str, str], KNOWN, [one.email for one in people])}
    missing = [one for one in people if one.email not in known]
    since = tx.now - IN_OFFICE
    named = [(new_id(), one) for one in missing]
    await tx.run_many(person.KEEP, [(new, one.email, one.name, None, one.language, True, since) for new, one in named])
    await tx.run_many(
        person.APPOINT, [(new_id(), new, one.role, one.unit_id, one.is_first, since) for new, one in named]
    )
    return len(missing)


async def as_actors(tx: Transaction, emails: Iterable[str]) -> dict[str, Actor]:
    """Those who exist, each with the roles they hold, by address."""
    found = await tx.rows(_Known, CAST, list(emails))
    return {one.email: one.as_actor() for one in found}
