"""From the outbox to the fast lane: facts are claimed by lease and handed to arq; without Redis they are done here."""

import asyncio
import contextlib
import logging
from functools import partial

import asyncpg
from arq import ArqRedis
from arq.constants import default_queue_name
from redis.exceptions import RedisError

from db import outbox
from db.database import Database
from workers.deliveries import Deliveries

POLL_SECONDS = 1.0
BATCH = 20

log = logging.getLogger(__name__)


def _tell(closed: asyncio.Event, _connection: object) -> None:
    closed.set()


class Relay:
    def __init__(self, database: Database, deliveries: Deliveries, queue: ArqRedis, url: str) -> None:
        self.database = database
        self.deliveries = deliveries
        self.queue = queue
        self.url = url
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. A notification wakes it; the poll finds what a lost one missed."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._stop_listening, asyncio.create_task(self._listen()))
            while True:
                try:
                    handed = await self.hand_on()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    log.exception("the outbox could not be read")
                    handed = 0
                if handed < BATCH:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.woken.wait(), POLL_SECONDS)
                    self.woken.clear()

    async def hand_on(self) -> int:
        async with self.database.transaction() as tx:
            facts = await outbox.claim(tx, BATCH)
        for fact in facts:
            try:
                await self.queue.enqueue_job(
                    "deliver", fact.id, _job_id=f"fact-{fact.id}-{fact.attempts}", _queue_name=default_queue_name
                )
            except (RedisError, OSError):
                await self.deliveries.deliver(fact.id)
        return len(facts)

    async def _listen(self) -> None:
        """One connection of its own; when it breaks, the poll carries on and it is opened again."""
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(self.url)
                try:
                    closed = asyncio.Event()
                    connection.add_termination_listener(partial(_tell, closed))
                    await connection.add_listener("outbox", self._wake)
                    await closed.wait()
                finally:
                    await connection.close(timeout=2)
            await asyncio.sleep(1)

    def _wake(self, *_told: object) -> None:
        self.woken.set()

    @staticmethod
    async def _stop_listening(task: asyncio.Task[None]) -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
