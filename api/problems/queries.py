"""SQL of problems."""

from uuid import UUID

import msgspec

from api.problems.problem import Message, Problem
from db.database import Transaction

COLUMNS = """
    p.id, p.reference, p.organisation_id, o.name as organisation_name, p.contact_id, c.name as contact_name,
    c.email as contact_email, p.status, p.title, p.description, p.language, p.wanted, p.earliest_start,
    p.confidentiality, p.version, p.created_at, p.confirmed_at, p.ended_at, p.follow_hash, p.follow_expires_at,
    p.brief
"""

JOINS = "problem p join organisation o on o.id = p.organisation_id join person c on c.id = p.contact_id"

BY_REFERENCE = f"select {COLUMNS} from {JOINS} where p.reference = $1"  # noqa: S608

BY_REFERENCE_LOCKED = f"select {COLUMNS} from {JOINS} where p.reference = $1 for update of p"  # noqa: S608

BY_ID = f"select {COLUMNS} from {JOINS} where p.id = $1"  # noqa: S608

BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where p.id = $1 for update of p"  # noqa: S608

# The database's own time, as sessions and codes keep it.
NOW = "select now()"

# The key opens its problem, the parts that it was split into, and the older one of the same contact that took it in.
BY_FOLLOW_KEY = """
with recursive opened as (
    select id, joined_into, contact_id from problem where follow_hash = $1 and follow_expires_at > now()
    union
    select p.id, p.joined_into, p.contact_id from opened o
    join problem p on p.part_of = o.id or (p.id = o.joined_into and p.contact_id = o.contact_id)
)
select id from opened limit 50
"""

OF_PERSON = f"""
select {COLUMNS} from {JOINS}
where (p.contact_id = $1 or p.organisation_id = any($2::uuid[])) and ($3::uuid is null or p.id < $3)
order by p.id desc limit $4
"""  # noqa: S608

INSERT = """
insert into problem (id, reference, organisation_id, contact_id, status, title, description, language, wanted,
    earliest_start, confidentiality, follow_hash, follow_expires_at, demo, created_at, confirmed_at, brief)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (reference) do nothing
"""

# Of the same organisation only; any other reference is passed over, and tells nothing.
GROW_FROM = """
update problem p set grew_from = f.id from problem f
where p.id = $1 and f.reference = $2 and f.organisation_id = p.organisation_id and f.id <> p.id
"""

MOVE = """
update problem set
    status = $2,
    confirmed_at = case when $2 = 'submitted' then $4::timestamptz else confirmed_at end,
    ended_at = case when $2 in ('completed', 'declined', 'withdrawn', 'divided', 'joined') then $4::timestamptz end
where id = $1 and status = any($3::text[])
"""

KEEP_REVISION = """
insert into problem_revision (problem_id, version, title, description, replaced_at, replaced_by)
select id, version, title, description, $2, $3 from problem where id = $1
"""

REVISE = "update problem set title = $2, description = $3, version = version + 1 where id = $1"

SAY = """
insert into message (id, problem_id, referral_id, kind, author_id, author_name, body, sent_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

MESSAGES = """
select m.id, m.kind, m.author_name, m.body, m.sent_at, m.referral_id,
    coalesce(m.from_company, m.kind = 'answer') as from_company, u.code as unit_code, u.name_nb as unit_nb,
    u.name_nn as unit_nn, u.name_en as unit_en
from message m left join referral r on r.id = m.referral_id left join unit u on u.id = r.unit_id
where m.problem_id = $1 order by m.id limit 200
"""

REFERRED_TO = "select exists (select 1 from referral where problem_id = $1 and unit_id = any($2::uuid[]))"

HELD_BY = """
select exists (
    select 1 from referral where problem_id = $1 and unit_id = any($2::uuid[]) and decided_at is null
    union all
    select 1 from referral where problem_id = $1 and unit_id = any($2::uuid[]) and status = 'accepted'
    union all
    select 1 from engagement where problem_id = $1 and supervisor_id = $3 and status in ('open', 'running')
)
"""

# Somebody who works on it and has signed, in an engagement whose agreement the company has signed too.
HAS_SIGNED = """
select exists (
    select 1 from engagement e
    join agreement_signature own on own.engagement_id = e.id and own.person_id = $2 and not own.for_organisation
    join agreement_signature company on company.engagement_id = e.id and company.for_organisation
    where e.problem_id = $1 and e.status <> 'cancelled' and (
        e.supervisor_id = $2 or exists (
            select 1 from claim c join claim_member m on m.claim_id = c.id
            where c.engagement_id = e.id and c.status = 'accepted' and m.person_id = $2 and m.active))
)
"""


class Step(msgspec.Struct, frozen=True):
    """One thing that happened to a problem, as everyone who may see the problem sees it."""

    id: UUID
    at: object
    verb: str
    actor_name: str
    reason: str
    detail: dict[str, str]
    unit_code: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None


async def by_reference(tx: Transaction, reference: str, *, lock: bool = False) -> Problem | None:
    return await tx.row(Problem, BY_REFERENCE_LOCKED if lock else BY_REFERENCE, reference)


async def by_id(tx: Transaction, problem_id: UUID, *, lock: bool = False) -> Problem | None:
    return await tx.row(Problem, BY_ID_LOCKED if lock else BY_ID, problem_id)


async def of_person(
    tx: Transaction, person_id: UUID, organisation_ids: list[UUID], before: UUID | None, limit: int
) -> list[Problem]:
    """Newest first: those the person posted and those of the organisations they are a member of."""
    return await tx.rows(Problem, OF_PERSON, person_id, organisation_ids, before, limit)


async def messages(tx: Transaction, problem_id: UUID) -> list[Message]:
    return await tx.rows(Message, MESSAGES, problem_id)
