"""`brobygger migrate`: for installations that don't start with `brobygger up`."""

import asyncio

import click

from api.servers import attached
from db.embedded.process import Broken
from db.migrate import MigrationRefused
from db.migrate import migrate as apply


@click.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    with attached() as settings:
        try:
            done = asyncio.run(apply(settings.database_url, click.echo))
        except MigrationRefused as refusal:
            raise Broken(f"The database was left as it was: {refusal}") from None
    if not done:
        click.echo("Nothing to do.")
