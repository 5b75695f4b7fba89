"""Who hears of what the clock has done. Whatever has been answered meanwhile is not told any more."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.language import Language, within
from api.notifications.hearing.addressing import (
    Hearer,
    contacts_of,
    due_words,
    follow_address,
    lies_with,
    problem_of,
    referral_of,
    to_people,
    to_poster,
)
from api.notifications.letters import waiting as letters
from api.notifications.mail import Letter
from api.problems import queries as problems
from api.routing import queries as routing
from api.routing.referral import Referral, ReferralStatus
from db.database import Transaction
from db.outbox import Fact


async def _holder(tx: Transaction, referral: Referral) -> list[Person]:
    holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
    return [holder] if holder else await contacts_of(tx, referral)


def _one(who: Person | None) -> list[Person]:
    return [who] if who else []


async def _those_above(tx: Transaction, referral: Referral) -> list[Person]:
    """The unit's head and first contact, and the desk; for what the desk owes, whoever answers for the institution."""
    if referral.unit_kind is UnitKind.DESK:
        return [*await person.in_role(tx, Role.ADMIN, None), *await person.in_role(tx, Role.PARTNERSHIP, None)]
    desk = await departments.desk(tx)
    heads = await person.in_role(tx, Role.HEAD, referral.unit_id)
    return [*heads, *(await contacts_of(tx, referral))[:1], *await person.in_role(tx, Role.DESK, desk.id)]


async def referral_reminded(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if referral.status is not ReferralStatus.WAITING:
        return []
    link = f"{base_url}/inbox/{referral.id}"
    due = {language: await due_words(tx, referral, language) for language in Language}
    return to_people(
        await _holder(tx, referral),
        "due_soon",
        lambda who: letters.due_soon(who.name, referral, due[who.language], link),
    )


async def referral_escalated(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Not to the one who has just been handed it: they have a letter of their own."""
    referral = await referral_of(tx, fact)
    above = [one for one in await _those_above(tx, referral) if one.id != referral.holder_id]
    people = above if await _was_handed_over(tx, referral) else [*await _holder(tx, referral), *above]
    link = f"{base_url}/inbox/{referral.id}"
    once = list({one.id: one for one in people}.values())
    return to_people(once, "overdue", lambda who: letters.overdue(who.name, referral, link))


async def _was_handed_over(tx: Transaction, referral: Referral) -> bool:
    return len(await contacts_of(tx, referral)) > 1


async def referral_substituted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if not referral.is_open:
        return []
    before = await person.by_id(tx, UUID(fact.payload["from"])) if "from" in fact.payload else None
    after = await person.by_id(tx, UUID(fact.payload["to"]))
    link, name = f"{base_url}/inbox/{referral.id}", before.name if before else ""
    return [
        *to_people(_one(after), "taken_over", lambda who: letters.taken_over(who.name, referral, name, link)),
        *to_people(_one(before), "handed_on", lambda who: letters.handed_on(who.name, referral, link)),
    ]


async def referral_lapsed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    link = f"{base_url}/inbox/{referral.id}"
    return to_people(await _holder(tx, referral), "lapsed", lambda who: letters.lapsed(who.name, referral, link))


async def problem_sent_onward(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    lies = await lies_with(tx, problem)
    before = await routing.by_id(tx, UUID(fact.payload["from"]))
    if lies is None or before is None:
        return []
    silent, link = within(before.unit_name, problem.language), follow_address(base_url, problem.reference)
    return to_poster(problem, "went_on", lambda: letters.went_on(problem, silent, *lies, link))


async def referral_renewed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    problem = await problem_of(tx, referral.problem_id)
    lies = await lies_with(tx, problem)
    link = follow_address(base_url, problem.reference)
    if lies is None:
        return []
    return to_poster(problem, "still_looking", lambda: letters.still_looking(problem, *lies, link))


async def referral_asked_again(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if referral.status is not ReferralStatus.ASKED or referral.moves_on_at is None:
        return []
    problem = await problem_of(tx, referral.problem_id)
    said = await problems.messages(tx, problem.id)
    questions = [m.body for m in said if m.referral_id == referral.id and m.kind == "question"]
    calendar = await departments.work_calendar(tx)
    days = max(calendar.working_days_between(tx.now, referral.moves_on_at), 1)
    text, link = questions[-1] if questions else "", follow_address(base_url, problem.reference)
    return to_poster(problem, "asked_again", lambda: letters.asked_again(problem, referral, text, days, link))


async def referral_resumed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if referral.status is not ReferralStatus.WAITING:
        return []
    problem = await problem_of(tx, referral.problem_id)
    due = {language: await due_words(tx, referral, language) for language in Language}
    inbox, link = f"{base_url}/inbox/{referral.id}", follow_address(base_url, problem.reference)
    told = to_people(
        await _holder(tx, referral),
        "decide_without",
        lambda who: letters.decide_without(who.name, referral, due[who.language], inbox),
    )
    said = due[problem.language]
    return told + to_poster(
        problem, "deciding_without", lambda: letters.deciding_without(problem, referral, said, link)
    )


HEARERS: dict[str, Hearer] = {
    "referral.reminded": referral_reminded,
    "referral.escalated": referral_escalated,
    "referral.substituted": referral_substituted,
    "referral.lapsed": referral_lapsed,
    "problem.sent_onward": problem_sent_onward,
    "referral.renewed": referral_renewed,
    "referral.asked_again": referral_asked_again,
    "referral.resumed": referral_resumed,
}
