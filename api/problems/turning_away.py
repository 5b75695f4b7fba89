"""Senders from whom nothing more is taken in: spam, and those asked to stop. A person decides, with a reason."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.errors import Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import _, later
from api.organisations.membership import SHARED_MAILBOXES
from db.database import Transaction
from db.ids import new_id

IS_TURNED_AWAY = "select exists (select 1 from turned_away where address = any($1::text[]))"

TURN_AWAY = """
insert into turned_away (address, reason, turned_away_by, turned_away_at) values ($1, $2, $3, $4)
on conflict (address) do update set reason = excluded.reason
"""

WELCOME_AGAIN = "delete from turned_away where address = $1"

LIST = """
select t.address, t.reason, p.name as turned_away_by_name, t.turned_away_at
from turned_away t join person p on p.id = t.turned_away_by order by t.turned_away_at desc, t.address limit 200
"""


class TurnedAway(msgspec.Struct, frozen=True):
    address: str
    reason: str
    turned_away_by_name: str
    turned_away_at: datetime


class TurningAway(msgspec.Struct, frozen=True):
    """`address` is one mailbox, or a domain with all of its mailboxes."""

    address: Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^([^@\s]+@)?[^@\s]+\.[^@\s]+$")]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


async def require_welcome(tx: Transaction, email: str) -> None:
    """Said openly: whoever was turned away by mistake has somebody to write to."""
    address = email.lower()
    if await tx.value(IS_TURNED_AWAY, [address, address.rpartition("@")[2]]):
        raise NotAllowed(_("Nothing more is taken in from this address. Write to the broker desk if that is wrong."))


async def turned_away(tx: Transaction, actor: Actor) -> list[TurnedAway]:
    _require_desk(actor)
    return await tx.rows(TurnedAway, LIST)


async def turn_away(tx: Transaction, actor: Actor, wanted: TurningAway) -> None:
    """A domain at which anybody can have a mailbox is not turned away whole."""
    _require_desk(actor)
    address = wanted.address.lower()
    if address in SHARED_MAILBOXES:
        raise Invalid([Fault("/address", _("Too many people have a mailbox there. Turn away the one address."))])
    await tx.run(TURN_AWAY, address, wanted.reason, actor.person_id, tx.now)
    await history.record(tx, actor, "sender.turned_away", new_id(), reason=wanted.reason, now=tx.now)


async def welcome_again(tx: Transaction, actor: Actor, address: str) -> None:
    _require_desk(actor)
    if not await tx.run(WELCOME_AGAIN, address.lower()):
        raise NotFound
    reason = later("may send problems again")
    await history.record(tx, actor, "sender.welcomed_again", new_id(), reason=reason, now=tx.now)


def _require_desk(actor: Actor) -> None:
    if not actor.has(Role.DESK):
        raise NotFound
