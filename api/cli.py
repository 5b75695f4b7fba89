"""The `brobygger` command: a table of contents; each command is imported when it is called."""

import importlib
import os
import sys

import click

from api.settings import WrongSetting
from db.embedded.process import Broken

COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("api.commands.up:up", "Start everything on this machine; Ctrl-C stops it."),
    "route": ("api.commands.route:route", "Route problems from a file, without storing them."),
    "tick": ("api.commands.tick:tick", "Run everything that is due, once, in order."),
    "token": ("api.commands.token:token", "API tokens."),
    "people": ("api.commands.people:people", "Who answers for what."),
    "catalogue": ("api.commands.catalogue:catalogue", "An institution's departments and their words."),
    "routing": ("api.commands.routing:routing", "What was learnt from decisions, and the way back."),
    "terms": ("api.commands.terms:terms", "Other vocabularies, in and out."),
    "demo": ("api.commands.demo:demo", "The demo year, in and out."),
    "check": ("api.commands.check:check", "Look for faults in this installation."),
    "migrate": ("api.commands.migrate:migrate", "Bring the database to the newest shape."),
    "schema": ("api.commands.schema:schema", "Write the shape of the database to a file."),
    "backup": ("api.commands.backup:backup", "Write everything, attachments included, to one file."),
    "restore": ("api.commands.backup:restore", "Put a backup into an empty installation."),
}


class Contents(click.Group):
    """Commands by the name of their module, so that `--help` and each command start quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=Contents)
def brobygger() -> None:
    """Bring problems from working life to the departments that can work on them."""


def main() -> None:
    """Run the command; without BROBYGGER_ENV it works for the checkout at hand, as in development."""
    os.environ.setdefault("BROBYGGER_ENV", "development")
    try:
        brobygger(prog_name="brobygger")
    except (Broken, WrongSetting) as fault:
        click.echo(f"brobygger: {fault}", err=True)
        sys.exit(1)
