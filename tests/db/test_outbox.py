"""The outbox: a fact is claimed by lease, its effect and its settling are one, and a failure is never silent."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from api.settings import Settings
from db import outbox
from db.database import Database, Transaction, prepare_connection
from db.ids import new_id

SUBJECT = new_id()

LET_LEASES_RUN_OUT = "update outbox set available_at = now() - interval '1 second' where done_at is null"


async def put(database: Database, *subjects: UUID) -> None:
    async with database.transaction() as tx:
        for subject in subjects:
            await outbox.put(tx, "thing.happened", subject, word="å 😀")


async def claim(database: Database, limit: int = 20) -> list[outbox.Fact]:
    async with database.transaction() as tx:
        return await outbox.claim(tx, limit)


async def run_out(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.run(LET_LEASES_RUN_OUT)


async def test_a_fact_comes_back_as_it_was_put(database: Database) -> None:
    await put(database, SUBJECT)
    (fact,) = await claim(database)
    assert (fact.topic, fact.subject_id, fact.payload, fact.attempts) == (
        "thing.happened",
        SUBJECT,
        {"word": "å 😀"},
        1,
    )


async def test_a_fact_of_a_change_that_failed_never_was(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.transaction() as tx:
            await outbox.put(tx, "thing.happened", SUBJECT)
            raise LookupError
    assert await claim(database) == []


async def test_whoever_claims_second_gets_the_rest(database: Database) -> None:
    await put(database, *(new_id() for _ in range(10)))
    async with database.transaction() as one, database.transaction() as other:
        first, second = await outbox.claim(one, 6), await outbox.claim(other, 6)
    assert len(first) == 6
    assert len(second) == 4
    assert {f.id for f in first}.isdisjoint(f.id for f in second)
    assert [f.id for f in first] == sorted(f.id for f in first), "oldest first"
    assert await claim(database) == [], "all are leased"


async def test_the_lease_of_a_worker_that_died_comes_back(database: Database, settings: Settings) -> None:
    """The worker has done its work and not committed it when it is killed."""
    await put(database, SUBJECT)
    (fact,) = await claim(database)
    worker = await asyncpg.connect(settings.database_url)
    await prepare_connection(worker)
    await worker.transaction().start()
    work = Transaction(worker, datetime.now(UTC))
    assert await outbox.lock(work, fact.id)
    await outbox.settle(work, fact.id)
    process = worker.get_server_pid()
    worker.terminate()
    async with database.transaction() as tx:
        await tx.value("select pg_terminate_backend($1, 5000)", process)
    assert await claim(database) == [], "until the lease has run out it is in other hands"
    await run_out(database)
    (again,) = await claim(database)
    assert (again.id, again.attempts) == (fact.id, 2)


async def test_an_effect_happens_once_however_many_work_at_it(database: Database) -> None:
    await put(database, *(new_id() for _ in range(5)))
    facts = await claim(database)

    async def deliver(fact_id: int) -> bool:
        async with database.transaction() as tx:
            fact = await outbox.lock(tx, fact_id)
            if fact is None:
                return False
            await tx.run("update person set phone = coalesce(phone, '') || 'x' where email = 'admin@example.org'")
            await outbox.settle(tx, fact.id)
            return True

    delivered = await asyncio.gather(*(deliver(fact.id) for fact in facts for _worker in range(4)))
    assert sum(delivered) == 5
    async with database.reading() as tx:
        assert await tx.value("select phone from person where email = 'admin@example.org'") == "xxxxx"


async def test_a_settled_fact_is_never_claimed_or_locked_again(database: Database) -> None:
    await put(database, SUBJECT)
    (fact,) = await claim(database)
    async with database.transaction() as tx:
        await outbox.settle(tx, fact.id)
    await run_out(database)
    async with database.transaction() as tx:
        assert await outbox.lock(tx, fact.id) is None
        assert await outbox.claim(tx) == []
        assert (await outbox.backlog(tx)).waiting == 0


async def test_a_failure_waits_longer_each_time_and_then_is_dead_until_a_person_revives_it(database: Database) -> None:
    await put(database, SUBJECT)
    waits: list[timedelta] = []
    for attempt in range(1, outbox.ATTEMPTS + 1):
        (fact,) = await claim(database)
        async with database.transaction() as tx:
            is_dead = await outbox.fail(tx, fact, "E" * 2000)
            waits.append(await tx.value("select available_at - now() from outbox"))
        assert is_dead == (attempt == outbox.ATTEMPTS)
        await run_out(database)
    assert waits == sorted(set(waits)), "longer each time"
    assert await claim(database) == []
    async with database.transaction() as tx:
        (dead,) = await outbox.dead(tx)
        assert (dead.attempts, dead.last_error) == (outbox.ATTEMPTS, "E" * 500)
        assert (await outbox.backlog(tx)).dead == 1
        assert await outbox.revive(tx, dead.id)
        assert not await outbox.revive(tx, dead.id), "it lives already"
    (again,) = await claim(database)
    assert again.attempts == 1


async def test_only_old_settled_facts_are_forgotten(database: Database) -> None:
    await put(database, *(new_id() for _ in range(3)))
    facts = await claim(database)
    async with database.transaction() as tx:
        for fact in facts[:2]:
            await outbox.settle(tx, fact.id)
        await tx.run("update outbox set done_at = now() - interval '31 days' where id = $1", facts[0].id)
        assert await outbox.forget_settled(tx) == 1
        assert await tx.value("select count(*) from outbox") == 2


async def test_a_new_fact_is_announced(database: Database, settings: Settings) -> None:
    told = asyncio.Event()
    listener = await asyncpg.connect(settings.database_url)
    try:
        await listener.add_listener("outbox", lambda *_heard: told.set())
        await put(database, SUBJECT)
        await asyncio.wait_for(told.wait(), 5)
    finally:
        await listener.close()
