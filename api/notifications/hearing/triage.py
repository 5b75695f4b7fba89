"""Who hears of a problem that is held, divided, joined, or looked at by a second department."""

from uuid import UUID

from api.accounts import person
from api.accounts.person import Person
from api.departments import queries as departments
from api.language import Language, speaking, within
from api.notifications.dates import day_in_words
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
from api.notifications.letters import triage as letters
from api.notifications.mail import Letter
from api.problems.linked import Relation, linked_to
from api.routing import queries as routing
from api.routing.holding import wakes_at
from api.routing.referral import Referral, ReferralStatus
from db.database import Transaction
from db.outbox import Fact


async def _held_until(tx: Transaction, referral: Referral, language: Language) -> str:
    calendar = await departments.work_calendar(tx)
    at = referral.held_until or await wakes_at(tx, referral)
    with speaking(language):
        return day_in_words(at, calendar, tx.now)


async def _holders(tx: Transaction, referral: Referral) -> list[Person]:
    holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
    return [holder] if holder else await contacts_of(tx, referral)


async def hold_asked(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Nothing when it has been answered or decided meanwhile."""
    referral = await referral_of(tx, fact)
    if not referral.asks_to_hold:
        return []
    problem = await problem_of(tx, referral.problem_id)
    until = await _held_until(tx, referral, problem.language)
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "hold_asked", lambda: letters.hold_asked(problem, referral, until, link))


async def held(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Whoever did not say so: the company, when it had asked for a later start itself; else the department."""
    referral = await referral_of(tx, fact)
    if referral.status is not ReferralStatus.HELD:
        return []
    problem = await problem_of(tx, referral.problem_id)
    until = {language: await _held_until(tx, referral, language) for language in Language}
    link, own = follow_address(base_url, problem.reference), f"{base_url}/inbox/{referral.id}"
    if fact.payload.get("by") == "department":
        return to_poster(problem, "held", lambda: letters.held(problem, referral, until[problem.language], link))
    return to_people(
        await _holders(tx, referral),
        "hold_agreed",
        lambda who: letters.hold_agreed(who.name, referral, until[who.language], own),
    )


async def hold_refused(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    due = {language: await due_words(tx, referral, language) for language in Language}
    link = f"{base_url}/inbox/{referral.id}"
    return to_people(
        await _holders(tx, referral),
        "hold_refused",
        lambda who: letters.hold_refused(who.name, referral, due[who.language], link),
    )


async def woken(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    problem = await problem_of(tx, referral.problem_id)
    due = {language: await due_words(tx, referral, language) for language in Language}
    link, own = follow_address(base_url, problem.reference), f"{base_url}/inbox/{referral.id}"
    told = to_people(
        await _holders(tx, referral), "woken", lambda who: letters.woken(who.name, referral, due[who.language], own)
    )
    return told + to_poster(
        problem, "taken_up", lambda: letters.woken_for_poster(problem, referral, due[problem.language], link)
    )


async def called_in(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    by = await routing.by_id(tx, UUID(fact.payload["by"]))
    assert by is not None
    due = {language: await due_words(tx, referral, language) for language in Language}
    link, reason = f"{base_url}/inbox/{referral.id}", fact.payload["reason"]
    return to_people(
        await contacts_of(tx, referral),
        "called_in",
        lambda who: letters.called_in(who.name, referral, by.unit_code, reason, due[who.language], link),
    )


async def divided(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Once for all parts, with who has each."""
    problem = await problem_of(tx, fact.subject_id)
    calendar = await departments.work_calendar(tx)
    parts: list[str] = []
    with speaking(problem.language):
        for part in await linked_to(tx, problem.id):
            if part.relation is Relation.PART and part.unit:
                due = day_in_words(part.due_at, calendar, tx.now) if part.due_at else ""
                parts.append(letters.part_in_words(part.title, within(part.unit), due))
    reason, link = fact.payload["reason"], follow_address(base_url, problem.reference)
    return to_poster(problem, "divided", lambda: letters.divided(problem, parts, reason, link))


async def joined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    older = await problem_of(tx, UUID(fact.payload["into"]))
    link = follow_address(base_url, older.reference)
    return to_poster(problem, "joined", lambda: letters.joined(problem, older, fact.payload["reason"], link))


HEARERS: dict[str, Hearer] = {
    "referral.hold_asked": hold_asked,
    "referral.held": held,
    "referral.hold_refused": hold_refused,
    "referral.woken": woken,
    "referral.called_in": called_in,
    "problem.divided": divided,
    "problem.joined": joined,
}
