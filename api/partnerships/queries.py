"""SQL of partnerships."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from api.partnerships.follow_up import FollowUp
from db.database import Transaction

FOLLOW_UP_COLUMNS = """
    f.id, f.engagement_id, e.reference as engagement_reference, e.title as engagement_title, f.organisation_id,
    o.name as organisation_name, c.name as contact_name, c.email as contact_email, f.unit_id, u.code as unit_code,
    u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en, f.kind, f.status, f.due_on, f.completed_at,
    d.name as completed_by_name, f.outcome, f.note, f.next_step
"""

FOLLOW_UP_JOINS = """
    follow_up f
    join engagement e on e.id = f.engagement_id
    join problem p on p.id = e.problem_id
    join person c on c.id = p.contact_id
    join organisation o on o.id = f.organisation_id
    join unit u on u.id = f.unit_id
    left join person d on d.id = f.completed_by
"""

FOLLOW_UP = f"select {FOLLOW_UP_COLUMNS} from {FOLLOW_UP_JOINS} where f.id = $1"  # noqa: S608

FOLLOW_UP_LOCKED = f"select {FOLLOW_UP_COLUMNS} from {FOLLOW_UP_JOINS} where f.id = $1 for update of f"  # noqa: S608

FOLLOW_UPS_DUE = f"""
select {FOLLOW_UP_COLUMNS} from {FOLLOW_UP_JOINS}
where f.status = 'due' and f.due_on <= $1 and ($2::uuid[] is null or f.unit_id = any($2))
    and ($3::date is null or (f.due_on, f.id) > ($3, $4::uuid))
order by f.due_on, f.id limit $5
"""  # noqa: S608

FOLLOW_UPS_OF_ORGANISATION = f"""
select {FOLLOW_UP_COLUMNS} from {FOLLOW_UP_JOINS} where f.organisation_id = $1 order by f.due_on, f.id limit 200
"""  # noqa: S608

INSERT_FOLLOW_UP = """
insert into follow_up (id, engagement_id, organisation_id, unit_id, kind, due_on) values ($1, $2, $3, $4, $5, $6)
on conflict (engagement_id, kind) do nothing
"""

COMPLETE_FOLLOW_UP = """
update follow_up set status = 'done', completed_at = $3, completed_by = $4, outcome = $5, note = $6, next_step = $7
where id = $1 and status = any($2::text[])
"""

NEWLY_DUE = """
select id from follow_up where status = 'due' and due_on <= $1 and notified_at is null
order by due_on, id limit $2 for update skip locked
"""

NOTIFIED = "update follow_up set notified_at = $2 where id = $1"

# One row an organisation that has ever confirmed a problem. The rung follows from what has happened, so it can't lag.
RELATION_COLUMNS = """
    o.id, o.name, o.org_number,
    count(distinct p.id)::int as problems,
    count(distinct e.id)::int as engagements,
    count(distinct e.id) filter (where e.status = 'completed')::int as completed,
    count(distinct e.id) filter (where e.status in ('open', 'running'))::int as going_on,
    array_remove(array_agg(distinct u.code order by u.code), null) as departments,
    min(p.confirmed_at) as first_contact_at,
    (select max(h.at) from history h where h.organisation_id = o.id and h.actor_id is not null) as last_contact_at,
    (select min(f.due_on) from follow_up f where f.organisation_id = o.id and f.status = 'due') as next_follow_up_on,
    (select f.next_step from follow_up f where f.organisation_id = o.id and f.next_step is not null
        order by f.completed_at desc limit 1) as next_step
"""

RELATION_JOINS = """
    organisation o
    join problem p on p.organisation_id = o.id and p.confirmed_at is not null
    left join engagement e on e.problem_id = p.id
    left join unit u on u.id = e.unit_id
"""

RELATIONS = f"""
select {RELATION_COLUMNS} from {RELATION_JOINS}
where ($1::uuid[] is null or exists (
        select 1 from referral r join problem q on q.id = r.problem_id
        where q.organisation_id = o.id and r.unit_id = any($1)))
    and ($2::text is null or (lower(o.name), o.id) > ($2, $3::uuid))
