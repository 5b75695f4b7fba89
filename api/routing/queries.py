"""SQL of routing."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.departments.unit import ConceptLabels
from api.language import Language
from api.problems.problem import ProblemStatus
from api.routing.referral import Referral, ReferralStatus
from db.database import Transaction

COLUMNS = """
    r.id, r.problem_id, p.reference, p.title, p.description, p.language, p.status as problem_status,
    p.confidentiality, p.wanted, p.organisation_id, o.name as organisation_name,
    r.unit_id, u.kind as unit_kind, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en, r.status, r.holder_id, h.name as holder_name, r.origin, r.score, r.confidence, r.because,
    r.router_version, r.created_at, r.reply_due_at, r.decision_due_at, r.first_reply_at, r.paused_at, r.resumed_at,
    r.late_since, r.moves_on_at, r.digest_at, r.decided_at, r.decided_by, r.reason, r.note, r.decline_code,
    r.hold_term, r.held_until, r.reworded_title, r.reworded_text, r.reworded_version
"""

JOINS = """
    referral r
    join problem p on p.id = r.problem_id
    join organisation o on o.id = p.organisation_id
    join unit u on u.id = r.unit_id
    left join person h on h.id = r.holder_id
"""

BY_ID = f"select {COLUMNS} from {JOINS} where r.id = $1"  # noqa: S608

BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where r.id = $1 for update of r, p"  # noqa: S608

BY_IDS = f"select {COLUMNS} from {JOINS} where r.id = any($1::uuid[]) order by r.reply_due_at, r.id limit 100"  # noqa: S608

OF_PROBLEM = f"select {COLUMNS} from {JOINS} where r.problem_id = $1 order by r.id limit 100"  # noqa: S608

# As `Referral.urgent_by` has it, and the index.
URGENT_BY = """
case when r.first_reply_at is null and r.resumed_at is null then r.reply_due_at else r.decision_due_at end
""".strip()

INBOX = f"""
select {COLUMNS} from {JOINS}
where r.unit_id = any($1::uuid[]) and r.status = any($2::text[])
    and ($3::timestamptz is null or ({URGENT_BY}, r.id) > ($3, $4::uuid))
order by {URGENT_BY}, r.id limit $5
"""  # noqa: S608

DECIDED_OF_UNITS = f"""
select {COLUMNS} from {JOINS}
where r.unit_id = any($1::uuid[]) and r.status = any($2::text[]) and ($3::uuid is null or r.id < $3)
order by r.id desc limit $4
"""  # noqa: S608

COUNT_OPEN = """
select count(*) from (
    select 1 from referral where unit_id = any($1::uuid[]) and status in ('waiting', 'asked') limit 1000
) as counted
"""

COUNT_OPEN_BY_STATUS = """
select
    (count(*) filter (where status = 'waiting'))::int as waiting,
    (count(*) filter (where status = 'asked'))::int as asked
from (
    select status from referral where unit_id = any($1::uuid[]) and status in ('waiting', 'asked') limit 1000
) as counted
"""

# The same organisation's other problems; $3 is the units whose referrals the reader sees, or null for all.
OTHERS_OF_ORGANISATION = """
select p.reference, p.title, p.language, p.status, p.confirmed_at
from problem p
where p.organisation_id = $1 and p.id <> $2 and p.confirmed_at is not null and ($3::uuid[] is null or exists (
    select 1 from referral r where r.problem_id = p.id and r.unit_id = any($3)))
order by p.id desc limit $4
"""

INSERT = """
insert into referral (id, problem_id, unit_id, status, holder_id, origin, score, confidence, because, router_version,
    created_at, reply_due_at, decision_due_at, redirected_from, called_in_by)
values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (problem_id, unit_id) where status in ('waiting', 'asked', 'held', 'accepted') do nothing
"""

DECIDE = """
update referral set
    status = $2, decided_at = $4::timestamptz, decided_by = $5, reason = $6, note = $7, wrong_place = $8,
    decided_from = status, paused_before = paused_at, decline_code = $9, paused_at = null, hold_term = null,
    held_until = null,
    first_reply_at = coalesce(
        first_reply_at, case when $2 in ('accepted', 'redirected', 'declined') then $4::timestamptz end)
where id = $1 and status = any($3::text[])
"""

ASK = """
update referral set status = 'asked', paused_at = $2, first_reply_at = coalesce(first_reply_at, $2), holder_id = $3,
    hold_term = null
where id = $1 and status = 'waiting'
"""

RESUME = """
update referral set status = 'waiting', paused_at = null, decision_due_at = $2, reply_due_at = least(reply_due_at, $2),
    resumed_at = $3, hold_term = null, reason = null
