"""The company's part while a referral is open: answer a question, revise the text, withdraw."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.errors import Conflict, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.problems import attachment
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.problems.attachment import SentFile
from api.problems.lifecycle import move
from api.problems.problem import ENDED, Problem, ProblemStatus, Revision
from api.problems.problem import TRANSITIONS as PROBLEM_TRANSITIONS
from api.routing import queries
from api.routing.referral import Referral, ReferralStatus
from api.routing.triage import decide
from api.states import require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


class Answer(msgspec.Struct, frozen=True):
    """`referral_id` says whose question it answers; left out, it answers everyone who has asked."""

    text: Annotated[str, Meta(min_length=1, max_length=8000)]
    referral_id: UUID | None = None


BROUGHT_BY = "update message set mail_id = $2 where id = $1"


class Withdrawal(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(max_length=2000)] | None = None


async def load_own(tx: Transaction, actor: Actor, reference: str) -> Problem:
    problem = await problems.by_reference(tx, reference, lock=True)
    if problem is None or not problem_rules.speaks_for_poster(actor, problem):
        raise NotFound
    return problem


def author_of(actor: Actor, problem: Problem) -> Actor:
    """Whoever holds the private link writes in the contact's name."""
    return actor if actor.is_signed_in else Actor(person_id=None, name=problem.contact_name)


async def answer(
    tx: Transaction, actor: Actor, reference: str, said: Answer, *, files: list[SentFile] | None = None,
    mail_id: str | None = None,
) -> Problem:  # fmt: skip
    """The clock of everyone who asked goes on, with as many working days as were left."""
    problem = await load_own(tx, actor, reference)
    asking = [r for r in await queries.of_problem(tx, problem.id) if r.status is ReferralStatus.ASKED]
    chosen = [r for r in asking if said.referral_id in (None, r.id)]
    if not chosen:
        raise WrongState(_("Nobody has asked anything that waits for an answer."), state="no_question", allowed=[])
    author = author_of(actor, problem)
    calendar = await departments.work_calendar(tx)
    for referral in chosen:
        assert referral.paused_at is not None
        left = max(calendar.working_days_between(referral.paused_at, referral.decision_due_at), 1)
        due = calendar.due_after(tx.now, left)
        if not await tx.run(queries.RESUME, referral.id, due, tx.now):
            raise Conflict(_("Somebody else has just changed this problem. Look at it again."))
        message_id = new_id()
        await tx.run(
            problems.SAY, message_id, problem.id, referral.id, "answer", author.person_id, author.name, said.text,
            tx.now,
        )  # fmt: skip
        await tx.run(BROUGHT_BY, message_id, mail_id)
        await attachment.take_in(tx, author, problem, files or [], from_company=True, message_id=message_id)
        files = []
        await history.record(
            tx, author, "referral.answered", referral.id, reason=said.text, now=tx.now, problem_id=problem.id,
            organisation_id=problem.organisation_id, unit_id=referral.unit_id,
        )  # fmt: skip
        await outbox.put(tx, "referral.answered", referral.id)
    return problem


async def withdraw(tx: Transaction, actor: Actor, reference: str, withdrawal: Withdrawal) -> Problem:
    problem = await load_own(tx, actor, reference)
    said = _("This problem can't be withdrawn any more.")
    require_step(PROBLEM_TRANSITIONS, problem.status, ProblemStatus.WITHDRAWN, said)
    if problem.status is ProblemStatus.ENGAGED:
        raise WrongState(
            _("Students may be at work on it. Talk with the supervisor, who can call it off."),
            state=problem.status.value, allowed=[],
        )  # fmt: skip
    return await end_withdrawn(tx, author_of(actor, problem), problem, withdrawal)


async def end_withdrawn(tx: Transaction, who: Actor, problem: Problem, withdrawal: Withdrawal) -> Problem:
    """Out of every inbox; the problem has ended."""
    reason = withdrawal.reason or later("withdrawn by the organisation")
    for referral in await queries.of_problem(tx, problem.id):
        if referral.is_open:
            await decide(tx, who, referral, ReferralStatus.WITHDRAWN, reason=reason)
    await move(tx, problem, ProblemStatus.WITHDRAWN)
    await history.record(
        tx, who, "problem.withdrawn", problem.id, reason=reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "problem.withdrawn", problem.id)
    return await _again(tx, problem)


async def revise(tx: Transaction, actor: Actor, reference: str, revision: Revision) -> Problem:
    """A new wording; the old one is kept, and those it lies with see both."""
    problem = await load_own(tx, actor, reference)
    if problem.status in ENDED:
        raise WrongState(_("This problem has ended."), state=problem.status.value, allowed=[])
    if revision.version is not None and revision.version != problem.version:
        raise Conflict(_("The text has been changed since you opened it. Look at the newest one first."))
    author = author_of(actor, problem)
    await tx.run(problems.KEEP_REVISION, problem.id, tx.now, author.person_id)
    await tx.run(problems.REVISE, problem.id, revision.title, revision.description)
    await history.record(
        tx, author, "problem.revised", problem.id, reason=later("reworded by the organisation"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "problem.revised", problem.id)
    return await _again(tx, problem)


async def _again(tx: Transaction, problem: Problem) -> Problem:
    found = await problems.by_id(tx, problem.id)
    assert found is not None
    return found


def whose_turn(referrals: list[Referral]) -> Referral | None:
    """The open referral that is due first: it names who holds the problem now."""
    waiting = [r for r in referrals if r.is_open]
    return min(waiting, key=lambda r: (r.answer_due_at is None, r.answer_due_at or r.decision_due_at), default=None)
