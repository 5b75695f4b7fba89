"""Migrations: numbered, forward only, each once, and refused when the files no longer tell what was done."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from db.migrate import DIRECTORY, MigrationRefused, migrate, pending, steps
from tests import servers as houses
from tests.servers import Servers


@pytest.fixture
async def nothing(servers: Servers) -> AsyncIterator[str]:
    async with houses.empty(servers) as address:
        yield address


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may spoil."""
    return Path(shutil.copytree(DIRECTORY, tmp_path / "migrations"))


# However many there are today, the one that a test adds comes after them.
LAST = len(steps())
NEXT = f"{LAST + 1:04}_one_more"


async def tables(address: str) -> set[str]:
    connection = await asyncpg.connect(address)
    try:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in rows}


def add(files: Path, sql: str, name: str = "one_more") -> None:
    number = len(list(files.glob("*.sql"))) + 1
    (files / f"{number:04}_{name}.sql").write_text(f"-- migrate:up\n{sql}\n-- migrate:down\n")


async def test_an_empty_database_gets_every_table(nothing: str) -> None:
    heard: list[str] = []
    done = await migrate(nothing, heard.append)
    assert done == heard == [step.title for step in steps()]
    assert {"problem", "referral", "engagement", "claim", "follow_up", "history", "outbox"} <= await tables(nothing)
    assert await pending(nothing) == []


async def test_what_is_pending_is_told_and_not_done(nothing: str) -> None:
    assert await pending(nothing) == [step.title for step in steps()]
    assert await tables(nothing) == set()


async def test_a_second_time_there_is_nothing_to_do(nothing: str) -> None:
    await migrate(nothing)
    assert await migrate(nothing) == []


async def test_two_at_once_do_it_once(nothing: str) -> None:
    done = await asyncio.gather(migrate(nothing), migrate(nothing))
    assert sorted(len(titles) for titles in done) == [0, len(steps())]


async def test_a_new_file_is_applied_alone(nothing: str, files: Path) -> None:
    await migrate(nothing, directory=files)
    add(files, "create table extra (id integer primary key);")
    assert await pending(nothing, files) == [NEXT] == await migrate(nothing, directory=files)
    assert "extra" in await tables(nothing)


async def test_a_file_that_changed_after_it_was_applied_is_refused(nothing: str, files: Path) -> None:
    await migrate(nothing, directory=files)
    first = files / "0001_people.sql"
    first.write_text(first.read_text() + "\n-- one more thought")
    with pytest.raises(MigrationRefused, match="0001_people was changed"):
        await migrate(nothing, directory=files)


async def test_a_database_that_is_ahead_is_refused(nothing: str, files: Path) -> None:
    add(files, "create table extra (id integer primary key);")
    await migrate(nothing, directory=files)
    with pytest.raises(MigrationRefused, match=NEXT):
        await migrate(nothing)


async def test_a_file_that_fails_leaves_nothing_of_itself(nothing: str, files: Path) -> None:
    add(files, "create table half (id integer primary key);\nselect no_such_function();")
    with pytest.raises(MigrationRefused, match="no_such_function"):
        await migrate(nothing, directory=files)
    assert "half" not in await tables(nothing)
    assert await pending(nothing, files) == [NEXT]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("6_short.sql", "-- migrate:up\n", "is not named"),
        (f"{LAST + 3:04}_gap.sql", "-- migrate:up\n", f"{LAST + 1:04} is missing"),
        ("0001_twice.sql", "-- migrate:up\n", "there twice"),
        (f"{LAST + 1:04}_headless.sql", "create table x ();", "must begin with"),
        (f"{LAST + 1:04}_returning.sql", "-- migrate:up\n-- migrate:down\ndrop table person;", "only go forward"),
    ],
)
def test_files_that_are_not_in_order_are_refused(files: Path, name: str, text: str, says: str) -> None:
    (files / name).write_text(text)
    with pytest.raises(MigrationRefused, match=says):
        steps(files)
