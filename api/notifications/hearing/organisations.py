"""Who hears of organisations."""

from api.language import Language
from api.notifications.hearing.addressing import Hearer, letter
from api.notifications.letters import organisations as letters
from api.notifications.mail import Letter
from api.organisations import invitation, organisation
from db.database import Transaction
from db.outbox import Fact


async def invited(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """In the organisation's own language: nothing is known of the invited one's."""
    found = await invitation.invitation(tx, fact.subject_id)
    assert found is not None
    home = await organisation.by_id(tx, found.organisation_id)
    language = home.language if home else Language.BOKMAL
    link = f"{base_url}/invitations/{fact.payload['key']}"
    return [letter("invited", found.email, language, lambda: letters.invited(found, link))]


HEARERS: dict[str, Hearer] = {"organisation.invited": invited}
