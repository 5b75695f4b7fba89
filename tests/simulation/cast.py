"""Who plays the year: contacts and a deputy in every department, companies, students. Made once, before it begins."""

from datetime import datetime
from typing import NamedTuple

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.departments.catalogue import read_catalogue
from api.language import Language
from db.database import Transaction
from tests.people import contact_address, found_company


class Company(NamedTuple):
    email: str
    contact: str
    name: str


class Text(NamedTuple):
    language: Language
    words: str


class Cast(NamedTuple):
    """`deputies` by department; `texts` are short problems in the words of companies."""

    departments: list[str]
    deputies: dict[str, str]
    companies: list[Company]
    students: list[str]
    texts: list[Text]


async def gather(tx: Transaction, companies: int, students: int) -> Cast:
    units = await departments.departments(tx, tx.now.date())
    deputies = {unit.code: f"vara.{contact_address(unit.code).removeprefix('kontakt.')}" for unit in units}
    for unit in units:
        who = await person.keep(tx, deputies[unit.code], f"Vara {unit.code}", now=tx.now)
        await person.appoint(tx, who.id, Role.CONTACT, unit.id, now=tx.now)
    firms = [Company(f"kontakt@firma{n}.example", f"Kontakt {n}", f"Firma {n} AS") for n in range(companies)]
    for firm in firms:
        await found_company(tx, firm.email, firm.contact, firm.name, Language.BOKMAL)
    for number in range(students):
        who = await person.keep(tx, _student(number), f"Aar Student {number}", now=tx.now)
        await person.appoint(tx, who.id, Role.STUDENT, None, now=tx.now)
    codes = [unit.code for unit in units]
    return Cast(codes, deputies, firms, [_student(number) for number in range(students)], _texts())


def _student(number: int) -> str:
    return f"aar{number}@example.org"


def _texts() -> list[Text]:
    found: list[Text] = []
    for file in sorted(read_catalogue().departments, key=lambda one: one.code):
        found += [Text(Language.BOKMAL, text) for text in file.examples.nb]
        found += [Text(Language.ENGLISH, text) for text in file.examples.en]
    return found


def term_from(now: datetime) -> str:
    """The term that somebody who accepts today thinks of."""
    if now.month == 1:
        return f"{now.year}-spring"
    return f"{now.year}-autumn" if now.month <= 8 else f"{now.year + 1}-spring"
