"""`brobygger terms`: other people's vocabularies, in and out."""

import asyncio
import contextlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.accounts.actor import PROGRAM
from api.commands.changing import changing
from api.servers import attached
from api.settings import Settings
from api.vocabulary import nva, queries, realfagstermer, skos, tekord
from api.vocabulary.concept import Source
from api.vocabulary.importing import About, Imported, OwnSource, Removed, Term, bring_in, take_out
from api.vocabulary.lines import Unreadable
from db.embedded.process import Broken

Reader = Callable[[Path], Iterator[Term]]

KNOWN: dict[str, tuple[About, Reader]] = {
    realfagstermer.ABOUT.code: (realfagstermer.ABOUT, realfagstermer.read),
    tekord.ABOUT.code: (tekord.ABOUT, tekord.read),
    tekord.ABOUT_BILINGUAL.code: (tekord.ABOUT_BILINGUAL, tekord.read_bilingual),
    nva.ABOUT.code: (nva.ABOUT, nva.read),
}


def _reader_of(source: str, name: str | None, licence: str | None) -> tuple[About, Reader]:
    if source in KNOWN:
        return KNOWN[source]
    if not licence:
        raise click.UsageError(
            f"{source} is none of {', '.join(KNOWN)}. Anything else is read as SKOS (JSON-LD) and needs its --licence."
        )
    return About(source, name or source, licence), skos.read


async def _import(settings: Settings, about: About, terms: Iterator[Term], heard: Callable[[int], None]) -> Imported:
    async with changing(settings) as tx:
        return await bring_in(tx, about, terms, heard)


async def _remove(settings: Settings, source: str) -> Removed | None:
    async with changing(settings) as tx:
        return await take_out(tx, PROGRAM, source)


async def _list(settings: Settings) -> list[Source]:
    async with changing(settings) as tx:
        return await queries.sources(tx)


@contextlib.contextmanager
def _counting() -> Generator[Progress]:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


@click.group()
def terms() -> None:
    """Other people's vocabularies, in and out."""


@terms.command("import")
@click.argument("source", metavar="SOURCE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="What readers see; for a SKOS file.")
@click.option("--licence", help="As an SPDX name or an address; for a SKOS file.")
def import_command(source: str, file: Path, name: str | None, licence: str | None) -> None:
    """Bring in FILE as SOURCE: realfagstermer, tekord, tekord-bilingual, nva, or a name of yours for a SKOS file.

    Doing it again updates what has changed. Routing stays as it is until a department is given a term.
    """
    about, read = _reader_of(source, name, licence)
    try:
        with attached() as settings, _counting() as progress:
            task = progress.add_task("terms", total=None)
            done = asyncio.run(_import(settings, about, read(file), lambda count: progress.advance(task, count)))
    except Unreadable as fault:
        raise Broken(f"Nothing was imported: {fault}") from None
    except OwnSource:
        raise Broken(f"{source} is Brobygger's own; choose another name.") from None
    click.echo(
        f"{about.name} ({about.licence}): {done.added} added, {done.changed} changed, {done.unchanged} as before, "
        f"{done.links} links."
    )


@terms.command()
@click.argument("source", metavar="SOURCE")
def remove(source: str) -> None:
    """Take a source out again, with every term that came from it."""
    try:
        with attached() as settings:
            gone = asyncio.run(_remove(settings, source))
    except OwnSource:
        raise Broken(f"{source} is Brobygger's own and stays.") from None
    if gone is None:
        raise Broken(f"There is no source {source}; 'brobygger terms list' shows those that there are.")
    click.echo(f"{gone.concepts} terms are gone; departments had been given {gone.terms} of them.")


@terms.command("list")
def list_command() -> None:
    """The sources of the dictionary, and how much each holds."""
    with attached() as settings:
        found = asyncio.run(_list(settings))
    for source in found:
        since = f"imported {source.imported_at:%Y-%m-%d}" if source.imported_at else "our own"
        click.echo(f"{source.code}  {source.name}  {source.concepts} terms, {source.licence or 'no licence'}, {since}")
