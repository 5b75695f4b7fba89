"""Who hears of drafts: whoever asked for a link to go on with one."""

from api.language import Language
from api.notifications.hearing.addressing import Hearer, letter
from api.notifications.letters import drafts as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact


async def link(_tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    address = f"{base_url}/problems/drafts/go-on?draft={fact.payload['key']}"
    title, language = fact.payload["title"], Language(fact.payload["language"])
    return [letter("draft_link", fact.payload["email"], language, lambda: letters.go_on(title, address))]


HEARERS: dict[str, Hearer] = {
    "draft.link_asked": link,
}
