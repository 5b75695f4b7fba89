"""The pool, and the one way to change anything: a transaction that knows what time it is."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self, TypeAlias, TypeVar

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

T = TypeVar("T")
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

CLOCK = "select now from domain_clock"


def _encode_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


async def prepare_connection(connection: Connection) -> None:
    """Make `jsonb` columns arrive and leave as plain Python values."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_json, decoder=msgspec.json.decode, format="text"
    )


class Transaction:
    """Statements of one change; rows come back as Structs, checked.

    `now` is the domain's time: the real one, or the one that a developer has set for every process.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now

    async def rows(self, shape: type[T], sql: str, *arguments: object) -> list[T]:
        records = await self.connection.fetch(sql, *arguments)
        return [msgspec.convert(record, shape) for record in records]

    async def row(self, shape: type[T], sql: str, *arguments: object) -> T | None:
        record = await self.connection.fetchrow(sql, *arguments)
        return None if record is None else msgspec.convert(record, shape)

    async def value(self, sql: str, *arguments: object) -> Any:
        return await self.connection.fetchval(sql, *arguments)

    async def run(self, sql: str, *arguments: object) -> int:
        """How many rows the statement touched."""
        status: str = await self.connection.execute(sql, *arguments)
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def run_many(self, sql: str, arguments: list[tuple[object, ...]]) -> None:
        await self.connection.executemany(sql, arguments)


class Database:
    """A pool of connections.

    `settable_clock` says whether the domain's clock may be set (development only): then each transaction reads it.
    `at` stops the clock of this pool alone, for whoever plays a moment that is not now.
    """

    def __init__(
        self, pool: "asyncpg.Pool[asyncpg.Record]", *, settable_clock: bool = False, at: datetime | None = None
    ) -> None:
        self.pool = pool
        self.settable_clock = settable_clock
        self.at = at

    @classmethod
    async def connect(
        cls, url: str, *, size: int = 10, settable_clock: bool = False, at: datetime | None = None
    ) -> Self:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            init=prepare_connection,
            command_timeout=30,
            # A statement of ours that waits longer than this for a row waits for something that hangs.
            server_settings={"application_name": "brobygger", "lock_timeout": "10s", "jit": "off"},
        )
        return cls(pool, settable_clock=settable_clock, at=at)

    async def close(self) -> None:
        await self.pool.close()

    async def _now(self, connection: Connection) -> datetime:
        if self.at is not None:
            return self.at
        if self.settable_clock:
            chosen: datetime | None = await connection.fetchval(CLOCK)
            if chosen is not None:
                return chosen
        return datetime.now(UTC)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """One change: all of it, or none when an exception leaves the block."""
        async with self.pool.acquire() as connection, connection.transaction():
            yield Transaction(connection, await self._now(connection))

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Transaction]:
        """One consistent look: a read-only snapshot."""
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Transaction(connection, await self._now(connection))
