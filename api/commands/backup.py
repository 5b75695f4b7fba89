"""`brobygger backup` and `restore`: everything, attachments included, in one file and out of it again."""

import asyncio
import importlib.metadata
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.commands import archive, tables
from api.commands.changing import ready
from api.settings import Settings
from api.storage import Storage, StorageAway
from db.embedded.process import Broken
from db.migrate import migrate


@contextmanager
def _progress() -> Generator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


async def back_up(settings: Settings, target: Path, progress: Progress) -> archive.Manifest:
    """All rows as they were at one moment. Attachments are read after it, so none that a row names is missing."""
    connection = await tables.connect(settings.database_url)
    try:
        with archive.writing(target) as writing, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                known = await tables.tables(connection)
                task = progress.add_task("tables", total=len(known))
                copied: list[archive.BackedUpTable] = []
                for table in known:
                    text = Path(scratch) / "rows"
                    rows = await tables.copy_out(connection, table, text)
                    writing.add(f"{archive.TABLES}/{table.name}", text)
                    copied.append(archive.BackedUpTable(table.name, table.columns, rows))
                    progress.advance(task)
                schema, numbers = await tables.version(connection), await tables.sequences(connection)
            storage = Storage(settings)
            for key in progress.track([key async for key in storage.listed()], description="attachments"):
                content = Path(scratch) / "content"
                content.write_bytes(b"".join([chunk async for chunk in storage.read(key)]))
                writing.add(f"{archive.STORAGE}/{key}", content)
            version = importlib.metadata.version("brobygger")
            manifest = archive.Manifest(
                archive.FORMAT, version, schema, datetime.now(UTC), copied, numbers, writing.sums
            )
            writing.finish(manifest)
            return manifest
    finally:
        await connection.close()


async def _unpack(reading: archive.Reading, storage: Storage) -> set[str]:
    """Each under its own key, which nothing else has: harmless, should the rest of the restore fail."""
    put: set[str] = set()
    for inner, source in reading.attachments():
        await storage.put(inner.as_posix(), source.read())
        put.add(inner.as_posix())
    return put


async def _clear(storage: Storage, kept: set[str]) -> None:
    for key in [key async for key in storage.listed()]:
        if key not in kept:
            await storage.remove(key)


async def restore_from(settings: Settings, reading: archive.Reading, progress: Progress) -> None:
    """Rows in one transaction: all of them, or the installation stays as it was."""
    manifest = reading.manifest
    for name in progress.track(list(manifest.sums), description="reading"):
        reading.verify(name)
    storage = Storage(settings)
    connection = await tables.connect(settings.database_url)
    try:
        async with connection.transaction():
            await _make_room(connection, manifest)
            for table in progress.track(manifest.tables, description="tables"):
                with reading.open(f"{archive.TABLES}/{table.name}") as source:
                    await _fill(connection, table, source)
            await tables.set_sequences(connection, manifest.sequences)
            kept = await _unpack(reading, storage)
        await _clear(storage, kept)
    finally:
        await connection.close()
    await migrate(settings.database_url)


async def _make_room(connection: tables.Connection, manifest: archive.Manifest) -> None:
    ours = await tables.version(connection)
    if manifest.schema > ours:
        raise Broken(
            f"The backup is of a newer program (version {manifest.version}, migration {manifest.schema:04}; "
            f"this one knows {ours:04}): restore it with that one."
        )
    if await tables.holds_real_things(connection):
        raise Broken("This installation is in use: a backup is restored into an empty one only.")
    if manifest.schema < ours:
        await tables.rebuild(connection, manifest.schema)
    await tables.empty(connection)


async def _fill(connection: tables.Connection, table: archive.BackedUpTable, source: IO[bytes]) -> None:
    rows = await tables.copy_in(connection, tables.Table(table.name, table.columns), source)
    if rows != table.rows:
        raise Broken(f"The backup is damaged: {table.name} has {rows} rows in place of {table.rows}.")


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{size / 2**10:.0f} kB"


@contextmanager
def _storage_answers() -> Generator[None]:
    try:
        yield
    except StorageAway as fault:
        raise Broken(f"Where attachments lie can't be reached: {fault}") from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write everything, attachments included, to one file; settings and secrets are not in it.

    It can run while people work: what is written is one moment of the database.
    """
    if not file.absolute().parent.is_dir():
        raise Broken(f"{file.absolute().parent} is not a folder.")
    with ready() as settings, _progress() as progress, _storage_answers():
        manifest = asyncio.run(back_up(settings, file.absolute(), progress))
    rows = sum(table.rows for table in manifest.tables)
    kept = sum(name.startswith(f"{archive.STORAGE}/") for name in manifest.sums)
    click.echo(f"{file}: {rows} rows of {len(manifest.tables)} tables and {kept} attachments, {_size(file)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put a backup into an empty installation: one that holds nothing but the shipped catalogue and the demo year."""
    with archive.reading(file) as reading, ready() as settings, _progress() as progress, _storage_answers():
        asyncio.run(restore_from(settings, reading, progress))
        manifest = reading.manifest
    rows = sum(table.rows for table in manifest.tables)
    click.echo(f"{rows} rows of {manifest.created_at:%Y-%m-%d %H:%M} UTC are back. Restart what is running here.")
