"""PostgreSQL and Valkey for one run of the tests, and a furnished template that each test clones."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from api.departments.catalogue import read_catalogue
from api.departments.loading import load
from db.database import Database
from db.embedded import EmbeddedPostgres, EmbeddedValkey
from db.migrate import migrate
from tests.people import furnish_with_people

# Nothing here has to survive a power cut.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")

MEMORY = "/dev/shm"


class Servers(NamedTuple):
    """Addresses: the server's own database, the name of the furnished template in it, and Valkey without a number."""

    postgres: str
    template: str
    valkey: str

    def address_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.postgres)._replace(path=f"/{name}"))

    def valkey_number(self, number: int) -> str:
        return urlunsplit(urlsplit(self.valkey)._replace(path=f"/{number}"))


async def _at(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def make_database(servers: Servers, name: str, *, template: str = "template0") -> str:
    await _at(servers.postgres, f'create database "{name}" template "{template}"')
    return servers.address_of(name)


async def drop_database(servers: Servers, name: str) -> None:
    await _at(servers.postgres, f'drop database if exists "{name}" with (force)')


@asynccontextmanager
async def cloned(servers: Servers, template: str = "") -> AsyncIterator[str]:
    """The address of a database of one's own, furnished like the template."""
    name = f"{servers.template}_{uuid4().hex[:12]}"
    try:
        yield await make_database(servers, name, template=template or servers.template)
    finally:
        await drop_database(servers, name)


@asynccontextmanager
async def empty(servers: Servers) -> AsyncIterator[str]:
    """The address of a database with nothing in it, not even tables."""
    name = f"{servers.template}_{uuid4().hex[:12]}"
    try:
        yield await make_database(servers, name)
    finally:
        await drop_database(servers, name)


async def _make_template(servers: Servers, *, is_ours: bool) -> None:
    if is_ours:
        await _at(servers.postgres, *(f"alter system set {line}" for line in HASTE), "select pg_reload_conf()")
    address = await make_database(servers, servers.template)
    await migrate(address)
    database = await Database.connect(address, size=1)
    try:
        async with database.transaction() as tx:
            await load(tx, read_catalogue(), now=tx.now)
            await furnish_with_people(tx)
    finally:
        await database.close()
    await _at(address, "vacuum freeze analyze")


def _quick_place() -> str | None:
    """In memory where there is room: cloning a database makes hundreds of files, and a busy disk takes its time."""
    try:
        memory = os.statvfs(MEMORY)
    except OSError:
        return None
    may_run = not memory.f_flag & os.ST_NOEXEC
    roomy = memory.f_bavail * memory.f_frsize > 2_000_000_000
    return MEMORY if may_run and roomy and os.access(MEMORY, os.W_OK) else None


def in_a_loop_of_its_own(work: Coroutine[Any, Any, object]) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@contextmanager
def running() -> Iterator[Servers]:
    """Embedded, or those named by BROBYGGER_TEST_DATABASE_URL and BROBYGGER_TEST_REDIS_URL. From the main thread."""
    own_database = os.environ.get("BROBYGGER_TEST_DATABASE_URL", "")
    own_redis = os.environ.get("BROBYGGER_TEST_REDIS_URL", "")
    home = Path(tempfile.mkdtemp(prefix="brobygger-tests-", dir=_quick_place()))
    home.chmod(0o755)  # `nobody` must get in when root runs the tests
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        if not own_database:
            postgres = EmbeddedPostgres(home)
            stack.callback(postgres.stop)
            own_database = postgres.start()
            is_ours = True
        else:
            is_ours = False
        if not own_redis:
            valkey = EmbeddedValkey(home)
            stack.callback(valkey.stop)
            own_redis = valkey.start()
        servers = Servers(own_database, f"brobygger_test_{uuid4().hex[:8]}", own_redis)
        stack.callback(lambda: in_a_loop_of_its_own(drop_database(servers, servers.template)))
        in_a_loop_of_its_own(_make_template(servers, is_ours=is_ours))
        yield servers
