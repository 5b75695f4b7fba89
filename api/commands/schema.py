"""`brobygger schema`: what the migrations add up to."""

import asyncio
import tempfile
from pathlib import Path

import click

from db.embedded import EmbeddedPostgres
from db.migrate import dump_schema, migrate


async def _shape(dsn: str) -> str:
    await migrate(dsn)
    return await dump_schema(dsn)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("db/schema.sql"))
def schema(file: Path) -> None:
    """Write the shape that the migrations give an empty database; touches no database of yours."""
    with tempfile.TemporaryDirectory(prefix="brobygger-schema-") as scratch:
        Path(scratch).chmod(0o755)
        server = EmbeddedPostgres(Path(scratch))
        try:
            file.write_text(asyncio.run(_shape(server.start())), encoding="utf-8")
        finally:
            server.stop()
