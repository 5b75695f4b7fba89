"""`brobygger tick`: time passes, once, for everything that waits for it."""

import os
import subprocess
import sys
from datetime import datetime

import click

from api.commands.changing import ready


def _moment(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a time such as 2027-01-15T08:00:00+01:00.") from None
    if moment.tzinfo is None:
        raise click.BadParameter(f"{value!r} needs its offset, such as 2027-01-15T08:00:00+01:00.")
    return moment


@click.command()
@click.option("--at", callback=_moment, metavar="TIME", help="As if it were this time, like 2027-01-15T08:00:00+01:00.")
def tick(at: datetime | None) -> None:
    """Run everything that is due, once, in order. Doing it again does nothing."""
    command = [sys.executable, "-m", "workers.tick", *(["--at", at.isoformat()] if at else [])]
    with ready() as settings:
        done = subprocess.run(command, env={**os.environ, **settings.environ()}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
