"""Who hears of what: from a fact in the outbox to the letters that tell of it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.engagements import queries as engagements
from api.engagements.claim import Claim
from api.language import Language, _, speaking, within
from api.notifications import letters
from api.notifications.dates import day_in_words
from api.notifications.mail import Letter
from api.partnerships import queries as partnerships
from api.problems import queries as problems
from api.problems.problem import Problem, ProblemStatus
from api.routing import queries as routing
from api.routing.referral import Referral
from db.database import Transaction
from db.outbox import Fact

Said = tuple[str, str]
Hearer = Callable[[Transaction, Fact, str], Awaitable[list[Letter]]]


def _letter(occasion: str, to: str, language: Language, compose: Callable[[], Said]) -> Letter:
    with speaking(language):
        subject, text = compose()
    return Letter(occasion, to, language, subject, text)


def _to(people: list[Person], occasion: str, compose: Callable[[Person], Said]) -> list[Letter]:
    return [_letter(occasion, one.email, one.language, lambda one=one: compose(one)) for one in people]


def _to_poster(problem: Problem, occasion: str, compose: Callable[[], Said]) -> list[Letter]:
    """In the language that the problem is written in: that is the one they chose to be answered in."""
    return [_letter(occasion, problem.contact_email, problem.language, compose)]


def _follow(base_url: str, reference: str) -> str:
    return f"{base_url}/problems/{reference}"


async def _problem_of(tx: Transaction, problem_id: UUID) -> Problem:
    problem = await problems.by_id(tx, problem_id)
    assert problem is not None
    return problem


async def _referral(tx: Transaction, fact: Fact) -> Referral:
    referral = await routing.by_id(tx, fact.subject_id)
    assert referral is not None
    return referral


async def _due_words(tx: Transaction, referral: Referral, language: Language) -> str:
    calendar = await departments.work_calendar(tx)
    with speaking(language):
        return day_in_words(referral.answer_due_at or referral.decision_due_at, calendar, tx.now)


async def _contacts(tx: Transaction, referral: Referral) -> list[Person]:
    role = Role.DESK if referral.unit_kind is UnitKind.DESK else Role.CONTACT
    return await person.in_role(tx, role, referral.unit_id)


async def sign_in_code(tx: Transaction, fact: Fact, _base_url: str) -> list[Letter]:
    who = await person.by_id(tx, fact.subject_id)
    if who is None:
        return []
    language = Language(fact.payload["language"])
    code = fact.payload["code"]
    return [_letter("sign_in_code", who.email, language, lambda: letters.sign_in_code(who.name, code))]


async def confirm_problem(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await _problem_of(tx, fact.subject_id)
    link = f"{_follow(base_url, problem.reference)}?key={fact.payload['key']}"
    code = fact.payload["code"]
    return _to_poster(problem, "confirm_problem", lambda: letters.confirm_problem(problem, code, link))


async def problem_routed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await _problem_of(tx, fact.subject_id)
    held = [referral for referral in await routing.of_problem(tx, problem.id) if referral.is_open]
    if not held:
        return []
    soonest = min(held, key=lambda r: r.answer_due_at or r.decision_due_at)
    due = await _due_words(tx, soonest, problem.language)
    named = [
        f"{r.holder_name} ({r.unit_name.said_in(problem.language)})"
        if r.holder_name
        else within(r.unit_name, problem.language)
        for r in held
    ]
    link = _follow(base_url, problem.reference)
    return _to_poster(problem, "problem_routed", lambda: letters.problem_routed(problem, ", ".join(named), due, link))


def _quoted(referral: Referral) -> str:
    """The words that led to the referral, between the quotation marks of the language that is spoken."""
    return ", ".join(_("“%(words)s”", words=evidence.text) for evidence in referral.because[:4])


async def referral_created(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    link = f"{base_url}/inbox/{referral.id}"
    due = {language: await _due_words(tx, referral, language) for language in Language}
    return _to(
        await _contacts(tx, referral),
        "new_referral",
        lambda who: letters.new_referral(who.name, referral, _quoted(referral), due[who.language], link),
    )


async def referral_overdue(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    desk = await departments.desk(tx)
    people = await _contacts(tx, referral)
    if referral.unit_kind is not UnitKind.DESK:
        people = [*people, *await person.in_role(tx, Role.DESK, desk.id)]
    link = f"{base_url}/inbox/{referral.id}"
    return _to(people, "overdue", lambda who: letters.overdue(who.name, referral, link))


async def referral_asked(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    problem = await _problem_of(tx, referral.problem_id)
    asked = [m for m in await problems.messages(tx, problem.id) if str(m.id) == fact.payload.get("message_id")]
    text = asked[0].body if asked else ""
    link = _follow(base_url, problem.reference)
    return _to_poster(problem, "question", lambda: letters.question(problem, referral, text, link))


async def referral_answered(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
    people = [holder] if holder else await _contacts(tx, referral)
    link = f"{base_url}/inbox/{referral.id}"
    return _to(people, "answered", lambda who: letters.answered(who.name, referral, link))


async def referral_accepted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    problem = await _problem_of(tx, referral.problem_id)
    link = _follow(base_url, problem.reference)
    return _to_poster(problem, "accepted", lambda: letters.accepted(problem, referral, link))


async def referral_declined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _referral(tx, fact)
    problem = await _problem_of(tx, referral.problem_id)
    ended = problem.status is ProblemStatus.DECLINED
    link = _follow(base_url, problem.reference)
    return _to_poster(problem, "declined", lambda: letters.declined(problem, referral, ended, link))


async def _claim(tx: Transaction, fact: Fact) -> Claim:
    claim = await engagements.claim_by_id(tx, fact.subject_id)
    assert claim is not None
    return claim


async def _students(tx: Transaction, claim: Claim) -> list[Person]:
    found = [await person.by_id(tx, member_id) for member_id in claim.member_ids]
    return [one for one in found if one]


async def _supervisor(tx: Transaction, claim: Claim) -> list[Person]:
    found = await person.by_id(tx, claim.supervisor_id)
    return [found] if found else []


async def claim_submitted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    names, link = ", ".join(claim.members), f"{base_url}/engagements/{claim.engagement_reference}"
    return _to(
        await _supervisor(tx, claim),
        "claim_submitted",
        lambda who: letters.claim_submitted(who.name, claim.engagement_title, names, link),
    )


async def claim_offered(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    link = f"{base_url}/engagements/{claim.engagement_reference}"
    people = await _students(tx, claim)
    return _to(people, "claim_offered", lambda who: letters.claim_offered(who.name, claim.engagement_title, link))


async def claim_accepted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    names, link = ", ".join(claim.members), f"{base_url}/engagements/{claim.engagement_reference}"
    return _to(
        await _supervisor(tx, claim),
        "claim_accepted",
        lambda who: letters.claim_accepted(who.name, claim.engagement_title, names, link),
    )


async def claim_declined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    link = f"{base_url}/projects"
    return _to(
        await _students(tx, claim),
        "claim_declined",
        lambda who: letters.claim_declined(
            who.name, claim.engagement_title, _(claim.reason) if claim.reason else "", link
        ),
    )


async def engagement_started(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    problem = await _problem_of(tx, engagement.problem_id)
    unit, link = within(engagement.unit_name, problem.language), _follow(base_url, problem.reference)
    return _to_poster(problem, "work_started", lambda: letters.work_started(problem, engagement.title, unit, link))


async def engagement_completed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    problem = await _problem_of(tx, engagement.problem_id)
    summary, link = engagement.outcome_summary or "", f"{base_url}/problems/new"
    return _to_poster(
        problem, "work_completed", lambda: letters.work_completed(problem, engagement.title, summary, link)
    )


async def follow_up_due(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    follow_up = await partnerships.follow_up_by_id(tx, fact.subject_id)
    assert follow_up is not None
    people = await person.in_role(tx, Role.CONTACT, follow_up.unit_id)
    link, title = f"{base_url}/follow-ups", follow_up.engagement_title
    return _to(
        people,
        "follow_up_due",
        lambda who: letters.follow_up_due(who.name, follow_up.organisation_name, title, link),
    )


HEARERS: dict[str, Hearer] = {
    "sign_in.code_issued": sign_in_code,
    "problem.code_issued": confirm_problem,
    "problem.routed": problem_routed,
    "referral.created": referral_created,
    "referral.overdue": referral_overdue,
    "referral.asked": referral_asked,
    "referral.answered": referral_answered,
    "referral.accepted": referral_accepted,
    "referral.declined": referral_declined,
    "claim.submitted": claim_submitted,
    "claim.offered": claim_offered,
    "claim.accepted": claim_accepted,
    "claim.declined": claim_declined,
    "engagement.started": engagement_started,
    "engagement.completed": engagement_completed,
    "follow_up.due": follow_up_due,
}
