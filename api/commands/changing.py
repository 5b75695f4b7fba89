"""What a command needs of the database before it begins: that it answers, and has the shape that the program knows."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import asyncpg

from api.servers import attached
from api.settings import Settings
from db.database import Database, Transaction
from db.embedded.process import Broken
from db.migrate import MigrationRefused, migrate, pending


async def _shape(settings: Settings) -> None:
    """In development the database is brought to it; elsewhere that is a step of its own."""
    try:
        if settings.development:
            await migrate(settings.database_url)
        elif left := await pending(settings.database_url):
            raise Broken(f"The database lacks {len(left)} migrations, from {left[0]}: run `brobygger migrate` first.")
    except MigrationRefused as refusal:
        raise Broken(f"The database was left as it was: {refusal}") from None
    except (OSError, asyncpg.PostgresError) as fault:
        place = urlsplit(settings.database_url)
        raise Broken(f"The database at {place.hostname}:{place.port or 5432} can't be used: {fault}") from None


@contextmanager
def ready() -> Generator[Settings]:
    """`attached`, with a database that can be worked on; like it, outside any event loop."""
    with attached() as settings:
        asyncio.run(_shape(settings))
        yield settings


@asynccontextmanager
async def changing(settings: Settings) -> AsyncGenerator[Transaction]:
    """Everything that the command does, or nothing of it."""
    database = await Database.connect(settings.database_url, size=1, settable_clock=settings.development)
    try:
        async with database.transaction() as tx:
            yield tx
    finally:
        await database.close()
