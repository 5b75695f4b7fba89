import shutil
from pathlib import Path

import asyncpg
import msgspec
import pytest
from rich.progress import Progress

from api.accounts import person
from api.commands import backup, demo, tables
from api.commands.archive import reading
from api.settings import Settings
from api.storage import Storage
from db import outbox
from db.database import Database
from db.embedded.process import Broken
from db.ids import new_id
from db.migrate import DIRECTORY, migrate, steps
from tests import servers as houses
from tests.api.commands.running import brobygger
from tests.servers import Servers


async def _rows(address: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    connection = await tables.connect(address)
    try:
        for table in await tables.tables(connection):
            row = f"row({', '.join(table.columns)})::text"
            found[table.name] = [r["row"] for r in await connection.fetch(f"select {row} from {table.name} order by 1")]
    finally:
        await connection.close()
    return found


async def _restore(settings: Settings, file: Path) -> None:
    with reading(file) as found, Progress(disable=True) as progress:
        await backup.restore_from(settings, found, progress)


async def _back_up(settings: Settings, file: Path) -> None:
    with Progress(disable=True) as progress:
        await backup.back_up(settings, file, progress)


def _elsewhere(settings: Settings, address: str, home: Path) -> Settings:
    return msgspec.structs.replace(settings, database_url=address, storage=home / "storage", data_dir=home)


async def test_a_backup_restored_elsewhere_holds_the_same_rows_and_files(
    settings: Settings, database: Database, servers: Servers, tmp_path: Path
):
    settings = _elsewhere(settings, settings.database_url, tmp_path / "here")
    await demo.load(settings, lambda _line: None)
    async with database.transaction() as tx:
        await person.keep(tx, "kari@laks.example", "Kari «Æøå» \\N \t Nordmann", now=tx.now)
        await outbox.put(tx, "problem.submitted", new_id(), note="line\nbreak \\ and 'quotes'")
        last = int(await tx.value("select max(id) from outbox"))
        await tx.run("delete from outbox where id = $1", last)
    attachment = settings.storage / "ab" / "vedlegg å.pdf"
    attachment.parent.mkdir(parents=True)
    attachment.write_bytes(bytes(range(256)) * 9000)
    file = tmp_path / "house.tar"

    ran = await brobygger(settings, "backup", str(file))
    assert ran.code == 0, ran.err
    assert "1 attachments" in ran.out
    assert file.stat().st_mode & 0o077 == 0

    async with houses.empty(servers) as address:
        there = _elsewhere(settings, address, tmp_path / "there")
        ran = await brobygger(there, "restore", str(file))
        assert ran.code == 0, ran.err
        assert await _rows(address) == await _rows(settings.database_url)
        assert (there.storage / "ab" / "vedlegg å.pdf").read_bytes() == attachment.read_bytes()
        assert [path.name for path in there.storage.iterdir()] == ["ab"]
        restored = await Database.connect(address, size=1)
        try:
            async with restored.transaction() as tx:
                await outbox.put(tx, "problem.submitted", new_id())
                assert int(await tx.value("select max(id) from outbox")) == last + 1
        finally:
            await restored.close()

        ran = await brobygger(there, "restore", str(file))
        assert ran.code == 1
        assert "in use" in ran.err


async def test_a_demo_year_makes_way_for_a_backup(
    settings: Settings, database: Database, servers: Servers, tmp_path: Path
):
    settings = _elsewhere(settings, settings.database_url, tmp_path / "here")
    async with database.transaction() as tx:
        await person.keep(tx, "kari@laks.example", "Kari Nordmann", now=tx.now)
    await _back_up(settings, tmp_path / "house.tar")
    async with houses.cloned(servers) as address:
        there = _elsewhere(settings, address, tmp_path / "there")
        await demo.load(there, lambda _line: None)
        await Storage(there).put("ol/d", b"of the demo year")
        await _restore(there, tmp_path / "house.tar")
        assert await _rows(address) == await _rows(settings.database_url)
        assert [key async for key in Storage(there).listed()] == []


async def test_a_damaged_backup_changes_nothing(
    settings: Settings, database: Database, servers: Servers, tmp_path: Path
):
    settings = _elsewhere(settings, settings.database_url, tmp_path / "here")
    whole = tmp_path / "house.tar"
    await _back_up(settings, whole)
    content = bytearray(whole.read_bytes())
    cut, changed = tmp_path / "cut.tar", tmp_path / "changed.tar"
    cut.write_bytes(content[: len(content) // 2])
    content[content.index(b"kontakt.idi@example.org")] = ord("X")
    changed.write_bytes(content)
    before = await _rows(settings.database_url)
    for file in (cut, changed):
        with pytest.raises(Broken):
            await _restore(settings, file)
    assert await _rows(settings.database_url) == before


async def test_a_backup_of_a_newer_program_is_refused(settings: Settings, database: Database, tmp_path: Path):
    settings = _elsewhere(settings, settings.database_url, tmp_path / "here")
    async with database.transaction() as tx:
        await tx.run("insert into schema_migration values (9999, 'of_tomorrow', 'x')")
    await _back_up(settings, tmp_path / "house.tar")
    async with database.transaction() as tx:
        await tx.run("delete from schema_migration where version = 9999")
    before = await _rows(settings.database_url)
    with pytest.raises(Broken, match="newer program"):
        await _restore(settings, tmp_path / "house.tar")
    assert await _rows(settings.database_url) == before


async def test_a_backup_of_an_older_program_goes_through_the_newer_migrations(
    settings: Settings, database: Database, servers: Servers, tmp_path: Path
):
    older = tmp_path / "migrations"
    older.mkdir()
    for file in sorted(DIRECTORY.glob("*.sql"))[:-1]:
        shutil.copy(file, older)
    async with houses.empty(servers) as old:
        await migrate(old, directory=older)
        connection = await asyncpg.connect(old)
        await connection.execute(
            "insert into person (id, email, name, created_at) "
            "values (gen_random_uuid(), 'kari@laks.example', 'Kari', now())"
        )
        await connection.close()
        there = _elsewhere(settings, old, tmp_path / "old")
        await _back_up(there, tmp_path / "old.tar")

    await _restore(_elsewhere(settings, settings.database_url, tmp_path / "new"), tmp_path / "old.tar")
    async with database.transaction() as tx:
        assert await tx.value("select array_agg(email) from person") == ["kari@laks.example"]
        assert await tx.value("select count(*) from institution") == 0
        assert await tx.value("select count(*) from schema_migration") == len(steps())
        assert await tx.value("select count(*) from history") == 0
