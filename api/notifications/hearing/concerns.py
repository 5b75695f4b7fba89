"""Who hears of concerns."""

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.engagements import concern as concerns
from api.engagements.concern import Concern
from api.notifications.hearing.addressing import Hearer, letter, to_people
from api.notifications.letters import concerns as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact


async def _concern(tx: Transaction, fact: Fact) -> Concern:
    found = await concerns.by_id(tx, fact.subject_id)
    assert found is not None
    return found


async def reported(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    concern = await _concern(tx, fact)
    people = await person.in_role(tx, Role.DESK, (await departments.desk(tx)).id)
    link = f"{base_url}/concerns#concern-{concern.id}"
    return to_people(people, "concern", lambda who: letters.reported(who.name, concern, link))


async def resolved(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Nobody where no address was left."""
    concern = await _concern(tx, fact)
    if concern.reporter_email is None:
        return []
    kind = "projects" if concern.engagement_reference else "problems"
    link = f"{base_url}/{kind}/{concern.about}"
    to = concern.reporter_email.lower()
    return [letter("concern_answered", to, concern.language, lambda: letters.resolved(concern, link))]


HEARERS: dict[str, Hearer] = {
    "concern.reported": reported,
    "concern.resolved": resolved,
}
