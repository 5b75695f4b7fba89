"""Who hears once a day."""

from datetime import datetime

from api.accounts import person, session
from api.departments import queries as departments
from api.notifications.hearing.addressing import Hearer, due_words, to_people
from api.notifications.letters import digest as letters
from api.notifications.mail import Letter
from api.routing import queries as routing
from api.routing.referral import ReferralStatus
from api.routing.rules import inbox_units
from db.database import Transaction
from db.outbox import Fact

AT_MOST = 30


async def digest_due(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """What has come since the last one and still waits; nothing when a colleague was quicker."""
    who, actor = await person.by_id(tx, fact.subject_id), await session.find_by_person(tx, fact.subject_id)
    if who is None or actor is None:
        return []
    units = inbox_units(actor, (await departments.desk(tx)).id)
    since = datetime.fromisoformat(fact.payload["since"])
    waiting = await routing.inbox(tx, units, [ReferralStatus.WAITING], None, AT_MOST) if units else []
    found = [(one, await due_words(tx, one, who.language)) for one in waiting if one.created_at > since]
    if not found:
        return []
    return to_people([who], "digest", lambda one: letters.new_problems(one.name, found, f"{base_url}/inbox"))


HEARERS: dict[str, Hearer] = {"digest.due": digest_due}
