"""The work itself: started, completed with an outcome, or called off."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import PROGRAM, Actor, Role
from api.departments import queries as departments
from api.engagements import queries, rules
from api.engagements.claim import ClaimStatus
from api.engagements.engagement import TRANSITIONS, Cancellation, Completion, Engagement, EngagementStatus
from api.errors import Conflict, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.problems import queries as problems
from api.problems.lifecycle import move as move_problem
from api.problems.problem import Problem, ProblemStatus
from api.routing import queries as routing
from api.routing import triage
from api.routing.referral import Origin, ReferralStatus
from api.routing.referring import is_held, keep_from_falling, refer
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction


async def start(tx: Transaction, actor: Actor, reference: str) -> Engagement:
    """With the students who have accepted; claims that were not offered a place are told no."""
    engagement = await _load(tx, actor, reference)
    require_step(TRANSITIONS, engagement.status, EngagementStatus.RUNNING, _("It has started or ended already."))
    if engagement.places_taken == 0:
        raise WrongState(
            _("Nobody has accepted a place yet, so there is nobody to start with."),
            state=engagement.status.value, allowed=[EngagementStatus.CANCELLED],
        )  # fmt: skip
    await _close_claims(tx, actor, engagement, later("the work started without it"))
    await _move(tx, actor, engagement, EngagementStatus.RUNNING, later("the work has begun"))
    return await _again(tx, engagement)


async def complete(tx: Transaction, actor: Actor, reference: str, completion: Completion) -> Engagement:
    """What came of it. Follow-ups come from this fact; the problem is completed when no other part of it goes on."""
    engagement = await _load(tx, actor, reference)
    await _move(tx, actor, engagement, EngagementStatus.COMPLETED, completion.summary, completion=completion)
    await _settle_problem(tx, actor, engagement, ProblemStatus.COMPLETED)
    return await _again(tx, engagement)


async def cancel(tx: Transaction, actor: Actor, reference: str, cancellation: Cancellation) -> Engagement:
    """The problem is not lost with it: when nobody else works on it, it goes to the desk."""
    engagement = await _load(tx, actor, reference)
    await call_off(tx, actor, engagement, reason=cancellation.reason)
    await _settle_problem(tx, actor, engagement, ProblemStatus.WAITING)
    return await _again(tx, engagement)


async def give_back(tx: Transaction, engagement: Engagement) -> None:
    """Nobody chose it in time: its department decides anew, with fresh dates; the desk where nobody is there."""
    await call_off(tx, PROGRAM, engagement, reason=later("no students chose it this term"))
    await _settle_problem(tx, PROGRAM, engagement, ProblemStatus.WAITING, back=True)


async def call_off(tx: Transaction, actor: Actor, engagement: Engagement, *, reason: str) -> None:
    """Its claims are closed, and its unit no longer holds the problem. Where that goes is for the caller."""
    await _close_claims(tx, actor, engagement, reason)
    await _move(tx, actor, engagement, EngagementStatus.CANCELLED, reason)
    await triage.take_back(tx, actor, engagement.referral_id, reason=reason)


async def _load(tx: Transaction, actor: Actor, reference: str) -> Engagement:
    engagement = await queries.by_reference(tx, reference, lock=True)
    if engagement is None or not rules.supervises(actor, engagement):
        raise NotFound
    return engagement


async def _close_claims(tx: Transaction, actor: Actor, engagement: Engagement, reason: str) -> None:
    for claim in await queries.claims_of(tx, engagement.id):
        if claim.status in (ClaimStatus.SUBMITTED, ClaimStatus.OFFERED):
            await tx.run(queries.MOVE_CLAIM, claim.id, "declined", ["submitted", "offered"], tx.now, None, reason)
            await tx.run(queries.RELEASE_MEMBERS, claim.id)
            await history.record(
                tx, actor, "claim.declined", claim.id, reason=reason, now=tx.now, engagement_id=engagement.id,
                unit_id=engagement.unit_id,
            )  # fmt: skip
            await outbox.put(tx, "claim.declined", claim.id)


async def _move(
    tx: Transaction,
    actor: Actor,
    engagement: Engagement,
    to: EngagementStatus,
    reason: str,
    *,
    completion: Completion | None = None,
) -> None:
    require_step(TRANSITIONS, engagement.status, to, _("This can't be done with the work as it stands now."))
    moved = await tx.run(
        queries.MOVE, engagement.id, to, leading_to(TRANSITIONS, to), tx.now,
        completion.outcome if completion else None, completion.summary if completion else None,
        completion.hours if completion else None, reason if to is EngagementStatus.CANCELLED else None,
    )  # fmt: skip
    if not moved:
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    verb = {"running": "engagement.started"}.get(to.value, f"engagement.{to.value}")
    await history.record(
        tx, actor, verb, engagement.id, reason=reason, now=tx.now, problem_id=engagement.problem_id,
        engagement_id=engagement.id, organisation_id=engagement.organisation_id, unit_id=engagement.unit_id,
    )  # fmt: skip
    await outbox.put(tx, verb, engagement.id, **({} if actor.person_id else {"by": "program"}))


async def _settle_problem(
    tx: Transaction, actor: Actor, engagement: Engagement, to: ProblemStatus, *, back: bool = False
) -> None:
    """Once no other engagement of it goes on: completed if any came to an outcome, else waiting again.

    `back`: it waits where it came from, not at the desk.
    """
    if await tx.value(queries.STILL_IN_USE, engagement.problem_id):
        return
    problem = await problems.by_id(tx, engagement.problem_id, lock=True)
    if problem is None or problem.status is not ProblemStatus.ENGAGED:
        return
    finished = any(e.status is EngagementStatus.COMPLETED for e in await queries.of_problem(tx, problem.id))
    to = ProblemStatus.COMPLETED if finished else to
    await move_problem(tx, problem, to)
    verb = "problem.completed" if to is ProblemStatus.COMPLETED else "problem.reopened"
    called_off = later("no students chose it this term") if back else later("the work on it was called off")
    reason = later("all work on it is completed") if finished else called_off
    await history.record(
        tx, actor, verb, problem.id, reason=reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id,
    )  # fmt: skip
    if to is ProblemStatus.WAITING:
        waiting = await problems.by_id(tx, problem.id)
        assert waiting is not None
        if not (back and await _take_back_home(tx, waiting, engagement.unit_id, reason)):
            await keep_from_falling(tx, waiting, reason=reason)
        return
    for referral in await routing.of_problem(tx, problem.id):
        if referral.is_open:
            await triage.decide(tx, actor, referral, ReferralStatus.WITHDRAWN, reason=reason)


async def _take_back_home(tx: Transaction, problem: Problem, unit_id: UUID, reason: str) -> bool:
    unit = await departments.unit_by_id(tx, unit_id)
    if unit is None or await is_held(tx, problem.id) or not await person.in_role(tx, Role.CONTACT, unit_id):
        return False
    if unit.valid_to is not None and unit.valid_to <= tx.now.date():
        return False
    return bool(await refer(tx, PROGRAM, problem, unit, Origin.RETURNED, reason=reason))


async def _again(tx: Transaction, engagement: Engagement) -> Engagement:
    found = await queries.by_id(tx, engagement.id)
    assert found is not None
    return found
