"""What a person's own page shows across contexts: the problems they posted with who has each, and what they did."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.engagements.engagement import EngagementStatus
from api.language import Words
from api.problems.problem import ProblemStatus
from api.problems.representation import unit_words
from api.routing.referral import ReferralStatus
from db.database import Transaction

# The holder is whoever is due first, as on the follow page (`routing.answering.whose_turn`); a question comes first.
POSTED = """
select p.reference, p.title, p.status, o.name as organisation_name, p.created_at,
    h.status as referral_status, h.holder_name, h.due_at, h.unit_nb, h.unit_nn, h.unit_en,
    e.reference as engagement_reference, e.status as engagement_status
from problem p
join organisation o on o.id = p.organisation_id
left join lateral (
    select r.status, k.name as holder_name, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en,
        case when r.status = 'waiting' then
            case when r.late_since is not null and r.moves_on_at is not null then r.moves_on_at
                when coalesce(r.first_reply_at, r.resumed_at) is null then r.reply_due_at else r.decision_due_at end
        when r.status = 'held' then r.held_until end as due_at
    from referral r join unit u on u.id = r.unit_id left join person k on k.id = r.holder_id
    where r.problem_id = p.id and r.status in ('waiting', 'asked', 'held')
    order by (r.status = 'asked') desc, due_at, r.id limit 1
) h on true
left join lateral (
    select e.reference, e.status from engagement e
    where e.problem_id = p.id and e.status <> 'cancelled' order by e.id desc limit 1
) e on true
where p.contact_id = $1 or p.organisation_id = any($2::uuid[])
order by p.id desc limit $3
"""

DONE_BY = """
select h.id, h.at, h.verb, h.reason, p.reference as problem_reference, e.reference as engagement_reference,
    coalesce(e.title, p.title) as title, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en
from history h
left join problem p on p.id = h.problem_id
left join engagement e on e.id = h.engagement_id
left join unit u on u.id = h.unit_id
where h.actor_id = $1 and h.verb not like 'session.%' and h.verb not like 'sign_in.%'
order by h.at desc, h.id desc limit $2
"""


class Posted(msgspec.Struct, frozen=True):
    """A problem with where it is; `due_at` is None while its holder waits for an answer from the organisation."""

    reference: str
    title: str
    status: ProblemStatus
    organisation_name: str
    created_at: datetime
    referral_status: ReferralStatus | None
    holder_name: str | None
    due_at: datetime | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None
    engagement_reference: str | None
    engagement_status: EngagementStatus | None

    @property
    def unit(self) -> Words | None:
        return unit_words(self.unit_nb, self.unit_nn, self.unit_en)


class Act(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    verb: str
    reason: str
    problem_reference: str | None
    engagement_reference: str | None
    title: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None

    @property
    def unit(self) -> Words | None:
        return unit_words(self.unit_nb, self.unit_nn, self.unit_en)


async def posted(tx: Transaction, person_id: UUID, organisation_ids: list[UUID], limit: int = 20) -> list[Posted]:
    """Newest first: the person's own and those of the organisations they are a member of."""
    return await tx.rows(Posted, POSTED, person_id, organisation_ids, limit)


async def done_by(tx: Transaction, person_id: UUID, limit: int = 8) -> list[Act]:
    """What the person did lately, signing in and out aside."""
    return await tx.rows(Act, DONE_BY, person_id, limit)
