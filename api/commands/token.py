"""`brobygger token`: API tokens, made and ended at the terminal."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import click
import msgspec

from api.accounts import api_token, person
from api.commands.changing import changing, ready
from api.errors import Invalid
from api.language import Language, speaking
from api.settings import Settings
from db.embedded.process import Broken

LIST = """
select t.id, t.name, t.prefix, t.scopes, t.expires_at, t.last_used_at, t.revoked_at
from api_token t join person p on p.id = t.person_id where p.email = $1 order by t.created_at desc, t.id desc limit 500
"""

REVOKE = "update api_token set revoked_at = now() where id = $1 and revoked_at is null"


class _Listed(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        if self.revoked_at:
            return f"revoked {self.revoked_at:%Y-%m-%d}"
        return f"{'expired' if self.expires_at <= now else 'expires'} {self.expires_at:%Y-%m-%d}"


async def _create(settings: Settings, email: str, name: str, scopes: list[str], days: int) -> str:
    async with changing(settings) as tx:
        whose = await person.by_email(tx, email)
        if whose is None:
            raise Broken(f"Nobody here has the address {email}: a token speaks for somebody who has signed in once.")
        try:
            with speaking(Language.ENGLISH):
                return await api_token.create(tx, whose.id, name, scopes, timedelta(days=days))
        except Invalid as refusal:
            raise Broken(" ".join(fault.detail for fault in refusal.faults)) from None


async def _list(settings: Settings, email: str) -> list[_Listed]:
    async with changing(settings) as tx:
        return await tx.rows(_Listed, LIST, email.lower())


async def _revoke(settings: Settings, token_id: UUID) -> bool:
    async with changing(settings) as tx:
        return await tx.run(REVOKE, token_id) == 1


@click.group()
def token() -> None:
    """API tokens."""


@token.command()
@click.option("--email", required=True, help="Whom the token speaks for; it can never do more than they can.")
@click.option("--name", required=True, help="What it is for, so that you know it again in the list.")
@click.option("--scope", "scopes", required=True, multiple=True, metavar="SCOPE", help="May be given several times.")
@click.option("--days", default=api_token.LIFETIME.days, show_default=True, type=click.IntRange(1, 3650))
def create(email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Print a new token, this once: only its hash is kept."""
    with ready() as settings:
        made = asyncio.run(_create(settings, email, name, list(scopes), days))
    click.echo(made)


@token.command("list")
@click.option("--email", required=True)
def list_command(email: str) -> None:
    """The tokens that speak for somebody, newest first."""
    with ready() as settings:
        found = asyncio.run(_list(settings, email))
    for one in found:
        used = f"last used {one.last_used_at:%Y-%m-%d}" if one.last_used_at else "never used"
        state = one.state(datetime.now(UTC))
        click.echo(f"{one.id}  {one.prefix}…  {one.name}  ({', '.join(one.scopes)})  {state}, {used}")
    if not found:
        click.echo(f"No token speaks for {email}.", err=True)


@token.command()
@click.argument("token_id", metavar="ID", type=click.UUID)
def revoke(token_id: UUID) -> None:
    """End a token for good; `token list` shows its id."""
    with ready() as settings:
        done = asyncio.run(_revoke(settings, token_id))
    if not done:
        raise Broken(f"There is no live token with the id {token_id}.")
    click.echo("It opens nothing any more.")
