"""The router of this process, kept up to date: PostgreSQL tells when a word changes, and a new one takes over.

The old one serves until the new one stands. A notification that is lost costs a minute and no more.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from api.routing.matching import Router
from api.routing.profiles import read_profiles
from db.database import Database, Transaction

CHANNEL = "routing"
SETTLING = 0.5  # one save is several statements, and an editor saves several words: they become one new router
PATIENCE = 60.0  # the day may have changed too, and with it which departments there are

log = logging.getLogger(__name__)

Adopt = Callable[[Router], None]
AlsoRead = Callable[[Transaction], Awaitable[None]]


class Keeper:
    """`adopt` is given each new router; what is in `also` reads what else the process remembers of the departments."""

    def __init__(self, database: Database, url: str, adopt: Adopt) -> None:
        self.database = database
        self.url = url
        self.adopt = adopt
        self.also: list[AlsoRead] = []
        self.version: str | None = None
        self.told = asyncio.Event()

    async def look(self) -> bool:
        """Whether there was something new. Reading is quick; only what has changed is built, in a thread."""
        async with self.database.reading() as tx:
            profiles = await read_profiles(tx, tx.now.date())
            for read in self.also:
                await read(tx)
        if profiles.version == self.version:
            return False
        self.adopt(await asyncio.to_thread(profiles.router))
        self.version = profiles.version
        return True

    async def run(self) -> None:
        """Until cancelled."""
        listening = asyncio.create_task(self._listen())
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.told.wait(), PATIENCE)
                    await asyncio.sleep(SETTLING)
                self.told.clear()
                try:
                    if await self.look():
                        log.info("routing by %s", self.version)
                except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    log.exception("the words could not be read; those of before still serve")
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        """One connection of its own, opened again when it breaks; what changed meanwhile is then looked for."""
        while True:
            with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen_once()
            await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            closed = asyncio.Event()
            connection.add_termination_listener(lambda _connection: closed.set())
            await connection.add_listener(CHANNEL, self._tell)
            self.told.set()
            await closed.wait()
        finally:
            await connection.close(timeout=2)

    def _tell(self, *_told: object) -> None:
        self.told.set()


@asynccontextmanager
async def kept(database: Database, url: str, adopt: Adopt) -> AsyncGenerator[Keeper]:
    """The first router is there when this begins, and a newer one whenever the words change, until it ends."""
    keeper = Keeper(database, url, adopt)
    await keeper.look()
    running = asyncio.create_task(keeper.run())
    try:
        yield keeper
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
