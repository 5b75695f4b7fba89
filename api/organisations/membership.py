"""Who may speak for an organisation.

Typing a company's number proves nothing about working there. The first who confirms a problem for it is admitted;
after that, those whose mailbox is at the same domain as a member's. Anyone else still owns what they posted themselves.
"""

from datetime import datetime
from uuid import UUID

from api.organisations import organisation
from db.database import Transaction

# Domains at which anybody can have a mailbox, so that sharing one says nothing.
SHARED_MAILBOXES = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.no", "outlook.com", "live.com", "live.no", "msn.com",
        "yahoo.com", "yahoo.no", "icloud.com", "me.com", "proton.me", "protonmail.com", "online.no", "broadpark.no",
        "getmail.no", "altibox.no", "lyse.net", "frisurf.no", "start.no",
    }
)  # fmt: skip

MEMBER_DOMAINS = """
select distinct split_part(p.email, '@', 2) as domain
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.until is null limit 50
"""


async def admit(tx: Transaction, organisation_id: UUID, person_id: UUID, email: str, *, now: datetime) -> bool:
    """`email` is an address that the person has proved to read. False when they stay outside."""
    domains = {row["domain"] for row in await tx.rows(dict[str, str], MEMBER_DOMAINS, organisation_id)}
    own = email.rpartition("@")[2]
    if domains and (own not in domains or own in SHARED_MAILBOXES):
        return False
    await organisation.join(tx, organisation_id, person_id, now=now)
    return True
