"""`brobygger check`: one line for each thing that an installation stands on."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiosmtplib
import asyncpg
import click
import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.markup import escape

from api.accounts.actor import Role
from api.servers import attached
from api.settings import Settings
from api.storage import NotStored, Storage, StorageAway
from db import outbox
from db.database import Database, Transaction
from db.migrate import MigrationRefused, pending

PATIENCE = 5
FULL, TIGHT = 500 * 2**20, 3 * 2**30
STUCK_AFTER = 600

INSTITUTION = """
select i.abbreviation, count(u.id) filter (where u.kind = 'department')::int as departments
from institution i left join unit u on u.institution_id = i.id and (u.valid_to is null or u.valid_to > now()::date)
group by i.id limit 1
"""

THINLY_STAFFED = """
select u.code from unit u
left join appointment a on a.unit_id = u.id and a.until is null
    and a.role = case u.kind when 'desk' then $1 else $2 end
where u.kind <> 'faculty' and (u.valid_to is null or u.valid_to > now()::date)
group by u.id having count(a.id) < 2 order by u.code limit 500
"""


class Level(Enum):
    GOOD = "[green]ok   [/]"
    WARNING = "[yellow]note [/]"
    FAULT = "[red]FAULT[/]"


class Finding(NamedTuple):
    level: Level
    about: str
    said: str


class _Institution(msgspec.Struct, frozen=True):
    abbreviation: str
    departments: int


class _Code(msgspec.Struct, frozen=True):
    code: str


def _place(url: str) -> str:
    """An address without its password."""
    address = urlsplit(url)
    port = f":{address.port}" if address.port else ""
    return f"{address.hostname or address.path}{port}{address.path if address.hostname else ''}"


@asynccontextmanager
async def _looking(settings: Settings) -> AsyncGenerator[Transaction]:
    database = await asyncio.wait_for(Database.connect(settings.database_url, size=1), PATIENCE)
    try:
        async with database.reading() as tx:
            yield tx
    finally:
        await database.close()


async def check_settings(settings: Settings) -> list[Finding]:
    return [Finding(Level.GOOD, "settings", f"{settings.environment}, {settings.base_url}")]


async def check_database(settings: Settings) -> list[Finding]:
    """All that needs the database; one fault when it is away."""
    place = _place(settings.database_url)
    try:
        left = await asyncio.wait_for(pending(settings.database_url), PATIENCE)
        if left:
            said = f"{place} lacks {len(left)} migrations, from {left[0]}: run `brobygger migrate`"
            return [Finding(Level.FAULT, "database", said)]
        async with _looking(settings) as tx:
            version = await tx.value("show server_version")
            newest = await tx.value("select max(version) from schema_migration")
            good = Finding(Level.GOOD, "database", f"PostgreSQL {version} at {place}, migrated to {newest:04}")
            return [good, *await _outbox(tx), *await _institution(tx)]
    except MigrationRefused as refusal:
        return [Finding(Level.FAULT, "database", str(refusal))]
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        said = str(fault) or f"no answer within {PATIENCE} s"
        return [Finding(Level.FAULT, "database", f"{place} can't be used: {said}")]


async def _outbox(tx: Transaction) -> list[Finding]:
    found: list[Finding] = []
    counted = await outbox.backlog(tx)
    for fact in await outbox.dead(tx, 1):
        said = f"{counted.dead} facts were given up, the last one {fact.topic}: {fact.last_error}"
        found.append(Finding(Level.FAULT, "outbox", said))
    if counted.oldest_seconds > STUCK_AFTER:
        said = (
            f"{counted.waiting} facts wait, the oldest for {counted.oldest_seconds / 60:.0f} min: is a worker running?"
        )
        found.append(Finding(Level.WARNING, "outbox", said))
    return found or [Finding(Level.GOOD, "outbox", f"nothing given up, {counted.waiting} waiting")]


async def _institution(tx: Transaction) -> list[Finding]:
    home = await tx.row(_Institution, INSTITUTION)
    if home is None or not home.departments:
        return [Finding(Level.FAULT, "institution", "none is loaded: `brobygger up` loads the shipped one")]
    good = Finding(Level.GOOD, "institution", f"{home.abbreviation}, {home.departments} departments")
    thin = [row.code for row in await tx.rows(_Code, THINLY_STAFFED, Role.DESK, Role.CONTACT)]
    if not thin:
        return [good]
    named = ", ".join(thin[:12]) + (f" and {len(thin) - 12} more" if len(thin) > 12 else "")
    return [good, Finding(Level.WARNING, "contacts", f"fewer than two at {named}")]


async def check_redis(settings: Settings) -> list[Finding]:
    place = _place(settings.redis_url)
    client: Redis = Redis.from_url(settings.redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)  # pyright: ignore[reportUnknownMemberType]
    try:
        version: str = (await client.info("server")).get("redis_version", "?")  # pyright: ignore[reportUnknownMemberType]
        return [Finding(Level.GOOD, "redis", f"{version} at {place}")]
    except (RedisError, OSError) as fault:
        return [Finding(Level.FAULT, "redis", f"{place} can't be used: {fault}")]
    finally:
        await client.aclose()


async def check_mail(settings: Settings) -> list[Finding]:
    smtp = settings.smtp
    if smtp is None:
        if settings.development:
            return [Finding(Level.GOOD, "mail", "stays here, for reading at /dev/mail")]
        return [Finding(Level.FAULT, "mail", "nobody gets any: set BROBYGGER_SMTP_URL")]
    client = aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        use_tls=smtp.tls == "implicit",
        start_tls=smtp.tls == "starttls",
        timeout=PATIENCE,
    )
    try:
        async with client:
            if smtp.username:
                await client.login(smtp.username, smtp.password)
            else:
                await client.ehlo()
        return [Finding(Level.GOOD, "mail", f"{smtp.host}:{smtp.port} takes it")]
    except (aiosmtplib.SMTPException, OSError) as fault:
        return [Finding(Level.FAULT, "mail", f"{smtp.host}:{smtp.port} does not take it: {fault}")]


def _nearest(folder: Path) -> Path:
    """The folder itself, or the first one above it that exists."""
    return folder if folder.exists() else _nearest(folder.parent)


async def check_storage(settings: Settings) -> list[Finding]:
    storage = Storage(settings)
    try:
        await asyncio.wait_for(storage.probe(), PATIENCE * 3)
    except (StorageAway, NotStored, TimeoutError) as fault:
        return [Finding(Level.FAULT, "storage", f"{storage.place} does not keep files: {fault or 'no answer'}")]
    return [Finding(Level.GOOD, "storage", f"{storage.place} keeps files")]


async def check_disk(settings: Settings) -> list[Finding]:
    folder = _nearest(settings.storage)
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"brobygger")
    except OSError as fault:
        return [Finding(Level.FAULT, "disk", f"{folder} can't be written: {fault.strerror}")]
    free = shutil.disk_usage(folder).free
    level = Level.FAULT if free < FULL else Level.WARNING if free < TIGHT else Level.GOOD
    return [Finding(level, "disk", f"{free / 2**30:.1f} GB free at {folder}")]


CHECKS: tuple[Callable[[Settings], Awaitable[list[Finding]]], ...] = (
    check_settings,
    check_database,
    check_redis,
    check_mail,
    check_storage,
    check_disk,
)


async def look(settings: Settings) -> list[Finding]:
    """All of them at once; none waits for another that hangs."""
    found = await asyncio.gather(*(each(settings) for each in CHECKS))
    return [finding for findings in found for finding in findings]


@click.command()
def check() -> None:
    """Look for faults in this installation; ends with 1 when there is one."""
    console = Console(highlight=False, width=None if os.isatty(1) else 1000)
    with attached() as settings:
        findings = asyncio.run(look(settings))
    for level, about, said in findings:
        console.print(f"  {level.value} {about:<12} {escape(said)}", soft_wrap=True)
    if any(finding.level is Level.FAULT for finding in findings):
        sys.exit(1)
