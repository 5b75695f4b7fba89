"""`brobygger demo`: the made-up people and their year, in and out."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import click

from api.accounts.actor import PROGRAM
from api.commands.changing import changing, ready
from api.demo import clearing, people, year
from api.departments import queries as departments
from api.departments.catalogue import read_catalogue
from api.departments.loading import load as load_catalogue
from api.history import history
from api.settings import Settings
from db.database import Transaction

Say = Callable[[str], None]

LOADED, CLEARED = "demo.loaded", "demo.cleared"

LAST = "select verb from history where subject_id = $1 and verb = any($2::text[]) order by id desc limit 1"


async def _last(tx: Transaction) -> tuple[UUID, str | None]:
    """The institution, and what was last done with its demo year."""
    home = await departments.institution(tx)
    return home.id, await tx.value(LAST, home.id, [LOADED, CLEARED])


async def _load_catalogue(tx: Transaction, say: Say) -> None:
    if changed := await load_catalogue(tx, read_catalogue(), now=tx.now):
        say(f"{changed} departments loaded")


async def _load_year(tx: Transaction, settings: Settings, say: Say) -> None:
    home, last = await _last(tx)
    if count := await people.bring_in(tx):
        say(f"{count} demo people")
    if last == LOADED:
        return
    played = await year.load(tx, settings.base_url, tx.now.date().isoformat())
    reason = "the demo year was loaded"
    await history.record(tx, PROGRAM, LOADED, home, reason=reason, now=tx.now)
    say(f"a demo year of {played.organisations} organisations and {played.problems} problems")


async def prepare(settings: Settings, say: Say) -> None:
    """What a fresh installation needs; in development the demo year too, unless somebody has cleared it."""
    async with changing(settings) as tx:
        await _load_catalogue(tx, say)
        _home, last = await _last(tx)
        if settings.development and last != CLEARED:
            await _load_year(tx, settings, say)


async def load(settings: Settings, say: Say) -> None:
    async with changing(settings) as tx:
        await _load_catalogue(tx, say)
        _home, last = await _last(tx)
        if last == LOADED:
            say("the demo year is here already")
        await _load_year(tx, settings, say)


async def clear(settings: Settings) -> clearing.Cleared:
    async with changing(settings) as tx:
        await _load_catalogue(tx, lambda _line: None)
        home, _last_done = await _last(tx)
        gone = await clearing.clear(tx)
        await history.record(tx, PROGRAM, CLEARED, home, reason="the demo year was cleared", now=tx.now)
        return gone


@click.group()
def demo() -> None:
    """The demo year, in and out."""


@demo.command("load")
def load_command() -> None:
    """Load the demo people, and the year that they have had."""
    with ready() as settings:
        asyncio.run(load(settings, lambda line: click.echo(f"  {line}")))


@demo.command("clear")
def clear_command() -> None:
    """Take it out again. What a person has entered stays."""
    with ready() as settings:
        gone = asyncio.run(clear(settings))
    click.echo(f"  gone: {gone.problems} problems, {gone.organisations} organisations, {gone.people} people")
