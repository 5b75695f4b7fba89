"""One year lived in a database of its own, and what is to be said of it."""

from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar

from api.routing.profiles import load_router
from api.settings import Settings
from db.database import Database
from tests import servers as houses
from tests.servers import Servers
from tests.simulation import judging
from tests.simulation.academic_year import AcademicYear, Plan
from tests.simulation.cast import Cast
from tests.simulation.playing import Players
from tests.visitors import Visitors
from workers.deliveries import Deliveries
from workers.postbox import KeptForReading
from workers.tick import tick


class Lived(NamedTuple):
    faults: dict[str, list[dict[str, Any]]]
    unseen: list[str]
    counts: dict[str, int]
    digest: str


async def lived(servers: Servers, plain: Settings, site: Litestar, plan: Plan, seed: str) -> Lived:
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(houses.cloned(servers))
        settings = msgspec.structs.replace(plain, database_url=address)
        database = await Database.connect(address, settable_clock=True)
        stack.push_async_callback(database.close)
        before = site.state.database
        site.state.database = database
        stack.callback(setattr, site.state, "database", before)
        visitors = Visitors(site, settings, stack)
        hands = Deliveries(database, settings, KeptForReading())

        known: set[str] = set()

        async def work() -> None:
            """A worker hears when departments or words change; here it looks once a month."""
            async with database.reading() as tx:
                month = tx.now.strftime("%Y-%m")
                if month not in known:
                    known.add(month)
                    hands.adopt(await load_router(tx, tx.now.date()))
            await tick(database, hands)

        year = AcademicYear(visitors, database, work, plan, seed)
        await year.play()
        async with database.reading() as tx:
            now = tx.now
        nobody = Players(visitors, Cast([], {}, [], [], []), year.dice)
        return Lived(
            await judging.faults(database, now), await judging.unseen(database, nobody, now),
            await judging.counts(database), await judging.digest(database),
        )  # fmt: skip
