"""What must happen next, written in the transaction that makes it true.

A row is claimed by a lease in the database's own time: a worker that dies gives its row back by doing nothing.
Its effect and its settling are one transaction, so an effect in the database happens exactly once.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from db.database import Transaction

LEASE = timedelta(seconds=60)
ATTEMPTS = 8
# How often, and for how long, a server that is away is tried again.
AWAY_PAUSE = timedelta(minutes=1)
AWAY_PATIENCE = timedelta(days=3)


class Fact(msgspec.Struct, frozen=True):
    """Something that happened, as an outbox row carries it: topics are named `noun.past_participle`."""

    id: int
    topic: str
    subject_id: UUID
    payload: dict[str, str]
    attempts: int


PUT = "insert into outbox (topic, subject_id, payload) values ($1, $2, $3)"

CLAIM = """
update outbox set available_at = now() + $2, attempts = attempts + 1
where id in (
    select id from outbox
    where done_at is null and dead_at is null and available_at <= now()
    order by available_at, id limit $1 for update skip locked
)
returning id, topic, subject_id, payload, attempts
"""

LOCK = """
select id, topic, subject_id, payload, attempts from outbox
where id = $1 and done_at is null and dead_at is null for update skip locked
"""

SETTLE = "update outbox set done_at = now() where id = $1"

FAIL = """
update outbox set
    last_error = $2,
    available_at = now() + $3,
    dead_at = case when attempts >= $4 and created_at < now() - $5::interval then now() end
where id = $1 and done_at is null
returning dead_at is not null
"""

DEAD = """
select id, topic, subject_id, last_error, dead_at, attempts from outbox
where dead_at is not null and done_at is null order by dead_at desc limit $1
"""

REVIVE = "update outbox set dead_at = null, attempts = 0, available_at = now() where id = $1 and dead_at is not null"

COUNTS = """
select
    count(*) filter (where dead_at is null) as waiting,
    count(*) filter (where dead_at is not null) as dead,
    coalesce(extract(epoch from now() - min(created_at) filter (where dead_at is null)), 0)::float8 as oldest_seconds
from outbox where done_at is null
"""

FORGET = """
delete from outbox where id in (
    select id from outbox where done_at < now() - interval '30 days' order by done_at limit $1
)
"""


class DeadFact(msgspec.Struct, frozen=True):
    id: int
    topic: str
    subject_id: UUID
    last_error: str | None
    dead_at: datetime
    attempts: int


class Backlog(msgspec.Struct, frozen=True):
    waiting: int
    dead: int
    oldest_seconds: float


async def put(tx: Transaction, topic: str, subject_id: UUID, **payload: str) -> None:
    await tx.run(PUT, topic, subject_id, payload)


async def claim(tx: Transaction, limit: int = 20) -> list[Fact]:
    """Lease what is ready, oldest first; whoever holds the lease has `LEASE` to settle it."""
    return sorted(await tx.rows(Fact, CLAIM, limit, LEASE), key=lambda fact: fact.id)


async def lock(tx: Transaction, fact_id: int) -> Fact | None:
    """The row, held until the transaction ends; None when it is settled, dead or in other hands."""
    return await tx.row(Fact, LOCK, fact_id)


async def settle(tx: Transaction, fact_id: int) -> None:
    await tx.run(SETTLE, fact_id)


async def fail(tx: Transaction, fact: Fact, error: str, *, away: bool = False) -> bool:
    """Put it off, longer each time; True when that was the last attempt and the row is dead.

    `away`: not its own fault but a server's that is not there. Then it is tried often, and for days, before it is dead.
    """
    longest, patience = (AWAY_PAUSE, AWAY_PATIENCE) if away else (timedelta(hours=1), timedelta())
    wait = min(timedelta(seconds=2 ** min(fact.attempts, 20)), longest)
    return bool(await tx.value(FAIL, fact.id, error[:500], wait, ATTEMPTS, patience))


async def dead(tx: Transaction, limit: int = 100) -> list[DeadFact]:
    return await tx.rows(DeadFact, DEAD, limit)


async def revive(tx: Transaction, fact_id: int) -> bool:
    return await tx.run(REVIVE, fact_id) == 1


async def backlog(tx: Transaction) -> Backlog:
    counted = await tx.row(Backlog, COUNTS)
    assert counted is not None
    return counted


async def forget_settled(tx: Transaction, limit: int = 1000) -> int:
    return await tx.run(FORGET, limit)
