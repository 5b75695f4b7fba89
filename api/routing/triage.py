"""What a contact does with a referral: ask, pass on, decline; accepting opens an engagement and lives there."""

from uuid import UUID

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.errors import Conflict, Fault, Invalid, NotFound
from api.history import history
from api.language import _, later
from api.problems import queries as problems
from api.problems.lifecycle import move
from api.problems.problem import Problem, ProblemStatus
from api.routing import queries, rules
from api.routing.referral import (
    TRANSITIONS,
    Decline,
    DeclineCode,
    Origin,
    Question,
    Redirection,
    Referral,
    ReferralStatus,
)
from api.routing.referring import keep_from_falling, refer
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


async def load(
    tx: Transaction, actor: Actor, referral_id: UUID, *, moving_on: bool = False
) -> tuple[Referral, Problem]:
    """Both locked, for somebody who may decide; `NotFound` for everyone else."""
    referral = await queries.by_id(tx, referral_id, lock=True)
    allowed = rules.may_move_on if moving_on else rules.may_triage
    if referral is None or not allowed(actor, referral):
        raise NotFound
    problem = await problems.by_id(tx, referral.problem_id, lock=True)
    assert problem is not None
    return referral, problem


async def decide(
    tx: Transaction,
    actor: Actor,
    referral: Referral,
    to: ReferralStatus,
    *,
    reason: str,
    note: str | None = None,
    wrong_place: bool = False,
    code: DeclineCode | None = None,
) -> None:
    """Into a decided state, once: whoever comes second is told what happened."""
    said = _("This has been decided already: %(status)s.", status=_(STATUS_WORDS[referral.status]))
    require_step(TRANSITIONS, referral.status, to, said)
    guard = leading_to(TRANSITIONS, to)
    decided = await tx.run(
        queries.DECIDE, referral.id, to, guard, tx.now, actor.person_id, reason, note, wrong_place, code
    )
    if not decided:
        raise Conflict(said)
    await history.record(
        tx, actor, f"referral.{to.value}", referral.id, reason=reason, now=tx.now, problem_id=referral.problem_id,
        organisation_id=referral.organisation_id, unit_id=referral.unit_id, detail={"note": note} if note else None,
    )  # fmt: skip
    await outbox.put(tx, f"referral.{to.value}", referral.id)


STATUS_WORDS = {
    ReferralStatus.WAITING: later("waiting for an answer"),
    ReferralStatus.ASKED: later("waiting for the company"),
    ReferralStatus.HELD: later("held for later"),
    ReferralStatus.ACCEPTED: later("accepted"),
    ReferralStatus.REDIRECTED: later("passed on"),
    ReferralStatus.DECLINED: later("declined"),
    ReferralStatus.LAPSED: later("not answered in time"),
    ReferralStatus.WITHDRAWN: later("withdrawn"),
}


async def decline(tx: Transaction, actor: Actor, referral_id: UUID, answer: Decline) -> Referral:
    """A department's no sends the problem to the desk when nobody else holds it; the desk's no is the last word."""
    referral, problem = await load(tx, actor, referral_id)
    await decide(
        tx, actor, referral, ReferralStatus.DECLINED, reason=answer.reason, note=answer.note,
        wrong_place=answer.is_wrong_place, code=answer.counted_as,
    )  # fmt: skip
    if referral.unit_kind is UnitKind.DESK:
        await _end_if_nobody_holds(tx, actor, problem, answer)
    else:
        await keep_from_falling(tx, problem, reason=later("every department it lay with has said no"))
    return await again(tx, referral_id)


async def _end_if_nobody_holds(tx: Transaction, actor: Actor, problem: Problem, answer: Decline) -> None:
    others = [r for r in await queries.of_problem(tx, problem.id) if r.is_open or r.status is ReferralStatus.ACCEPTED]
    if others or problem.status is not ProblemStatus.WAITING:
        return
    await move(tx, problem, ProblemStatus.DECLINED)
    await history.record(
        tx, actor, "problem.declined", problem.id, reason=answer.reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id,
    )  # fmt: skip


async def redirect(tx: Transaction, actor: Actor, referral_id: UUID, to: Redirection) -> Referral:
    """From here to another department: the clock starts anew there, and the router can learn from it."""
    referral, problem = await load(tx, actor, referral_id, moving_on=True)
    unit = await departments.unit_by_code(tx, to.department)
    if unit is None or (unit.valid_to is not None and unit.valid_to <= tx.now.date()):
        raise Invalid([Fault("/department", _("There is no department with this code."))])
    if unit.id == referral.unit_id:
        raise Invalid([Fault("/department", _("It lies with this department already."))])
    await decide(tx, actor, referral, ReferralStatus.REDIRECTED, reason=to.reason, note=unit.code)
    added = await refer(tx, actor, problem, unit, Origin.REDIRECTED, reason=to.reason, redirected_from=referral.id)
    if not added:
        await keep_from_falling(tx, problem, reason=later("it was passed on to where it lies already"))
    return await again(tx, referral_id)


async def ask(tx: Transaction, actor: Actor, referral_id: UUID, question: Question) -> Referral:
    """A question to the company. It counts as the first reply, and the clock waits for the answer."""
    referral, problem = await load(tx, actor, referral_id)
    said = _("A question can be asked while the problem waits for your answer.")
    require_step(TRANSITIONS, referral.status, ReferralStatus.ASKED, said)
    if not await tx.run(queries.ASK, referral.id, tx.now, actor.person_id):
        raise Conflict(said)
    message_id = new_id()
    await tx.run(
        problems.SAY, message_id, problem.id, referral.id, "question", actor.person_id, actor.name, question.text,
        tx.now,
    )  # fmt: skip
    await history.record(
        tx, actor, "referral.asked", referral.id, reason=question.text, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "referral.asked", referral.id, message_id=str(message_id))
    return await again(tx, referral_id)


async def take_back(tx: Transaction, actor: Actor, referral_id: UUID, *, reason: str) -> None:
    """An acceptance whose engagement was called off: the unit no longer holds the problem."""
    referral = await queries.by_id(tx, referral_id, lock=True)
    assert referral is not None
    await decide(tx, actor, referral, ReferralStatus.WITHDRAWN, reason=reason)


async def again(tx: Transaction, referral_id: UUID) -> Referral:
    referral = await queries.by_id(tx, referral_id)
    assert referral is not None
    return referral
