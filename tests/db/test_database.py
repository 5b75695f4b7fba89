"""A transaction is all or nothing, knows what time it is, and gives rows as the shapes that were asked for."""

import asyncio
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import asyncpg
import msgspec
import pytest

from api.accounts import person
from db.database import Database
from tests.conftest import Clock


class Size(StrEnum):
    SMALL = "small"


class Thing(msgspec.Struct, frozen=True):
    size: Size
    detail: dict[str, str]


async def count_of(database: Database, email: str) -> int:
    async with database.reading() as tx:
        return await tx.value("select count(*) from person where email = $1", email)


async def test_what_was_done_before_an_exception_is_undone(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.transaction() as tx:
            await person.keep(tx, "undone@example.org", "Undone", now=tx.now)
            raise LookupError
    assert await count_of(database, "undone@example.org") == 0


async def test_what_was_done_in_a_cancelled_task_is_undone(database: Database) -> None:
    written, never = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with database.transaction() as tx:
            await person.keep(tx, "undone@example.org", "Undone", now=tx.now)
            written.set()
            await never.wait()

    task = asyncio.create_task(work())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count_of(database, "undone@example.org") == 0


async def test_reading_can_change_nothing(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.reading() as tx:
            await person.keep(tx, "reader@example.org", "Reader", now=tx.now)


async def test_reading_is_one_look_while_others_write(database: Database) -> None:
    async with database.reading() as tx:
        before = await tx.value("select count(*) from person")
        async with database.transaction() as other:
            await person.keep(other, "new@example.org", "New", now=other.now)
        assert await tx.value("select count(*) from person") == before
    assert await count_of(database, "new@example.org") == 1


async def test_a_row_arrives_as_its_struct_with_enums_and_json(database: Database) -> None:
    async with database.reading() as tx:
        found = await tx.row(Thing, "select 'small' as size, '{\"a\": \"b\"}'::jsonb as detail")
        assert found == Thing(Size.SMALL, {"a": "b"})
        assert await tx.row(Thing, "select 'small' as size, '{}'::jsonb as detail where false") is None


async def test_a_value_that_the_struct_does_not_know_is_refused(database: Database) -> None:
    async with database.reading() as tx:
        with pytest.raises(msgspec.ValidationError):
            await tx.rows(Thing, "select 'huge' as size, '{}'::jsonb as detail")


async def test_run_says_how_many_rows_it_touched(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.run("update person set phone = '1' where email like 'student%'") == 5
        assert await tx.run("update person set phone = '1' where false") == 0


async def test_the_real_time_passes_while_nobody_has_set_the_clock(database: Database) -> None:
    async with database.reading() as tx:
        assert abs(tx.now - datetime.now(UTC)) < timedelta(seconds=5)


async def test_a_set_clock_is_seen_by_every_pool_that_may_be_told(database: Database, clock: Clock) -> None:
    chosen = await clock.set("2027-01-15T08:00:00+01:00")
    other = await Database.connect(database_url(database), size=1, settable_clock=True)
    deaf = await Database.connect(database_url(database), size=1)
    at = chosen + timedelta(days=1)
    stopped = await Database.connect(database_url(database), size=1, settable_clock=True, at=at)
    try:
        async with (
            database.transaction() as tx,
            other.reading() as there,
            deaf.reading() as away,
            stopped.reading() as s,
        ):
            assert tx.now == there.now == chosen
            assert abs(away.now - datetime.now(UTC)) < timedelta(seconds=5)
            assert s.now == at
    finally:
        for pool in (other, deaf, stopped):
            await pool.close()
    await clock.unset()
    async with database.reading() as tx:
        assert tx.now != chosen


def database_url(database: Database) -> str:
    return database.pool._connect_args[0]
