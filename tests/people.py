"""The people of the tests: real rows, one of each role, and an `Actor` for each as a request would find it."""

from api.accounts import person, session
from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments.loading import mail_name
from api.language import Language
from api.organisations import organisation
from db.database import Database, Transaction

NAMES = {
    "bedrift@example.org": "Berit Bedrift",
    "desk@example.org": "Dagny Desk",
    "partner@example.org": "Pål Partner",
    "admin@example.org": "Anna Admin",
}
STUDENTS = 5
HOME_OF_BEDRIFT = "Fjordfisk AS"


def contact_address(code: str) -> str:
    return f"kontakt.{mail_name(code)}@example.org"


def teacher_address(code: str) -> str:
    return f"laerer.{mail_name(code)}@example.org"


def student_address(number: int) -> str:
    return f"student{number}@example.org"


async def _hire(tx: Transaction, email: str, name: str, *roles: Role, unit: str | None = None) -> person.Person:
    who = await person.keep(tx, email, name, now=tx.now, demo=True)
    found = await departments.unit_by_code(tx, unit) if unit else None
    for role in roles:
        await person.appoint(tx, who.id, role, found.id if found else None, now=tx.now, is_first=True)
    return who


async def furnish_with_people(tx: Transaction) -> None:
    """Contacts for every department, a teacher at IDI, the desk, partnership staff, an administrator, five students."""
    for unit in await departments.departments(tx, tx.now.date()):
        await _hire(tx, contact_address(unit.code), f"Kontakt {unit.code}", Role.CONTACT, unit=unit.code)
    await _hire(tx, teacher_address("IDI"), "Lærer IDI", Role.TEACHER, unit="IDI")
    desk = await departments.desk(tx)
    await _hire(tx, "desk@example.org", NAMES["desk@example.org"], Role.DESK, unit=desk.code)
    await _hire(tx, "partner@example.org", NAMES["partner@example.org"], Role.PARTNERSHIP)
    await _hire(tx, "admin@example.org", NAMES["admin@example.org"], Role.ADMIN)
    for number in range(1, STUDENTS + 1):
        await _hire(tx, student_address(number), f"Student {number}", Role.STUDENT)
    await found_company(tx, "bedrift@example.org", NAMES["bedrift@example.org"], HOME_OF_BEDRIFT, Language.BOKMAL)


async def found_company(tx: Transaction, email: str, name: str, home: str, language: Language) -> person.Person:
    who = await person.keep(tx, email, name, now=tx.now, language=language, demo=True)
    made = await organisation.find_or_add(
        tx, who.id, home, org_number=None, country="NO", language=language, now=tx.now, demo=True
    )
    await organisation.join(tx, made.id, who.id, now=tx.now)
    return who


async def actor_of(tx: Transaction, email: str) -> Actor:
    """As the middle of a request knows them: by a session of theirs."""
    who = await person.by_email(tx, email)
    assert who is not None, f"nobody here has the address {email}"
    actor = await session.find_by_session(tx, await session.open_session(tx, who.id, "tests"))
    assert actor is not None
    return actor


class People:
    """Makers of actors. Who is asked for twice is the same person."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def by_email(self, email: str) -> Actor:
        async with self.database.transaction() as tx:
            return await actor_of(tx, email)

    async def company(
        self,
        email: str = "bedrift@example.org",
        *,
        name: str = "Berit Bedrift",
        home: str = HOME_OF_BEDRIFT,
        language: Language = Language.BOKMAL,
    ) -> Actor:
        """A member of an organisation; another address and home make another company."""
        async with self.database.transaction() as tx:
            if email not in NAMES:
                await found_company(tx, email, name, home, language)
            return await actor_of(tx, email)

    async def contact(self, code: str = "IDI") -> Actor:
        return await self.by_email(contact_address(code))

    async def teacher(self, code: str = "IDI") -> Actor:
        async with self.database.transaction() as tx:
            await _hire(tx, teacher_address(code), f"Lærer {code}", Role.TEACHER, unit=code)
            return await actor_of(tx, teacher_address(code))

    async def student(self, number: int = 1) -> Actor:
        async with self.database.transaction() as tx:
            await _hire(tx, student_address(number), f"Student {number}", Role.STUDENT)
            return await actor_of(tx, student_address(number))

    async def desk(self) -> Actor:
        return await self.by_email("desk@example.org")

    async def partner(self) -> Actor:
        return await self.by_email("partner@example.org")

    async def admin(self) -> Actor:
        return await self.by_email("admin@example.org")
