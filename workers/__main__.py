"""`python -m workers`: the relay, the jobs and the schedule, in one process."""

import asyncio
import contextlib
import logging
import os
import signal
from datetime import UTC
from typing import Any

from arq import create_pool, cron
from arq.connections import RedisSettings
from arq.worker import Worker, func
from redis.exceptions import RedisError

from api.routing.keeping import Keeper
from api.settings import Settings
from db.database import Database
from workers import lmtp
from workers.deliveries import Deliveries
from workers.postbox import postbox_for
from workers.relay import Relay
from workers.schedule import SCHEDULE, Line

LONGEST_PAUSE = 15.0

log = logging.getLogger("workers")


def _scheduled(line: Line) -> Any:
    async def job(ctx: dict[Any, Any]) -> int:
        database: Database = ctx["database"]
        async with database.transaction() as tx:
            return await line.run(tx)

    job.__qualname__ = line.name.replace(" ", "_")
    hours = set(line.hours) if line.hours is not None else None
    return cron(
        job, name=job.__qualname__, hour=hours, minute=set(line.minutes), second=0, run_at_startup=False, timeout=60
    )


async def _deliver(ctx: dict[Any, Any], fact_id: int) -> str:
    deliveries: Deliveries = ctx["deliveries"]
    return (await deliveries.deliver(fact_id)).value


async def _work(redis: RedisSettings, database: Database, deliveries: Deliveries) -> None:
    """Arq's worker ends itself when Redis goes away; it is begun again as often as that happens."""
    pause = 0.5
    while True:
        worker = Worker(
            functions=[func(_deliver, name="deliver", keep_result=0, max_tries=3)],
            cron_jobs=[_scheduled(line) for line in SCHEDULE],
            redis_settings=redis,
            ctx={"database": database, "deliveries": deliveries},
            max_jobs=8,
            job_timeout=50,
            keep_result=0,
            poll_delay=0.05,
            timezone=UTC,
            handle_signals=False,
        )
        try:
            await worker.async_run()
            pause = 0.5
        except (RedisError, OSError):
            log.warning("Redis is away; the relay delivers by itself meanwhile")
        finally:
            with contextlib.suppress(RedisError, OSError, AttributeError):
                await worker.close()
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def main() -> None:
    settings = Settings.from_environ(os.environ)
    database = await Database.connect(settings.database_url, size=10, settable_clock=settings.development)
    deliveries = Deliveries(database, settings, postbox_for(settings))
    redis = RedisSettings.from_dsn(settings.redis_url)
    redis.conn_retries = 0
    queue = await _open_queue(redis)
    relay = Relay(database, deliveries, queue, settings.database_url)
    keeper = Keeper(database, settings.database_url, deliveries.adopt)
    tasks = [
        asyncio.create_task(run)
        for run in (relay.run(), _work(redis, database, deliveries), keeper.run(), lmtp.listen(database, settings))
    ]
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    await database.close()
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def _open_queue(redis: RedisSettings) -> Any:
    while True:
        try:
            return await create_pool(redis)
        except (RedisError, OSError):
            log.warning("waiting for Redis")
            await asyncio.sleep(1)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("arq").setLevel(logging.WARNING)
    asyncio.run(main())