where id = $1 and status = 'asked'
"""

# Whoever holds the rows already will let the clock look anew.
AWAKE = f"""
select {COLUMNS} from {JOINS}
where r.status in ('waiting', 'asked') and coalesce(r.wakes_at, '-infinity'::timestamptz) <= $1
order by coalesce(r.wakes_at, '-infinity'::timestamptz), r.id limit $2 for update of r, p skip locked
"""  # noqa: S608

SET_ALARM = "update referral set wakes_at = $2, moves_on_at = $3 where id = $1"

# Of these units; of all of them when it is null.
WAKE = """
update referral set wakes_at = null
where status in ('waiting', 'asked') and ($1::uuid[] is null or unit_id = any($1))
"""

TAKE_STAGE = """
insert into referral_stage (referral_id, stage, due_at, taken_at) values ($1, $2, $3, $4) on conflict do nothing
"""

REMINDED = "update referral set reminded_at = $2 where id = $1"

IS_LATE = "update referral set late_since = $2 where id = $1"

HAND_OVER = "update referral set holder_id = $2 where id = $1"

RENEW = "update referral set decision_due_at = $2, resumed_at = $3 where id = $1 and status = 'waiting'"

KEEP_RANKING = """
insert into ranking (problem_id, version, candidates, ranked_at) values ($1, $2, $3, $4)
on conflict (problem_id) do update set
    version = excluded.version, candidates = excluded.candidates, ranked_at = excluded.ranked_at
"""

RANKING_OF = "select version, candidates from ranking where problem_id = $1"

UNITS_TRIED = "select distinct unit_id from referral where problem_id = $1"

OPEN_COUNT_OF_PROBLEM = """
select
    count(*) filter (where status in ('waiting', 'asked', 'held')) as open,
    count(*) filter (where status = 'accepted') as accepted
from referral where problem_id = $1
"""

ALL_PROFILES = """
select u.id, u.code, u.campus, u.name_nb, u.name_nn, u.name_en from unit u
where u.kind = 'department' and (u.valid_from is null or u.valid_from <= $1) and (u.valid_to is null or u.valid_to > $1)
order by u.code limit 1000
"""

ALL_CONCEPTS = """
select t.unit_id, t.concept_id, t.weight, c.labels_nb || t.own_nb as labels_nb, c.labels_nn || t.own_nn as labels_nn,
    c.labels_en || t.own_en as labels_en
from unit_term t join concept c on c.id = t.concept_id
where c.retired_at is null order by t.unit_id, t.position, t.concept_id limit 200000
"""

ALL_EXAMPLES = "select unit_id, language, text from example order by unit_id, language, position limit 200000"


class UnitConcept(ConceptLabels, frozen=True):
    unit_id: UUID


class OpenCounts(msgspec.Struct, frozen=True):
    """Counted up to a thousand together."""

    waiting: int
    asked: int


class OtherProblem(msgspec.Struct, frozen=True):
    reference: str
    title: str
    language: Language
    status: ProblemStatus
    confirmed_at: datetime


async def by_id(tx: Transaction, referral_id: UUID, *, lock: bool = False) -> Referral | None:
    return await tx.row(Referral, BY_ID_LOCKED if lock else BY_ID, referral_id)


async def by_ids(tx: Transaction, ids: list[UUID]) -> list[Referral]:
    return await tx.rows(Referral, BY_IDS, ids)


async def of_problem(tx: Transaction, problem_id: UUID) -> list[Referral]:
    return await tx.rows(Referral, OF_PROBLEM, problem_id)


async def inbox(
    tx: Transaction,
    units: list[UUID],
    states: list[ReferralStatus],
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Referral]:
    """Most urgent first."""
    due, last = after or (None, None)
    return await tx.rows(Referral, INBOX, units, states, due, last, limit)


async def decided(
    tx: Transaction, units: list[UUID], states: list[ReferralStatus], before: UUID | None, limit: int
) -> list[Referral]:
    """Newest first."""
    return await tx.rows(Referral, DECIDED_OF_UNITS, units, states, before, limit)


async def open_counts(tx: Transaction, units: list[UUID]) -> OpenCounts:
    counted = await tx.row(OpenCounts, COUNT_OPEN_BY_STATUS, units)
    assert counted is not None
    return counted


async def others_of(
    tx: Transaction, organisation_id: UUID, but: UUID, units: list[UUID] | None, limit: int
) -> list[OtherProblem]:
    """Newest first; `units` None for whoever sees every problem."""
    return await tx.rows(OtherProblem, OTHERS_OF_ORGANISATION, organisation_id, but, units, limit)
