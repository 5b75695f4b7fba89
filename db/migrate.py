"""Brings a database to the newest shape: numbered files, forward only, each in one transaction."""

import asyncio
import hashlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

import asyncpg

from db.embedded.postgres import installation
from db.embedded.process import Broken

DIRECTORY = Path(__file__).parent / "migrations"
LOCK = 0x62726F62  # "brob"
ATTEMPTS = 10

_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_TABLE = """
create table if not exists schema_migration (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""
_NOISE = re.compile(
    r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|(CREATE|COMMENT ON) SCHEMA public.*|\\(un)?restrict .*)$"
)

_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class MigrationRefused(Exception):
    """The files and the database tell different stories; the message says which file, and nothing was changed."""


class Step(NamedTuple):
    """One numbered file."""

    version: int
    name: str
    sql: str
    checksum: str

    @property
    def title(self) -> str:
        return f"{self.version:04}_{self.name}"


def steps(directory: Path = DIRECTORY) -> list[Step]:
    """All files in order; raises MigrationRefused for a wrong name, a gap or a number used twice."""
    found: list[Step] = []
    for path in sorted(directory.glob("*.sql")):
        named = _FILE.fullmatch(path.name)
        if named is None:
            raise MigrationRefused(f"{path.name} is not named like 0001_what_it_does.sql.")
        text = path.read_text(encoding="utf-8")
        found.append(Step(int(named[1]), named[2], _upward(path.name, text), hashlib.sha256(text.encode()).hexdigest()))
    for expected, step in enumerate(found, 1):
        if step.version != expected:
            raise MigrationRefused(f"Migration {expected:04} is missing or there twice (found {step.title}).")
    return found


def _upward(name: str, text: str) -> str:
    head, marker, rest = text.partition("-- migrate:up")
    if not marker or re.sub(r"--.*", "", head).strip():
        raise MigrationRefused(f"{name} must begin with `-- migrate:up`.")
    upward, _, downward = rest.partition("-- migrate:down")
    if re.sub(r"--.*", "", downward).strip():
        raise MigrationRefused(f"{name} has a way down; migrations only go forward.")
    return upward


async def pending(dsn: str, directory: Path = DIRECTORY) -> list[str]:
    """What `migrate` would apply; changes nothing."""
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval("select to_regclass('schema_migration')") is None:
            return [step.title for step in steps(directory)]
        return [step.title for step in await _left(connection, steps(directory))]
    finally:
        await connection.close()


async def migrate(dsn: str, on_step: Callable[[str], None] | None = None, directory: Path = DIRECTORY) -> list[str]:
    """Apply what is missing and return its titles; a second caller waits for the first one and then finds nothing."""
    files = steps(directory)
    connection = await asyncpg.connect(dsn, server_settings={"client_min_messages": "warning"})
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        await connection.execute(_TABLE)
        done: list[str] = []
        for step in await _left(connection, files):
            if on_step is not None:
                on_step(step.title)
            await _apply(connection, step)
            done.append(step.title)
        return done
    finally:
        await connection.close()


async def _left(connection: _Connection, files: list[Step]) -> list[Step]:
    rows = await connection.fetch("select version, name, checksum from schema_migration order by version")
    for row, step in zip(rows, files, strict=False):
        if row["checksum"] != step.checksum:
            raise MigrationRefused(
                f"{step.title} was changed after it had been applied here: put it back and write a new file instead."
            )
    if len(rows) > len(files):
        raise MigrationRefused(
            f"The database is ahead of this program (it knows {rows[-1]['version']:04}_{rows[-1]['name']}): "
            "use a newer version of the program."
        )
    return files[len(rows) :]


async def _apply(connection: _Connection, step: Step) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with connection.transaction():
                await connection.execute(step.sql)
                await connection.execute(
                    "insert into schema_migration (version, name, checksum) values ($1, $2, $3)",
                    step.version,
                    step.name,
                    step.checksum,
                )
            return
        except asyncpg.LockNotAvailableError:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(0.2 * attempt)
        except asyncpg.PostgresError as fault:
            raise MigrationRefused(f"{step.title}: {fault}") from fault


async def dump_schema(dsn: str) -> str:
    """The shape of the database as SQL, without what differs from one server or day to the next."""
    address = urlsplit(dsn)
    command = [str(installation() / "bin" / "pg_dump"), "--schema-only", "--no-owner", "--no-privileges"]
    dumped = await asyncio.to_thread(
        subprocess.run,
        [*command, "--schema=public", dsn.replace(f":{address.password}@", "@") if address.password else dsn],
        capture_output=True,
        text=True,
        check=False,
        env={"PGPASSWORD": unquote(address.password or ""), "LC_ALL": "C"},
    )
    if dumped.returncode:
        raise Broken(f"pg_dump: {dumped.stderr.strip()}")
    kept = [line for line in dumped.stdout.splitlines() if not _NOISE.match(line)]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return body + "\n"
