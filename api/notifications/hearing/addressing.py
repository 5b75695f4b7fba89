"""Whom a letter goes to, and in which language."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.language import Language, speaking, within
from api.notifications.dates import day_in_words
from api.notifications.mail import Letter
from api.problems import queries as problems
from api.problems.problem import Problem, ProblemStatus
from api.routing import queries as routing
from api.routing.answering import whose_turn
from api.routing.referral import Referral
from db.database import Transaction
from db.outbox import Fact

Said = tuple[str, str]


Hearer = Callable[[Transaction, Fact, str], Awaitable[list[Letter]]]


def letter(occasion: str, to: str, language: Language, compose: Callable[[], Said]) -> Letter:
    with speaking(language):
        subject, text = compose()
    return Letter(occasion, to, language, subject, text)


def to_people(people: list[Person], occasion: str, compose: Callable[[Person], Said]) -> list[Letter]:
    return [letter(occasion, one.email, one.language, lambda one=one: compose(one)) for one in people]


def to_poster(problem: Problem, occasion: str, compose: Callable[[], Said]) -> list[Letter]:
    """In the language that the problem is written in: that is the one they chose to be answered in."""
    return [letter(occasion, problem.contact_email, problem.language, compose)]


def follow_address(base_url: str, reference: str) -> str:
    return f"{base_url}/problems/{reference}"


async def problem_of(tx: Transaction, problem_id: UUID) -> Problem:
    problem = await problems.by_id(tx, problem_id)
    assert problem is not None
    return problem


async def referral_of(tx: Transaction, fact: Fact) -> Referral:
    referral = await routing.by_id(tx, fact.subject_id)
    assert referral is not None
    return referral


async def due_words(tx: Transaction, referral: Referral, language: Language) -> str:
    calendar = await departments.work_calendar(tx)
    with speaking(language):
        return day_in_words(referral.answer_due_at or referral.decision_due_at, calendar, tx.now)


async def contacts_of(tx: Transaction, referral: Referral) -> list[Person]:
    """Those who are there. When all are away: all of them, the department's own mailbox, and the desk."""
    role = Role.DESK if referral.unit_kind is UnitKind.DESK else Role.CONTACT
    present = await person.present(tx, role, referral.unit_id, tx.now.date())
    if present:
        return present
    unit, desk = await departments.unit_by_id(tx, referral.unit_id), await departments.desk(tx)
    away = await person.in_role(tx, role, referral.unit_id)
    if unit is not None and unit.mailbox:
        away.append(Person(unit.id, unit.mailbox, str(unit.name), Language.BOKMAL))
    known = {one.email for one in away}
    return away + [one for one in await person.in_role(tx, Role.DESK, desk.id) if one.email not in known]


def named(referral: Referral, language: Language) -> str:
    """Its holder, and in brackets where; the unit alone when nobody is named."""
    if referral.holder_name:
        return f"{referral.holder_name} ({referral.unit_name.said_in(language)})"
    return within(referral.unit_name, language)


async def lies_with(tx: Transaction, problem: Problem) -> tuple[str, str] | None:
    """Everyone who has the problem now, and by when the company hears of the first of them."""
    held = [referral for referral in await routing.of_problem(tx, problem.id) if referral.is_open]
    soonest = whose_turn(held)
    if soonest is None or problem.status is not ProblemStatus.WAITING:
        return None
    return ", ".join(named(r, problem.language) for r in held), await due_words(tx, soonest, problem.language)
