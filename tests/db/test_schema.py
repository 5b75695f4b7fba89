"""`db/schema.sql` shows the shape that the migrations make: `make schema` writes it."""

from pathlib import Path

from db.migrate import dump_schema, migrate
from tests import servers as houses
from tests.servers import Servers

SCHEMA = Path(__file__).parents[2] / "db" / "schema.sql"


async def test_the_dump_is_the_shape_that_the_migrations_make(servers: Servers) -> None:
    async with houses.empty(servers) as address:
        await migrate(address)
        assert await dump_schema(address) == SCHEMA.read_text(encoding="utf-8"), "run: make schema"
