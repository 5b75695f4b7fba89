"""What every test can ask for. Servers are started once a run, the database is each test's own."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from api.notifications.development import SET_CLOCK, UNSET_CLOCK
from api.settings import Settings
from db.database import Database, Transaction
from tests import servers as houses
from tests.no_skips import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401
from tests.people import People
from tests.servers import Servers
from tests.visitors import Visitors, opened

_HOUSE = pytest.StashKey[Servers]()
_ENDING = pytest.StashKey[contextlib.ExitStack]()


def _house(config: pytest.Config) -> Servers:
    """Started on first use, ended with the run."""
    if _HOUSE not in config.stash:
        ending = config.stash.setdefault(_ENDING, contextlib.ExitStack())
        config.stash[_HOUSE] = ending.enter_context(houses.running())
    return config.stash[_HOUSE]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those with a browser last: from the first of them on, Playwright keeps a loop running, and no other can."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist: the controller starts the servers and tells its workers where they are."""
    node.workerinput["servers"] = tuple(_house(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash.get(_ENDING, contextlib.ExitStack()).close()


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    told = getattr(pytestconfig, "workerinput", {}).get("servers")
    return Servers(*told) if told else _house(pytestconfig)


@pytest.fixture(scope="session")
def _plain_settings(servers: Servers, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    home: Path = tmp_path_factory.mktemp("installation")
    return Settings(
        environment="development",
        host="127.0.0.1",
        port=8000,
        database_url="",
        redis_url=servers.valkey_number(number % 16),
        base_url="http://127.0.0.1:8000",
        secret="5e" * 32,
        smtp=None,
        storage=home / "storage",
        data_dir=home,
    )


@pytest.fixture
async def settings(servers: Servers, _plain_settings: Settings) -> AsyncIterator[Settings]:
    """Of an installation in development whose database is this test's own."""
    async with houses.cloned(servers) as address:
        yield msgspec.structs.replace(_plain_settings, database_url=address)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Migrated, with NTNU's catalogue and its people, and nothing that anybody has posted."""
    found = await Database.connect(settings.database_url, settable_clock=True)
    try:
        yield found
    finally:
        await found.close()


@pytest.fixture
async def tx(database: Database) -> AsyncIterator[Transaction]:
    """One transaction around the whole test, for what needs no second one."""
    async with database.transaction() as transaction:
        yield transaction


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


class Clock:
    """The time that the domain sees, for every process of this installation."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def set(self, now: datetime | str) -> datetime:
        moment = datetime.fromisoformat(now) if isinstance(now, str) else now
        async with self.database.transaction() as tx:
            await tx.run(SET_CLOCK, moment)
        return moment

    async def now(self) -> datetime:
        async with self.database.reading() as tx:
            return tx.now

    async def forward(self, **by: float) -> datetime:
        return await self.set(await self.now() + timedelta(**by))

    async def unset(self) -> None:
        async with self.database.transaction() as tx:
            await tx.run(UNSET_CLOCK)


@pytest.fixture
def clock(database: Database) -> Clock:
    return Clock(database)


@pytest.fixture(scope="session")
async def _opened_site(servers: Servers, _plain_settings: Settings) -> AsyncIterator[Litestar]:
    from frontend.site import build

    async with houses.cloned(servers) as address:
        app = build(msgspec.structs.replace(_plain_settings, database_url=address))
        async with opened(app):
            yield app


@pytest.fixture
def site(_opened_site: Litestar, settings: Settings, database: Database) -> Iterator[Litestar]:
    """The whole application, opened once a worker; its database is this test's own."""
    before = _opened_site.state.database
    _opened_site.state.database = database
    yield _opened_site
    _opened_site.state.database = before


@pytest.fixture
async def visitors(site: Litestar, settings: Settings) -> AsyncIterator[Visitors]:
    async with AsyncExitStack() as stack:
        yield Visitors(site, settings, stack)


@pytest.fixture
async def api(visitors: Visitors) -> httpx.AsyncClient:
    """A stranger's client, speaking English, to a running application."""
    return await visitors.stranger()


@pytest.fixture
def deliveries(site: Litestar, database: Database, settings: Settings) -> Any:
    """A worker's hands, with the application's own router."""
    from workers.deliveries import Deliveries
    from workers.postbox import postbox_for

    hands = Deliveries(database, settings, postbox_for(settings))
    hands.router = site.state.router
    return hands


@pytest.fixture
def deliver(database: Database, deliveries: Any) -> Callable[[], Awaitable[dict[str, int]]]:
    """Everything that is ready in the outbox, and what it causes."""
    from workers.tick import deliver_all

    async def work() -> dict[str, int]:
        return await deliver_all(database, deliveries)

    return work


@pytest.fixture
def tick(database: Database, deliveries: Any) -> Callable[[], Awaitable[dict[str, int]]]:
    """As `brobygger tick`: what is ready, what time alone sets going, and what that causes."""
    from workers.tick import tick as work_through

    async def work() -> dict[str, int]:
        return await work_through(database, deliveries)

    return work
