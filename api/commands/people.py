"""`brobygger people`: give somebody a role, or take it away, at the terminal."""

import asyncio

import click

from api.accounts import person
from api.accounts.actor import PROGRAM, Role
from api.commands.changing import changing, ready
from api.departments import queries as departments
from api.departments.unit import Unit
from api.history import history
from api.settings import Settings
from db import outbox
from db.database import Transaction
from db.embedded.process import Broken

AT_A_UNIT = frozenset({Role.CONTACT, Role.TEACHER, Role.EDITOR, Role.HEAD, Role.DESK})


async def _unit(tx: Transaction, role: Role, code: str | None) -> Unit | None:
    if role is Role.DESK and not code:
        return await departments.desk(tx)
    if not code:
        if role in AT_A_UNIT:
            raise Broken(f"A {role.value} answers for a department: name it with --unit.")
        return None
    if role not in AT_A_UNIT:
        raise Broken(f"A {role.value} answers for the whole institution: leave --unit out.")
    found = await departments.unit_by_code(tx, code)
    if found is None:
        raise Broken(f"There is no unit {code}.")
    return found


async def _appoint(settings: Settings, email: str, name: str, role: Role, code: str | None, first: bool) -> str:
    async with changing(settings) as tx:
        unit = await _unit(tx, role, code)
        who = await person.keep(tx, email, name, now=tx.now)
        await person.appoint(tx, who.id, role, unit.id if unit else None, now=tx.now, is_first=first)
        await history.record(
            tx, PROGRAM, "person.appointed", who.id, reason="appointed at the terminal", now=tx.now,
            unit_id=unit.id if unit else None, detail={"role": role.value},
        )  # fmt: skip
        return f"{who.name} <{who.email}> is {role.value}{f' at {unit.code}' if unit else ''}."


async def _dismiss(settings: Settings, email: str, role: Role, code: str | None) -> str:
    async with changing(settings) as tx:
        unit = await _unit(tx, role, code)
        who = await person.by_email(tx, email)
        if who is None or not await person.dismiss(tx, who.id, role, unit.id if unit else None, now=tx.now):
            raise Broken(f"{email} does not hold that role.")
        await history.record(
            tx, PROGRAM, "person.dismissed", who.id, reason="dismissed at the terminal", now=tx.now,
            unit_id=unit.id if unit else None, detail={"role": role.value},
        )  # fmt: skip
        await outbox.put(tx, "person.dismissed", who.id, role=role.value, unit_id=str(unit.id) if unit else "")
        return f"{who.name} <{who.email}> is no longer {role.value}{f' at {unit.code}' if unit else ''}."


@click.group()
def people() -> None:
    """Who answers for what."""


@people.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", "code", help="Code of the department, for a contact, a teacher or an editor.")
@click.option("--first", is_flag=True, help="The one whom a company sees as the holder.")
def appoint(email: str, name: str, role: str, code: str | None, first: bool) -> None:
    """Give somebody a role; they sign in with a mailed code."""
    with ready() as settings:
        click.echo(asyncio.run(_appoint(settings, email, name, Role(role), code, first)))


@people.command()
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", "code")
def dismiss(email: str, role: str, code: str | None) -> None:
    """Take a role away; what the person did stays on record."""
    with ready() as settings:
        click.echo(asyncio.run(_dismiss(settings, email, Role(role), code)))
