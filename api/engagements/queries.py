"""SQL of engagements and claims; the catalogue's own is in `browsing`."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.engagements.claim import Claim
from api.engagements.engagement import Engagement, EngagementStatus
from db.database import Transaction

COLUMNS = """
    e.id, e.reference, e.problem_id, p.reference as problem_reference, e.referral_id,
    e.organisation_id, o.name as organisation_name,
    e.unit_id, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en,
    e.form_code, f.kind as form_kind, f.name_nb as form_nb, f.name_nn as form_nn, f.name_en as form_en,
    e.supervisor_id, s.name as supervisor_name, e.status, e.title, e.summary, e.language, e.level, e.course_code,
    e.credits::float8 as credits, e.term, e.groups, e.group_size, e.relevance_work_life, e.relevance_study, e.place,
    e.opened_at, e.started_at, e.ended_at, e.outcome, e.outcome_summary, e.hours, e.ending_reason, e.next_at, e.nudges,
    e.answers,
    (select count(*) from claim c where c.engagement_id = e.id and c.place is not null)::int as places_taken,
    exists (
        select 1 from engagement x where x.problem_id = e.problem_id and x.unit_id <> e.unit_id
            and x.status <> 'cancelled') as interdisciplinary
"""

JOINS = """
    engagement e
    join problem p on p.id = e.problem_id
    join organisation o on o.id = e.organisation_id
    join unit u on u.id = e.unit_id
    join form_of_use f on f.code = e.form_code
    join person s on s.id = e.supervisor_id
"""

BY_REFERENCE = f"select {COLUMNS} from {JOINS} where e.reference = $1"  # noqa: S608

BY_REFERENCE_LOCKED = f"select {COLUMNS} from {JOINS} where e.reference = $1 for update of e"  # noqa: S608

BY_ID = f"select {COLUMNS} from {JOINS} where e.id = $1"  # noqa: S608

BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where e.id = $1 for update of e"  # noqa: S608

OF_PROBLEM = f"select {COLUMNS} from {JOINS} where e.problem_id = $1 order by e.id limit 50"  # noqa: S608

OF_SUPERVISOR = f"""
select {COLUMNS} from {JOINS}
where (e.supervisor_id = $1 or e.unit_id = any($2::uuid[])) and e.status = any($3::text[])
order by e.id desc limit $4
"""  # noqa: S608

# What one answers for as a supervisor or a department's contact; the longest unanswered claim first.
SUPERVISED = """
select e.id, e.reference, e.title, e.status, o.name as organisation_name, s.name as supervisor_name, e.term, e.groups,
    e.opened_at, e.started_at, n.submitted, n.offered, n.taken, n.waiting_since
from engagement e
join organisation o on o.id = e.organisation_id
join person s on s.id = e.supervisor_id
cross join lateral (
    select (count(*) filter (where c.status = 'submitted'))::int as submitted,
        (count(*) filter (where c.status = 'offered'))::int as offered,
        (count(*) filter (where c.place is not null))::int as taken,
        min(c.created_at) filter (where c.status = 'submitted') as waiting_since
    from claim c where c.engagement_id = e.id
) n
where (e.supervisor_id = $1 or e.unit_id = any($2::uuid[])) and e.status in ('open', 'running')
order by n.waiting_since nulls last, e.id desc limit $3
"""

OF_STUDENT = f"""
select {COLUMNS} from {JOINS}
where e.id in (select m.engagement_id from claim_member m where m.person_id = $1 and m.active)
order by e.id desc limit $2
"""  # noqa: S608

INSERT = """
insert into engagement (id, reference, problem_id, referral_id, organisation_id, unit_id, form_code, supervisor_id,
    status, title, summary, language, level, course_code, credits, term, groups, group_size, relevance_work_life,
    relevance_study, place, demo, opened_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12, $13, $14::float8::numeric, $15, $16, $17, $18,
    $19, $20, (select demo from problem where id = $3), $21)
on conflict (reference) do nothing
"""

MOVE = """
update engagement set
    status = $2,
    started_at = case when $2 = 'running' then $4::timestamptz else started_at end,
    ended_at = case when $2 in ('completed', 'cancelled') then $4::timestamptz end,
    outcome = $5, outcome_summary = $6, hours = $7, ending_reason = $8
where id = $1 and status = any($3::text[])
"""

# Whoever holds the row already will let the clock look anew.
AWAKE = f"""
select {COLUMNS} from {JOINS}
where e.status in ('open', 'running') and coalesce(e.next_at, '-infinity'::timestamptz) <= $1
order by coalesce(e.next_at, '-infinity'::timestamptz), e.id limit $2 for update of e skip locked
"""  # noqa: S608

KEEP_ANSWERS = "update engagement set answers = $2 where id = $1"

SET_ALARM = "update engagement set next_at = $2, nudges = $3 where id = $1"

WAKE = """
update engagement set next_at = null
where status in ('open', 'running') and nudges = 0 and ($1::uuid[] is null or unit_id = any($1))
"""

# Claims that a student still hopes for, or has a place by.
HOPES = "select count(*) from claim where engagement_id = $1 and status in ('submitted', 'offered', 'accepted')"

STILL_IN_USE = "select count(*) from engagement where problem_id = $1 and status in ('open', 'running')"

CLAIM_COLUMNS = """
    c.id, c.engagement_id, e.reference as engagement_reference, e.title as engagement_title, e.unit_id,
    e.supervisor_id, c.status, c.lead_id, l.name as lead_name, c.motivation, c.rank, c.reason, c.created_at,
    c.offered_at, c.decided_at,
    array(select q.name from claim_member m join person q on q.id = m.person_id
        where m.claim_id = c.id order by q.name, q.id) as members,
    array(select m.person_id from claim_member m where m.claim_id = c.id order by m.person_id) as member_ids
