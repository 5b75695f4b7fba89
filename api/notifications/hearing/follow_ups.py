"""Who hears of follow-ups."""

from api.accounts import person
from api.accounts.actor import Role
from api.notifications.hearing.addressing import Hearer, to_people
from api.notifications.letters import follow_ups as letters
from api.notifications.mail import Letter
from api.partnerships import queries as partnerships
from db.database import Transaction
from db.outbox import Fact


async def follow_up_due(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    follow_up = await partnerships.follow_up_by_id(tx, fact.subject_id)
    assert follow_up is not None
    present = await person.present(tx, Role.CONTACT, follow_up.unit_id, tx.now.date())
    people = present or await person.in_role(tx, Role.CONTACT, follow_up.unit_id)
    link, title = f"{base_url}/follow-ups", follow_up.engagement_title
    return to_people(
        people,
        "follow_up_due",
        lambda who: letters.follow_up_due(who.name, follow_up.organisation_name, title, link),
    )


HEARERS: dict[str, Hearer] = {
    "follow_up.due": follow_up_due,
}
