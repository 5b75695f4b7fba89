"""`brobygger catalogue`: load an institution from files of the shipped catalogue's shape."""

import asyncio
from pathlib import Path

import click
import msgspec

from api.commands.changing import changing, ready
from api.departments.catalogue import Catalogue, read_catalogue
from api.departments.loading import load
from api.settings import Settings
from db.embedded.process import Broken


async def _load(settings: Settings, read: Catalogue) -> int:
    async with changing(settings) as tx:
        return await load(tx, read, now=tx.now)


@click.group()
def catalogue() -> None:
    """An institution's departments and their words."""


@catalogue.command(name="load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load_file(file: Path | None) -> None:
    """Load FILE.json and the departments in the folder FILE beside it; NTNU's, which is shipped, when left out."""
    try:
        read = read_catalogue(file.stem, file.parent) if file else read_catalogue()
    except (OSError, msgspec.MsgspecError) as fault:
        raise Broken(f"The catalogue can't be read: {fault}") from None
    with ready() as settings:
        changed = asyncio.run(_load(settings, read))
    click.echo(f"{len(read.departments)} departments, {changed} of them new or changed.")
