"""Who hears of accounts."""

from uuid import UUID

from api.accounts import person
from api.departments import queries as departments
from api.language import Language
from api.notifications.hearing.addressing import Hearer, letter, to_people
from api.notifications.letters import accounts as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact


async def sign_in_code(tx: Transaction, fact: Fact, _base_url: str) -> list[Letter]:
    who = await person.by_id(tx, fact.subject_id)
    if who is None:
        return []
    language = Language(fact.payload["language"])
    code = fact.payload["code"]
    return [letter("sign_in_code", who.email, language, lambda: letters.sign_in_code(who.name, code))]


async def person_appointed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    who = await person.by_id(tx, fact.subject_id)
    unit = await departments.unit_by_id(tx, UUID(fact.payload["unit_id"]))
    if who is None or unit is None:
        return []
    role = fact.payload["role"]
    link = f"{base_url}/departments/{unit.code}/people"
    return to_people([who], "appointed", lambda one: letters.appointed(one.name, role, unit.name, link))


HEARERS: dict[str, Hearer] = {
    "person.appointed": person_appointed,
    "sign_in.code_issued": sign_in_code,
}
