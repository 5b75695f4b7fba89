"""Who hears of referrals."""

from api.accounts import person
from api.language import Language, _
from api.notifications.hearing.addressing import (
    Hearer,
    contacts_of,
    due_words,
    follow_address,
    problem_of,
    referral_of,
    to_people,
    to_poster,
)
from api.notifications.letters import referrals as letters
from api.notifications.mail import Letter
from api.problems import queries as problems
from api.problems.problem import ProblemStatus
from api.routing.referral import Referral
from db.database import Transaction
from db.outbox import Fact


def _quoted(referral: Referral) -> str:
    """The words that led to the referral, between the quotation marks of the language that is spoken."""
    return ", ".join(_("“%(words)s”", words=evidence.text) for evidence in referral.because[:4])


async def referral_created(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    link = f"{base_url}/inbox/{referral.id}"
    due = {language: await due_words(tx, referral, language) for language in Language}
    return to_people(
        await contacts_of(tx, referral),
        "new_referral",
        lambda who: letters.new_referral(who.name, referral, _quoted(referral), due[who.language], link),
    )


async def referral_asked(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    problem = await problem_of(tx, referral.problem_id)
    asked = [m for m in await problems.messages(tx, problem.id) if str(m.id) == fact.payload.get("message_id")]
    text = asked[0].body if asked else ""
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "question", lambda: letters.question(problem, referral, text, link))


async def referral_answered(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
    people = [holder] if holder else await contacts_of(tx, referral)
    link = f"{base_url}/inbox/{referral.id}"
    return to_people(people, "answered", lambda who: letters.answered(who.name, referral, link))


async def referral_accepted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    problem = await problem_of(tx, referral.problem_id)
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "accepted", lambda: letters.accepted(problem, referral, link))


async def referral_declined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    problem = await problem_of(tx, referral.problem_id)
    ended = problem.status is ProblemStatus.DECLINED
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "declined", lambda: letters.declined(problem, referral, ended, link))


HEARERS: dict[str, Hearer] = {
    "referral.created": referral_created,
    "referral.asked": referral_asked,
    "referral.answered": referral_answered,
    "referral.accepted": referral_accepted,
    "referral.declined": referral_declined,
}
