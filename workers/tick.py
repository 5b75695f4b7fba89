"""`python -m workers.tick [--at TIME]`: everything that is due by then, once, in order. Doing it again does nothing."""

import argparse
import asyncio
import os
from collections import Counter
from datetime import datetime

from api.settings import Settings
from db import outbox
from db.database import Database
from workers.deliveries import Delivered, Deliveries
from workers.postbox import postbox_for
from workers.schedule import SCHEDULE

ROUNDS_AT_MOST = 10_000


async def deliver_all(database: Database, deliveries: Deliveries) -> Counter[str]:
    """Facts in the order in which they happened, and what they cause in turn, until nothing is ready."""
    done: Counter[str] = Counter()
    for _round in range(ROUNDS_AT_MOST):
        async with database.transaction() as tx:
            facts = await outbox.claim(tx, 50)
        if not facts:
            break
        for fact in facts:
            outcome = await deliveries.deliver(fact.id)
            if outcome is not Delivered.NOT_OURS:
                done[f"{fact.topic} {outcome.value}"] += 1
    return done


async def tick(database: Database, deliveries: Deliveries) -> Counter[str]:
    """Deliver what is ready, run each line of the schedule until it has nothing to do, deliver what that caused."""
    done = await deliver_all(database, deliveries)
    for line in SCHEDULE:
        while True:
            async with database.transaction() as tx:
                count = await line.run(tx)
            if not count:
                break
            done[line.name] += count
        done += await deliver_all(database, deliveries)
    return done


async def main(at: datetime | None) -> None:
    settings = Settings.from_environ(os.environ)
    database = await Database.connect(settings.database_url, size=4, settable_clock=settings.development, at=at)
    try:
        done = await tick(database, Deliveries(database, settings, postbox_for(settings)))
    finally:
        await database.close()
    for what, count in done.items():
        print(f"{count:6d}  {what}")  # noqa: T201
    if not done:
        print("Nothing was due.")  # noqa: T201


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("the time needs its offset, such as 2027-01-15T08:00:00+01:00")
    return moment


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="brobygger tick")
    parser.add_argument("--at", type=_moment)
    asyncio.run(main(parser.parse_args().at))
