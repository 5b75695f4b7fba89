"""Who hears of accounts."""

from api.accounts import person
from api.language import Language
from api.notifications.hearing.addressing import Hearer, letter
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


HEARERS: dict[str, Hearer] = {
    "sign_in.code_issued": sign_in_code,
}
