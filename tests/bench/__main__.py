"""`make bench`: the CPU of a request beside that of its bare query, measured in the same run.

The request goes through an in-process client, whose own cost is the same for all; compare the ratios with each other.
"""

import asyncio
import contextlib
import statistics
import time
from collections.abc import Awaitable, Callable

import asyncpg
import httpx
import msgspec

from api.app import create
from api.departments import queries as departments
from api.engagements import browsing
from api.engagements.browsing import Filters
from api.settings import Settings
from db.database import prepare_connection
from tests import servers as houses
from tests.visitors import opened

ROUNDS, CALLS = 7, 150


async def _seconds(call: Callable[[], Awaitable[object]]) -> float:
    """CPU seconds of this process for one call, the median of several rounds."""
    rounds: list[float] = []
    for _round in range(ROUNDS):
        began = time.process_time()
        for _call in range(CALLS):
            await call()
        rounds.append((time.process_time() - began) / CALLS)
    return statistics.median(rounds)


async def _compare(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url)
    await prepare_connection(connection)
    application = create(settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(connection.close)
        await stack.enter_async_context(opened(application))
        transport = httpx.ASGITransport(app=application)  # type: ignore[arg-type]
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1"))
        nothing = [*browsing.arguments(Filters()), None, None, 21]
        pairs: list[tuple[str, Callable[[], Awaitable[object]], Callable[[], Awaitable[object]]]] = [
            (
                "GET /departments/IDI",
                lambda: client.get("/api/v1/departments/IDI"),
                lambda: connection.fetch(departments.UNIT_BY_CODE, "IDI"),
            ),
            (
                "GET /engagements",
                lambda: client.get("/api/v1/engagements"),
                lambda: connection.fetch(browsing.LIST, *nothing),
            ),
            ("GET /health", lambda: client.get("/health"), lambda: connection.fetchval("select 1")),
        ]
        for name, ours, bare in pairs:
            a, b = await _seconds(ours), await _seconds(bare)
            print(f"{name:24s} {a * 1e6:7.0f} µs CPU, a bare query {b * 1e6:5.0f} µs: ratio {a / b:5.1f}")


def main() -> None:
    with houses.running() as servers:
        address = asyncio.run(houses.make_database(servers, f"{servers.template}_bench", template=servers.template))
        settings = Settings.from_environ({"BROBYGGER_ENV": "development", "BROBYGGER_DATABASE_URL": address,
                                          "BROBYGGER_REDIS_URL": servers.valkey_number(0)})  # fmt: skip
        asyncio.run(_compare(msgspec.structs.replace(settings)))
        asyncio.run(houses.drop_database(servers, f"{servers.template}_bench"))


if __name__ == "__main__":
    main()