"""

CLAIM_JOINS = "claim c join engagement e on e.id = c.engagement_id join person l on l.id = c.lead_id"

CLAIM_BY_ID = f"select {CLAIM_COLUMNS} from {CLAIM_JOINS} where c.id = $1"  # noqa: S608

CLAIM_BY_ID_LOCKED = f"select {CLAIM_COLUMNS} from {CLAIM_JOINS} where c.id = $1 for update of c"  # noqa: S608

CLAIMS_OF_ENGAGEMENT = f"""
select {CLAIM_COLUMNS} from {CLAIM_JOINS} where c.engagement_id = $1 order by c.id limit 500
"""  # noqa: S608

CLAIMS_OF_PERSON = f"""
select {CLAIM_COLUMNS} from {CLAIM_JOINS}
where c.id in (select m.claim_id from claim_member m where m.person_id = $1) order by c.id desc limit $2
"""  # noqa: S608

INSERT_CLAIM = """
insert into claim (id, engagement_id, status, lead_id, motivation, rank, created_at)
values ($1, $2, 'submitted', $3, $4, $5, $6)
"""

INSERT_MEMBER = """
insert into claim_member (claim_id, engagement_id, person_id) values ($1, $2, $3)
on conflict (engagement_id, person_id) where active do nothing
"""

# The lowest place that nobody fills; none when all are taken. The engagement's row is locked by then.
FREE_PLACE = """
select min(n)::int from generate_series(1, $2::int) as n
where n not in (select place from claim where engagement_id = $1 and place is not null)
"""

MOVE_CLAIM = """
update claim set
    status = $2, place = $5, reason = coalesce($6, reason),
    offered_at = case when $2 = 'offered' then $4::timestamptz else offered_at end,
    decided_at = case when $2 in ('accepted', 'declined', 'withdrawn') then $4::timestamptz else decided_at end
where id = $1 and status = any($3::text[])
"""

RELEASE_MEMBERS = "update claim_member set active = false where claim_id = $1"

PARTICIPANTS = """
select m.claim_id, q.name, q.email from claim c
join claim_member m on m.claim_id = c.id join person q on q.id = m.person_id
where c.engagement_id = $1 and c.status = 'accepted' order by c.place, q.name, q.id limit 1000
"""


class Participant(msgspec.Struct, frozen=True):
    """A student who has a place."""

    claim_id: UUID
    name: str
    email: str


class Supervised(msgspec.Struct, frozen=True):
    id: UUID
    reference: str
    title: str
    status: EngagementStatus
    organisation_name: str
    supervisor_name: str
    term: str
    groups: int
    opened_at: datetime
    started_at: datetime | None
    submitted: int
    offered: int
    taken: int
    waiting_since: datetime | None


async def by_reference(tx: Transaction, reference: str, *, lock: bool = False) -> Engagement | None:
    return await tx.row(Engagement, BY_REFERENCE_LOCKED if lock else BY_REFERENCE, reference)


async def by_id(tx: Transaction, engagement_id: UUID, *, lock: bool = False) -> Engagement | None:
    return await tx.row(Engagement, BY_ID_LOCKED if lock else BY_ID, engagement_id)


async def of_problem(tx: Transaction, problem_id: UUID) -> list[Engagement]:
    return await tx.rows(Engagement, OF_PROBLEM, problem_id)


async def of_student(tx: Transaction, person_id: UUID, limit: int = 50) -> list[Engagement]:
    """Those that the person has a claim on which is not turned down or withdrawn."""
    return await tx.rows(Engagement, OF_STUDENT, person_id, limit)


async def supervised(tx: Transaction, person_id: UUID, unit_ids: list[UUID], limit: int = 50) -> list[Supervised]:
    return await tx.rows(Supervised, SUPERVISED, person_id, unit_ids, limit)


async def participants(tx: Transaction, engagement_id: UUID) -> list[Participant]:
    return await tx.rows(Participant, PARTICIPANTS, engagement_id)


async def claim_by_id(tx: Transaction, claim_id: UUID, *, lock: bool = False) -> Claim | None:
    return await tx.row(Claim, CLAIM_BY_ID_LOCKED if lock else CLAIM_BY_ID, claim_id)


async def claims_of(tx: Transaction, engagement_id: UUID) -> list[Claim]:
    return await tx.rows(Claim, CLAIMS_OF_ENGAGEMENT, engagement_id)


async def claims_of_person(tx: Transaction, person_id: UUID, limit: int = 50) -> list[Claim]:
    return await tx.rows(Claim, CLAIMS_OF_PERSON, person_id, limit)
