"""Calling in a second department: each has a part of its own, and accepts or declines it by itself."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.errors import Conflict, Fault, Invalid, WrongState
from api.history import history
from api.language import _
from api.problems.problem import ProblemStatus
from api.routing.referral import Origin, Referral
from api.routing.referring import refer
from api.routing.triage import STATUS_WORDS, again, load
from db import outbox
from db.database import Transaction

TAKES_MORE = frozenset({ProblemStatus.WAITING, ProblemStatus.ENGAGED})


class CallIn(msgspec.Struct, frozen=True):
    department: Annotated[str, Meta(min_length=1, max_length=12)]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


async def call_in(tx: Transaction, actor: Actor, referral_id: UUID, wished: CallIn) -> Referral:
    """The new referral; the one it was called from stays as it is."""
    referral, problem = await load(tx, actor, referral_id, moving_on=True)
    if not (referral.is_open or referral.is_accepted) or problem.status not in TAKES_MORE:
        said = _("This has been decided already: %(status)s.", status=_(STATUS_WORDS[referral.status]))
        raise WrongState(said, state=referral.status.value, allowed=[])
    unit = await departments.unit_by_code(tx, wished.department)
    if unit is None or unit.kind is UnitKind.DESK or (unit.valid_to is not None and unit.valid_to <= tx.now.date()):
        raise Invalid([Fault("/department", _("There is no department with this code."))])
    if unit.id == referral.unit_id:
        raise Invalid([Fault("/department", _("It lies with this department already."))])
    added = await refer(tx, actor, problem, unit, Origin.CALLED_IN, reason=wished.reason, called_in_by=referral.id)
    if not added:
        raise Conflict(_("It lies with this department already."))
    await history.record(
        tx, actor, "referral.called_in", added[0], reason=wished.reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=unit.id, detail={"by": referral.unit_code},
    )  # fmt: skip
    await outbox.put(tx, "referral.called_in", added[0], by=str(referral.id), reason=wished.reason)
    return await again(tx, added[0])
