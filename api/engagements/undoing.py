"""Taking an answer to a referral back, whichever it was; what an acceptance opened is called off."""

from uuid import UUID

from api.accounts.actor import Actor
from api.engagements import queries
from api.engagements.engagement import TRANSITIONS, Engagement, EngagementStatus
from api.errors import Conflict
from api.history import history
from api.language import _
from api.problems import queries as problems
from api.problems.lifecycle import move
from api.problems.problem import Problem, ProblemStatus
from api.routing import undoing
from api.routing.referral import Referral, ReferralStatus
from api.states import leading_to
from db.database import Transaction

OPENED_BY = f"""
select {queries.COLUMNS} from {queries.JOINS} where e.referral_id = $1 and e.status <> 'cancelled' for update of e
"""  # noqa: S608


async def undo(tx: Transaction, actor: Actor, referral_id: UUID) -> Referral:
    referral, problem = await undoing.load(tx, actor, referral_id)
    if referral.status is ReferralStatus.ACCEPTED:
        problem = await _call_off(tx, actor, referral, problem)
    else:
        await undoing.call_back(tx, actor, referral)
    return await undoing.reopen(tx, actor, referral, problem)


async def _call_off(tx: Transaction, actor: Actor, referral: Referral, problem: Problem) -> Problem:
    opened = await tx.row(Engagement, OPENED_BY, referral.id)
    if opened is None or opened.status is not EngagementStatus.OPEN:
        raise undoing.too_late(referral, _("The work on it has begun, so call it off there instead."))
    if await queries.claims_of(tx, opened.id):
        raise undoing.too_late(referral, _("A student has asked for it already, so call it off there instead."))
    reason, cancelled = undoing.UNDONE[referral.status], EngagementStatus.CANCELLED
    guard = leading_to(TRANSITIONS, cancelled)
    if not await tx.run(queries.MOVE, opened.id, cancelled, guard, tx.now, None, None, None, reason):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await history.record(
        tx, actor, "engagement.cancelled", opened.id, reason=reason, now=tx.now, problem_id=problem.id,
        engagement_id=opened.id, organisation_id=problem.organisation_id, unit_id=opened.unit_id,
    )  # fmt: skip
    if problem.status is ProblemStatus.ENGAGED and not await tx.value(queries.STILL_IN_USE, problem.id):
        await move(tx, problem, ProblemStatus.WAITING)
    again = await problems.by_id(tx, problem.id)
    assert again is not None
    return again
