"""Posters whom no register knows: foreign ones, and those without a number. Somebody at the desk looks once."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.errors import NotFound, WrongState
from api.history import history
from api.language import _
from api.organisations import organisation
from api.organisations.organisation import Organisation
from db.database import Transaction

VOUCH = "update organisation set vouched_at = $2, vouched_by = $3 where id = $1 and vouched_at is null"

DESK_COMES_FIRST = "select coalesce(bool_or(desk_vouches_first), false) from institution"


class Vouching(msgspec.Struct, frozen=True):
    """`reason`: how one knows, such as their own web page and a call back."""

    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


async def vouch(tx: Transaction, actor: Actor, organisation_id: UUID, said: Vouching) -> Organisation:
    """It is who it says it is. Once: whoever comes second is told so."""
    found = await organisation.by_id(tx, organisation_id, lock=True)
    if found is None or not actor.has(Role.DESK):
        raise NotFound
    if not found.is_unknown:
        raise WrongState(_("This organisation is known already."), state="known", allowed=[])
    await tx.run(VOUCH, organisation_id, tx.now, actor.person_id)
    await history.record(
        tx, actor, "organisation.vouched_for", organisation_id, reason=said.reason, now=tx.now,
        organisation_id=organisation_id,
    )  # fmt: skip
    return msgspec.structs.replace(found, vouched_at=tx.now)


async def waits_for_the_desk(tx: Transaction, organisation_id: UUID) -> bool:
    """Whether the institution wants the desk to have seen such a poster before departments do."""
    if not await tx.value(DESK_COMES_FIRST):
        return False
    found = await organisation.by_id(tx, organisation_id)
    return found is not None and found.is_unknown
