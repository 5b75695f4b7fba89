"""Keeping a problem for a later term, with the company's consent; it wakes by itself in time for that term."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from api.accounts.actor import PROGRAM, Actor
from api.departments import queries as departments
from api.departments.reach import planning_begins
from api.departments.term import next_terms, read_term
from api.errors import Conflict, Fault, Invalid, WrongState
from api.history import history
from api.history.history import Somebody
from api.language import _, later, speaking
from api.problems import queries as problems
from api.problems.problem import Problem
from api.routing import queries
from api.routing.answering import author_of, load_own
from api.routing.referral import TRANSITIONS, Referral, ReferralStatus
from api.routing.referring import due_dates
from api.routing.triage import again, load
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id

AT_LEAST = timedelta(days=7)
MORNING = time(7)

PROPOSE = """
update referral set status = 'asked', paused_at = $2, first_reply_at = coalesce(first_reply_at, $2), holder_id = $3,
    hold_term = $4, reason = $5
where id = $1 and status = 'waiting'
"""

HOLD = """
update referral set status = 'held', held_until = $3, hold_term = $4, reason = $5, paused_at = null,
    decision_due_at = greatest(decision_due_at, $3), first_reply_at = coalesce(first_reply_at, $6),
    holder_id = coalesce($7, holder_id)
where id = $1 and status = any($2::text[])
"""

WAIT_AGAIN = """
update referral set status = 'waiting', held_until = null, hold_term = null, reason = null, paused_at = null,
    reply_due_at = $3, decision_due_at = $4, reminded_at = null, resumed_at = $5
where id = $1 and status = $2
"""

TO_WAKE = f"""
select {queries.COLUMNS} from {queries.JOINS}
where r.status = 'held' and r.held_until <= $1 order by r.held_until, r.id limit $2 for update of r skip locked
"""  # noqa: S608


class Hold(msgspec.Struct, frozen=True):
    term: Annotated[str, Meta(min_length=1, max_length=20)]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Consent(msgspec.Struct, frozen=True):
    """`referral_id` says whose question it answers, when more than one has asked; `text` is what they add."""

    consent: bool
    text: Annotated[str, Meta(max_length=4000)] | None = None
    referral_id: UUID | None = None


async def propose(tx: Transaction, actor: Actor, referral_id: UUID, hold: Hold) -> Referral:
    """Asks the company; held at once where it has itself asked for a start that late."""
    referral, problem = await load(tx, actor, referral_id)
    term, until = await _until(tx, referral, hold.term)
    said = _("A problem can be held while it waits for your answer.")
    if problem.earliest_start and until.date() <= problem.earliest_start:
        require_step(TRANSITIONS, referral.status, ReferralStatus.HELD, said)
        await _hold(tx, actor, referral, until, term, hold.reason, holder_id=actor.person_id)
        return await again(tx, referral.id)
    require_step(TRANSITIONS, referral.status, ReferralStatus.ASKED, said)
    if not await tx.run(PROPOSE, referral.id, tx.now, actor.person_id, term, hold.reason):
        raise Conflict(said)
    message_id = new_id()
    with speaking(problem.language):
        question = f"{asked_in_words(term)}\n\n{hold.reason}"
    await tx.run(
        problems.SAY, message_id, problem.id, referral.id, "question", actor.person_id, actor.name, question, tx.now
    )
    await _tell(tx, actor, "referral.hold_asked", referral, hold.reason)
    return await again(tx, referral.id)


async def consent(tx: Transaction, actor: Actor, reference: str, answer: Consent) -> Problem:
    """The company's yes holds it; its no starts the clock anew."""
    problem = await load_own(tx, actor, reference)
    asking = [r for r in await queries.of_problem(tx, problem.id) if r.asks_to_hold]
    chosen = next((r for r in asking if answer.referral_id in (None, r.id)), None)
    if chosen is None:
        raise WrongState(_("Nobody has asked to hold it for later."), state="no_question", allowed=[])
    assert chosen.hold_term is not None
    author = author_of(actor, problem)
    reason = later("agreed by the organisation") if answer.consent else later("the organisation would rather not wait")
    with speaking(problem.language):
        said = _("Yes, hold it until then.") if answer.consent else _("No, we would rather not wait.")
    text = f"{said}\n\n{answer.text}" if answer.text else said
    await tx.run(problems.SAY, new_id(), problem.id, chosen.id, "answer", author.person_id, author.name, text, tx.now)
    if answer.consent:
        await _hold(tx, author, chosen, await wakes_at(tx, chosen), chosen.hold_term, chosen.reason or reason)
    else:
        await _wait_again(tx, author, chosen, "referral.hold_refused", answer.text or reason)
    return problem


