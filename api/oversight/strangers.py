"""Organisations that somebody at the desk should look at: those no register knows, and those it warns of."""

from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.oversight.desk import require_desk
from api.partnerships.merging import LikelySame, likely_same
from db.database import Transaction

AT_MOST = 30

# Only those with something under way: what is over needs nobody's look.
UNKNOWN = """
select o.id, o.name, o.country, o.org_number, p.reference, p.title, null::text as warning
from organisation o
join lateral (
    select q.reference, q.title from problem q
    where q.organisation_id = o.id and q.status in ('submitted', 'waiting', 'engaged') order by q.id desc limit 1
) p on true
where o.vouched_at is null and o.merged_into is null and (o.org_number is null or o.country <> 'NO') and not o.demo
order by o.created_at, o.id limit $1
"""

WARNED_OF = """
select o.id, o.name, o.country, o.org_number, p.reference, p.title,
    case when r.bankrupt then 'bankrupt' when r.winding_up then 'winding_up' else r.standing end as warning
from register_entry r
join organisation o on o.country = 'NO' and o.org_number = r.number and o.merged_into is null
join lateral (
    select q.reference, q.title from problem q
    where q.organisation_id = o.id and q.status in ('submitted', 'waiting', 'engaged') order by q.id desc limit 1
) p on true
where r.bankrupt or r.winding_up or r.standing in ('deleted', 'removed', 'missing')
order by o.created_at, o.id limit $1
"""


class Stranger(msgspec.Struct, frozen=True):
    """With the newest of its problems that go on. `warning` is what the register says, None for one it can't know."""

    id: UUID
    name: str
    country: str
    org_number: str | None
    reference: str
    title: str
    warning: str | None


class Strangers(msgspec.Struct, frozen=True):
    unknown: list[Stranger]
    warned_of: list[Stranger]
    likely_same: list[LikelySame]

    @property
    def nobody(self) -> bool:
        return not (self.unknown or self.warned_of or self.likely_same)


async def to_look_at(tx: Transaction, actor: Actor) -> Strangers:
    require_desk(actor)
    return Strangers(
        await tx.rows(Stranger, UNKNOWN, AT_MOST), await tx.rows(Stranger, WARNED_OF, AT_MOST), await likely_same(tx)
    )
