"""The worker as it runs: killed, with Valkey wiped, with Valkey gone; late perhaps, but never lost and never twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from redis.asyncio import Redis

from api.accounts.actor import visitor
from api.language import Language
from api.settings import Settings
from db import outbox
from db.database import Database
from db.embedded import EmbeddedValkey
from db.embedded.process import end, spawn
from tests import stories
from tests.waiting import until

LET_LEASES_RUN_OUT = "update outbox set available_at = now() where done_at is null and dead_at is null"
MAILS = "select count(*) from mail where sent_at is not null"

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """One of this test's own, to be wiped and killed."""
    server = EmbeddedValkey(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def own(settings: Settings, valkey: EmbeddedValkey, tmp_path: Path) -> Settings:
    return msgspec.structs.replace(settings, redis_url=valkey.start(), data_dir=tmp_path, storage=tmp_path / "storage")


@pytest.fixture
def start(own: Settings, tmp_path: Path) -> Iterator[Start]:
    """Starts a worker process; all of them end with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            running.append(
                spawn([sys.executable, "-m", "workers"], output=log, environ={**os.environ, **own.environ()})
            )
        return running[-1]

    yield begin
    for process in running:
        end(process, signal.SIGTERM, 5)


async def post_problems(database: Database, count: int) -> None:
    async with database.transaction() as tx:
        for number in range(count):
            await stories.post(tx, visitor(Language.ENGLISH), email=f"kari{number}@laks.example")
        await stories.posted_by_member(tx)


async def is_quiet(database: Database) -> bool:
    async with database.reading() as tx:
        assert [(fact.topic, fact.last_error) for fact in await outbox.dead(tx)] == []
        return (await outbox.backlog(tx)).waiting == 0


async def each_once(database: Database, mails: int) -> None:
    """Every stranger got one code; the member's problem was routed once and each of its units heard once."""
    async with database.reading() as tx:
        assert await tx.value("select count(*) from mail where occasion = 'confirm_problem'") == mails
        assert await tx.value("select count(*) from mail where occasion = 'problem_routed'") == 1
        assert await tx.value("select count(*) = count(distinct (problem_id, unit_id)) from referral")
        assert await tx.value("select count(*) from mail where occasion = 'new_referral'") == await tx.value(
            "select count(*) from referral"
        )
        assert await tx.value(MAILS) == await tx.value("select count(*) from mail")


async def test_it_works_through_all_there_is_and_ends_when_it_is_asked(database: Database, start: Start) -> None:
    await post_problems(database, 3)
    worker = start()
    await until("all is delivered", lambda: is_quiet(database))
    await each_once(database, 3)
    await post_problems(database, 1)
    await until("news are heard without waiting for a restart", lambda: is_quiet(database))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0


async def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(database: Database, start: Start) -> None:
    await post_problems(database, 30)
    worker = start()
    await until("some mail is out", lambda: count(database, MAILS))
    worker.kill()
    worker.wait(5)
    async with database.transaction() as tx:
        await tx.run(LET_LEASES_RUN_OUT)
    start()
    start()
    await until("all is delivered", lambda: is_quiet(database))
    await each_once(database, 30)


async def count(database: Database, sql: str) -> int:
    async with database.reading() as tx:
        return await tx.value(sql)


async def test_valkey_that_forgets_everything_delays_and_loses_nothing(
    database: Database, own: Settings, start: Start
) -> None:
    start()
    client: Redis = Redis.from_url(own.redis_url)
    try:
        for number in range(5):
            await post_problems(database, number)
            await client.flushall()
            async with database.transaction() as tx:
                await tx.run(LET_LEASES_RUN_OUT)
    finally:
        await client.aclose()

    async def is_done() -> bool:
        async with database.transaction() as tx:
            await tx.run("update outbox set available_at = now(), attempts = 1 where done_at is null and attempts > 0")
        return await is_quiet(database)

    await until("all is delivered", is_done)
    assert await count(database, "select count(*) from outbox where last_error is not null") == 0
    assert await count(database, "select count(*) from mail where occasion = 'confirm_problem'") == 10
    assert await count(database, "select count(*) = count(distinct (fact_id, recipient)) from mail")


async def test_work_goes_on_while_valkey_is_gone_and_after_it_is_back(
    database: Database, valkey: EmbeddedValkey, start: Start
) -> None:
    worker = start()
    await post_problems(database, 1)
    await until("it works with Valkey", lambda: is_quiet(database))
    valkey.stop()
    await post_problems(database, 2)
    await until("it works without Valkey", lambda: is_quiet(database))
    assert worker.poll() is None
    valkey.start()
    await post_problems(database, 3)
    await until("it works with Valkey again", lambda: is_quiet(database))
    assert worker.poll() is None
    assert await count(database, "select count(*) from mail where occasion = 'confirm_problem'") == 6