async def take_up(tx: Transaction, actor: Actor, referral_id: UUID) -> Referral:
    """Sooner than was agreed: by whoever holds it, or the desk."""
    referral, _problem = await load(tx, actor, referral_id, moving_on=True)
    if referral.status is not ReferralStatus.HELD:
        raise WrongState(_("It is not held."), state=referral.status.value, allowed=[])
    await _wait_again(tx, actor, referral, "referral.woken", later("taken up again"))
    return await again(tx, referral.id)


async def wake_due(tx: Transaction, limit: int = 100) -> int:
    """Those whose day has come wait again, with fresh due times."""
    due = await tx.rows(Referral, TO_WAKE, tx.now, limit)
    for referral in due:
        await _wait_again(tx, PROGRAM, referral, "referral.woken", later("the time it was held for has come"))
    return len(due)


def asked_in_words(term: str) -> str:
    year, season = term.split("-")
    if season == "spring":
        return _("May we hold it until spring %(year)s?", year=year)
    return _("May we hold it until autumn %(year)s?", year=year)


async def _until(tx: Transaction, referral: Referral, wished: str) -> tuple[str, datetime]:
    """The term, and the morning on which its planning begins here."""
    term = read_term(wished)
    today = tx.now.date()
    if term is None or term not in next_terms(today):
        raise Invalid([Fault("/term", _("Choose one of the next terms, such as 2027-autumn."))])
    day = planning_begins(await departments.forms_of(tx, referral.unit_id), term)
    if day < today + AT_LEAST:
        raise Invalid([Fault("/term", _("There is still time for that term: decide now, or choose a later one."))])
    return term, await _morning_of(tx, day)


async def wakes_at(tx: Transaction, referral: Referral) -> datetime:
    """When it would wake if the company said yes now."""
    assert referral.hold_term is not None
    day = planning_begins(await departments.forms_of(tx, referral.unit_id), referral.hold_term)
    return await _morning_of(tx, max(day, tx.now.date() + timedelta(days=1)))


async def _morning_of(tx: Transaction, day: date) -> datetime:
    home = await departments.institution(tx)
    return datetime.combine(day, MORNING, ZoneInfo(home.time_zone))


async def _hold(
    tx: Transaction,
    actor: Somebody,
    referral: Referral,
    until: datetime,
    term: str,
    reason: str,
    *,
    holder_id: UUID | None = None,
) -> None:
    guard = leading_to(TRANSITIONS, ReferralStatus.HELD)
    if not await tx.run(HOLD, referral.id, guard, until, term, reason, tx.now, holder_id):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    by = "department" if holder_id else "company"
    await _tell(tx, actor, "referral.held", referral, reason, by=by)


async def _wait_again(tx: Transaction, actor: Somebody, referral: Referral, verb: str, reason: str) -> None:
    reply_due, decision_due = await due_dates(tx, tx.now, referral.unit_id)
    if not await tx.run(WAIT_AGAIN, referral.id, referral.status, reply_due, decision_due, tx.now):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await _tell(tx, actor, verb, referral, reason)


async def _tell(tx: Transaction, actor: Somebody, verb: str, referral: Referral, reason: str, **payload: str) -> None:
    await history.record(
        tx, actor, verb, referral.id, reason=reason, now=tx.now, problem_id=referral.problem_id,
        organisation_id=referral.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, verb, referral.id, **payload)
