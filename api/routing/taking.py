"""Who of a unit's contacts answers for a referral: oneself, or a colleague who is asked to."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.departments.unit import UnitKind
from api.errors import Fault, Invalid, WrongState
from api.history import history
from api.language import _, later
from api.routing import queries
from api.routing.referral import Referral
from api.routing.triage import again, load
from db import outbox
from db.database import Transaction

ME = "me"


class Taking(msgspec.Struct, frozen=True):
    """`me`, or the address of another contact of the unit."""

    holder: Annotated[str, Meta(min_length=1, max_length=320)] = ME


async def take(tx: Transaction, actor: Actor, referral_id: UUID, taking: Taking) -> Referral:
    """The holder changes, and nothing else: the promise to the company stands."""
    referral, problem = await load(tx, actor, referral_id)
    if not referral.is_open:
        said = _("Somebody can answer for it while it waits.")
        raise WrongState(said, state=referral.status.value, allowed=[])
    wanted = actor.email if taking.holder == ME else taking.holder.strip().lower()
    role = Role.DESK if referral.unit_kind is UnitKind.DESK else Role.CONTACT
    chosen = next((one for one in await person.in_role(tx, role, referral.unit_id) if one.email == wanted), None)
    if chosen is None:
        raise Invalid([Fault("/holder", _("Choose somebody who answers for the department."))])
    if chosen.id == referral.holder_id:
        return referral
    await tx.run(queries.HAND_OVER, referral.id, chosen.id)
    await history.record(
        tx, actor, "referral.taken", referral.id, reason=later("somebody was chosen to answer"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id, unit_id=referral.unit_id,
        detail={"holder": str(chosen.id)},
    )  # fmt: skip
    await outbox.put(tx, "referral.taken", referral.id, holder=str(chosen.id), by=str(actor.person_id), name=actor.name)
    return await again(tx, referral_id)