group by o.id order by lower(o.name), o.id limit $4
"""  # noqa: S608

# Whom to call: where a follow-up is due within the week, longest due first; then whom nobody has been in touch with for
# half a year, those we have worked with before those who only asked. Each half stops by itself.
TO_CALL = f"""
with owed as (
    select f.organisation_id from follow_up f
    where f.status = 'due' and f.due_on <= $2::date + 7
    group by f.organisation_id order by min(f.due_on) limit 200
), quiet as (
    select q.id from organisation q
    where exists (select 1 from problem p where p.organisation_id = q.id and p.confirmed_at < $2::date - 180)
        and not exists (
            select 1 from history h
            where h.organisation_id = q.id and h.at >= $2::date - 180 and h.actor_id is not null)
    order by exists (select 1 from engagement e join problem p on p.id = e.problem_id
        where p.organisation_id = q.id) desc, q.id
    limit 200
)
select {RELATION_COLUMNS} from {RELATION_JOINS}
where (o.id in (select organisation_id from owed) or o.id in (select id from quiet))
    and ($1::uuid[] is null or exists (
        select 1 from referral r join problem q on q.id = r.problem_id
        where q.organisation_id = o.id and r.unit_id = any($1)))
group by o.id
order by case when o.id in (select organisation_id from owed)
        then (select min(f.due_on) from follow_up f where f.organisation_id = o.id and f.status = 'due') end nulls last,
    count(distinct e.id) desc, min(p.confirmed_at), o.id
limit $3
"""  # noqa: S608

PROBLEMS_MET = """
select distinct r.problem_id from referral r join problem p on p.id = r.problem_id
where p.organisation_id = $1 and r.unit_id = any($2::uuid[])
limit 500
"""

RELATION = f"select {RELATION_COLUMNS} from {RELATION_JOINS} where o.id = $1 group by o.id"  # noqa: S608

TOUCHES = """
select exists (
    select 1 from referral r join problem p on p.id = r.problem_id
    where p.organisation_id = $1 and r.unit_id = any($2::uuid[]))
"""

TIMELINE = """
select h.id, h.at, h.actor_name, h.verb, h.subject_id, h.reason, h.detail, h.problem_id, h.engagement_id,
    p.reference as problem_reference, p.title as problem_title, e.reference as engagement_reference,
    u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en
from history h
left join problem p on p.id = h.problem_id
left join engagement e on e.id = h.engagement_id
left join unit u on u.id = h.unit_id
where h.organisation_id in (select id from organisation where id = $1 or merged_into = $1)
    and ($2::timestamptz is null or (h.at, h.id) < ($2, $3::uuid))
order by h.at desc, h.id desc limit $4
"""

LINEAGE = """
select p.id as problem_id, p.reference as problem_reference, p.title as problem_title, p.status as problem_status,
    p.created_at, e.reference as engagement_reference, e.status as engagement_status, f.name_nb as form_nb,
    f.name_nn as form_nn, f.name_en as form_en, e.outcome, u.code as unit_code, e.ended_at,
    before.reference as grew_from
from problem p
left join problem before on before.id = p.grew_from
left join engagement e on e.problem_id = p.id
left join form_of_use f on f.code = e.form_code
left join unit u on u.id = e.unit_id
where p.organisation_id = $1 and p.confirmed_at is not null
order by p.created_at, p.id, e.id limit 500
"""


class TimelineRow(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    actor_name: str
    verb: str
    subject_id: UUID
    reason: str
    detail: dict[str, str]
    problem_id: UUID | None
    engagement_id: UUID | None
    problem_reference: str | None
    problem_title: str | None
    engagement_reference: str | None
    unit_code: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None


async def follow_up_by_id(tx: Transaction, follow_up_id: UUID, *, lock: bool = False) -> FollowUp | None:
    return await tx.row(FollowUp, FOLLOW_UP_LOCKED if lock else FOLLOW_UP, follow_up_id)


async def follow_ups_due(
    tx: Transaction, on: date, units: list[UUID] | None, after: tuple[date, UUID] | None, limit: int
) -> list[FollowUp]:
    """Longest due first; `units` None means everyone's."""
    day, last = after or (None, None)
    return await tx.rows(FollowUp, FOLLOW_UPS_DUE, on, units, day, last, limit)


async def timeline(
    tx: Transaction, organisation_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> list[TimelineRow]:
    """Newest first."""
    at, last = before or (None, None)
    return await tx.rows(TimelineRow, TIMELINE, organisation_id, at, last, limit)


class _Met(msgspec.Struct, frozen=True):
    problem_id: UUID


async def problems_met(tx: Transaction, organisation_id: UUID, units: list[UUID]) -> frozenset[UUID]:
    """Those of the organisation's problems that have lain in front of one of the units."""
    found = await tx.rows(_Met, PROBLEMS_MET, organisation_id, units)
    return frozenset(met.problem_id for met in found)
