"""Work on one problem in more than one department: each has its own part, and shows the others."""

from uuid import UUID

import msgspec

from api.engagements.engagement import EngagementStatus
from api.language import Words
from db.database import Transaction

# Of the same problem, or of another part of the same larger one.
TOGETHER = """
select e.reference, e.title, e.status, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en
from engagement own join problem p on p.id = own.problem_id
cross join lateral (select p.id union all select s.id from problem s where s.part_of = p.part_of and s.id <> p.id) same
join engagement e on e.problem_id = same.id and e.unit_id <> own.unit_id and e.status <> 'cancelled'
join unit u on u.id = e.unit_id
where own.id = $1 and ($2 or e.status = 'open') order by e.id limit 20
"""


class Other(msgspec.Struct, frozen=True):
    reference: str
    title: str
    status: EngagementStatus
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)


async def together_with(tx: Transaction, engagement_id: UUID, *, is_party: bool) -> list[Other]:
    """Whoever has no part in it sees those that are open."""
    return await tx.rows(Other, TOGETHER, engagement_id, is_party)
