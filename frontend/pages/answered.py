"""What the reader did a moment ago: the confirmation on the page that they came to next."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from api.accounts.actor import Actor
from api.routing import queries, rules, undoing
from api.routing.referral import Referral, ReferralStatus
from db.database import Transaction

AT_MOST = 50


class Done(msgspec.Struct, frozen=True):
    referral: Referral
    to: str
    may_undo: bool


class Several(msgspec.Struct, frozen=True):
    """Answers that were given to several at once, and what stopped the others: how they stand now."""

    done: list[Done]
    taken: list[Referral]
    undone: list[Referral]
    missed: list[Referral]

    @property
    def to_undo(self) -> list[UUID]:
        return [one.referral.id for one in self.done if one.may_undo]


def may_undo(actor: Actor, found: Referral, now: datetime) -> bool:
    """Whether to offer it: what has happened since is looked at when it is tried."""
    recent = found.decided_at is not None and now - found.decided_at <= undoing.WITHIN
    return recent and found.status in undoing.UNDONE and rules.may_undo(actor, found)


async def done_of(tx: Transaction, request: Request[Any, Any, Any], actor: Actor, answered: str) -> Done | None:
    """Nothing for an address that was made up: the referral itself says what happened."""
    found = await _seen(tx, actor, answered)
    if len(found) != 1 or found[0].status is ReferralStatus.WAITING:
        return None
    unit = request.app.state.units.get(found[0].note)
    return Done(found[0], str(unit.name) if unit else found[0].note or "", may_undo(actor, found[0], tx.now))


async def several_of(tx: Transaction, actor: Actor, told: dict[str, Any]) -> Several | None:
    """None when a single answer was given, which `done_of` tells of."""
    done, taken, undone, missed = [
        await _seen(tx, actor, str(told.get(name, ""))) for name in ("done", "taken", "undone", "missed")
    ]
    if len(done) + len(taken) + len(undone) + len(missed) == len(done) < 2:
        return None
    return Several(
        [Done(one, "", may_undo(actor, one, tx.now)) for one in done if not one.is_open],
        [one for one in taken if one.holder_id == actor.person_id],
        [one for one in undone if one.is_open],
        missed,
    )


async def _seen(tx: Transaction, actor: Actor, told: str) -> list[Referral]:
    ids = ids_of(told)
    return [found for found in await queries.by_ids(tx, ids) if rules.may_move_on(actor, found)] if ids else []


def ids_of(sent: Any) -> list[UUID]:
    """What was ticked, or stands in an address with commas between; what is no id is passed over."""
    found: list[UUID] = []
    texts: list[Any] = sent if isinstance(sent, list) else str(sent or "").split(",")  # pyright: ignore[reportUnknownVariableType]
    for text in texts:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))[:AT_MOST]
