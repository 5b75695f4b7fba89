"""Problems that hang together: the parts of a larger one, and the newer that was joined into an older."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from api.language import Language, Words
from api.problems.problem import ProblemStatus
from db.database import Transaction


class Relation(StrEnum):
    """What the other problem is to this one: `older` took this one in, `newer` was joined into this one."""

    PART = "part"
    WHOLE = "whole"
    OLDER = "older"
    NEWER = "newer"


LINKED = """
select p.reference, p.title, p.language, p.status,
    case when p.part_of = $1 then 'part' when p.joined_into = $1 then 'newer' when p.id = own.part_of then 'whole'
        else 'older' end as relation,
    h.holder_name, h.unit_code, h.unit_nb, h.unit_nn, h.unit_en, h.due_at
from problem own
join problem p on p.part_of = own.id or p.joined_into = own.id or p.id = own.part_of or p.id = own.joined_into
left join lateral (
    select k.name as holder_name, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
        u.name_en as unit_en,
        case r.status when 'waiting' then
            case when r.late_since is not null and r.moves_on_at is not null then r.moves_on_at
                when coalesce(r.first_reply_at, r.resumed_at) is null then r.reply_due_at else r.decision_due_at end
        when 'held' then r.held_until end as due_at
    from referral r join unit u on u.id = r.unit_id left join person k on k.id = r.holder_id
    where r.problem_id = p.id and r.status in ('waiting', 'asked', 'held', 'accepted')
    order by (r.status = 'accepted') desc, due_at, r.id limit 1
) h on true
where own.id = $1 order by p.id limit 50
"""


class Linked(msgspec.Struct, frozen=True):
    """`holder_name` and `unit` say who has the other one now, or took it on."""

    reference: str
    title: str
    language: Language
    status: ProblemStatus
    relation: Relation
    holder_name: str | None
    unit_code: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None
    due_at: datetime | None

    @property
    def unit(self) -> Words | None:
        if self.unit_nb is None:
            return None
        return Words(self.unit_nb, self.unit_nn or self.unit_nb, self.unit_en or self.unit_nb)


async def linked_to(tx: Transaction, problem_id: UUID) -> list[Linked]:
    return await tx.rows(Linked, LINKED, problem_id)
