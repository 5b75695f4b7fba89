"""Who hears of it when somebody has left."""

from uuid import UUID

import msgspec

from api.accounts import person
from api.notifications.hearing.addressing import Hearer, to_people
from api.notifications.letters import departures as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact

RECEIVED = """
select 'inbox/' || r.id as path, p.title, o.name as organisation_name from referral r
join problem p on p.id = r.problem_id join organisation o on o.id = p.organisation_id where r.id = any($1::uuid[])
union all
select 'engagements/' || e.reference, e.title, o.name from engagement e
join organisation o on o.id = e.organisation_id where e.id = any($2::uuid[])
union all
select 'follow-ups', e.title, o.name from follow_up f join engagement e on e.id = f.engagement_id
join organisation o on o.id = f.organisation_id where f.id = any($3::uuid[])
limit 1500
"""


class _Received(msgspec.Struct, frozen=True):
    path: str
    title: str
    organisation_name: str


def _ids(fact: Fact, kind: str) -> list[UUID]:
    return [UUID(text) for text in fact.payload.get(kind, "").split(",") if text]


async def departure_received(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """One list of all that is theirs now, each with where it is done."""
    to, left = await person.by_id(tx, fact.subject_id), await person.by_id(tx, UUID(fact.payload["left"]))
    if to is None or left is None:
        return []
    kinds = [_ids(fact, kind) for kind in ("referrals", "engagements", "follow_ups")]
    rows = await tx.rows(_Received, RECEIVED, *kinds)
    lines = [f"{row.organisation_name}: {row.title}\n  {base_url}/{row.path}" for row in rows]
    return to_people([to], "departure_received", lambda one: letters.received(one.name, left.name, lines))


HEARERS: dict[str, Hearer] = {
    "departure.received": departure_received,
}
