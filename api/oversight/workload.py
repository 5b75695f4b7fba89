"""How much each person at a department has, for its head; and for each person, their own. Nobody is ranked."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.departments import absence, rules
from api.departments.absence import Absence
from api.departments.unit import Unit
from api.errors import NotFound, SignInNeeded
from db.database import Transaction


class Load(msgspec.Struct, frozen=True):
    """Open problems in somebody's hands, how old the oldest is and when the next answer is due, and work they guide."""

    person_id: UUID
    name: str
    referrals: int
    late: int
    oldest_at: datetime | None
    next_due_at: datetime | None
    open_work: int
    running_work: int


class Workload(msgspec.Struct, frozen=True):
    """`whole`: everyone's, by name; otherwise the reader's own alone."""

    unit: Unit
    whole: bool
    loads: list[Load]
    absences: list[Absence]


LOADS = """
with people as (
    select person_id as id from appointment
    where unit_id = $1 and until is null and role in ('contact', 'teacher', 'head')
    union select holder_id from referral
    where unit_id = $1 and status in ('waiting', 'asked', 'held') and holder_id is not null
    union select supervisor_id from engagement where unit_id = $1 and status in ('open', 'running')
)
select p.id as person_id, p.name, r.referrals, r.late, r.oldest_at, r.next_due_at, e.open_work, e.running_work
from people x join person p on p.id = x.id
cross join lateral (
    select count(*)::int as referrals, (count(*) filter (where due_at < $3))::int as late,
        min(created_at) as oldest_at, min(due_at) as next_due_at
    from (
        select created_at, case when status = 'waiting' then
            case when first_reply_at is null then reply_due_at else decision_due_at end end as due_at
        from referral where unit_id = $1 and holder_id = p.id and status in ('waiting', 'asked', 'held')
    ) held
) r
cross join lateral (
    select (count(*) filter (where status = 'open'))::int as open_work,
        (count(*) filter (where status = 'running'))::int as running_work
    from engagement where unit_id = $1 and supervisor_id = p.id and status in ('open', 'running')
) e
where $2::uuid is null or p.id = $2
order by lower(p.name), p.id limit 500
"""


async def of_department(tx: Transaction, actor: Actor, code: str) -> Workload:
    if not actor.is_signed_in:
        raise SignInNeeded
    unit = await rules.department(tx, code)
    whole = actor.speaks_for(unit.id, Role.HEAD)
    if not whole and not actor.speaks_for(unit.id, Role.CONTACT, Role.TEACHER):
        raise NotFound
    loads = await tx.rows(Load, LOADS, unit.id, None if whole else actor.person_id, tx.now)
    away = await absence.at_unit(tx, unit.id)
    return Workload(unit, whole, loads, [one for one in away if whole or one.person_id == actor.person_id])
