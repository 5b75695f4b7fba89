"""Who hears of what is said between a company and its departments, and of the private link."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.language import Words, within
from api.notifications.hearing.addressing import (
    Hearer,
    contacts_of,
    follow_address,
    problem_of,
    referral_of,
    to_people,
    to_poster,
)
from api.notifications.letters import threads as letters
from api.notifications.mail import Letter
from api.problems import attachment
from api.problems import queries as problems
from api.problems.problem import Message, Problem
from api.routing import queries as routing
from api.routing import thread
from api.routing.referral import Referral
from db.database import Transaction
from db.outbox import Fact

PROBLEM_OF_MESSAGE = "select problem_id from message where id = $1"

SAID_OF_PLACE = (
    "select reason from history where subject_id = $1 and verb = 'referral.disputed' order by at desc limit 1"
)


async def _those_who_have_it(tx: Transaction, referral: Referral) -> list[Person]:
    """The holder, or where nobody holds it the unit's contacts; and who supervises what it has become."""
    holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
    return [*([holder] if holder else await contacts_of(tx, referral)), *await thread.supervisors(tx, referral.id)]


def _unit(said: Message) -> Words | None:
    if said.unit_nb is None:
        return None
    return Words(said.unit_nb, said.unit_nn or said.unit_nb, said.unit_en or said.unit_nb)


async def message_sent(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, UUID(str(await tx.value(PROBLEM_OF_MESSAGE, fact.subject_id))))
    said = next(m for m in await problems.messages(tx, problem.id) if m.id == fact.subject_id)
    files = [one.name for one in await attachment.of_problem(tx, problem.id) if one.message_id == said.id]
    link = follow_address(base_url, problem.reference)
    if not said.from_company:
        unit = _unit(said)
        named = within(unit, problem.language) if unit else ""
        return to_poster(problem, "message", lambda: letters.message_to_poster(problem, said, named, files, link))
    return await _to_staff(tx, problem, said, files, base_url)


async def _to_staff(tx: Transaction, problem: Problem, said: Message, files: list[str], base_url: str) -> list[Letter]:
    written: dict[str, Letter] = {}
    for referral in await routing.of_problem(tx, problem.id):
        if thread.has_it(referral) and said.referral_id in (None, referral.id):
            link = (
                f"{base_url}/inbox/{referral.id}" if referral.is_open else follow_address(base_url, problem.reference)
            )
            for letter in to_people(
                await _those_who_have_it(tx, referral), "message",
                lambda who, link=link: letters.message_to_staff(who.name, problem, said, files, link),
            ):  # fmt: skip
                written.setdefault(letter.recipient, letter)
    return list(written.values())


async def problem_revised(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    written: dict[str, Letter] = {}
    for referral in await routing.of_problem(tx, problem.id):
        if thread.has_it(referral):
            link = f"{base_url}/problems/{problem.reference}/changes"
            people = await _those_who_have_it(tx, referral)
            for letter in to_people(
                people, "reworded", lambda who, link=link: letters.reworded(who.name, problem, link)
            ):
                written.setdefault(letter.recipient, letter)
    return list(written.values())


async def referral_disputed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if not referral.is_open:
        return []
    words: str = await tx.value(SAID_OF_PLACE, referral.id)
    desk = await departments.desk(tx)
    people = [*await _those_who_have_it(tx, referral), *await person.in_role(tx, Role.DESK, desk.id)]
    link, once = f"{base_url}/inbox/{referral.id}", list({one.id: one for one in people}.values())
    return to_people(once, "wrong_place", lambda who: letters.wrong_place(who.name, referral, words, link))


async def link_code_issued(tx: Transaction, fact: Fact, _base_url: str) -> list[Letter]:
    problem, code = await problem_of(tx, fact.subject_id), fact.payload["code"]
    return to_poster(problem, "link_code", lambda: letters.link_code(problem, code))


async def link_renewed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    link = f"{follow_address(base_url, problem.reference)}?key={fact.payload['key']}"
    return to_poster(problem, "link_renewed", lambda: letters.link_renewed(problem, link))


async def problem_thanked(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    words, sender = fact.payload["text"], fact.payload["name"]
    people: list[Person] = []
    for referral in await routing.of_problem(tx, problem.id):
        if thread.has_it(referral):
            holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
            people += [*([holder] if holder else []), *await thread.all_supervisors(tx, referral.id)]
    link, once = follow_address(base_url, problem.reference), list({one.id: one for one in people}.values())
    return to_people(once, "thanks", lambda who: letters.thanks(who.name, problem, sender, words, link))


HEARERS: dict[str, Hearer] = {
    "message.sent": message_sent,
    "problem.revised": problem_revised,
    "referral.disputed": referral_disputed,
    "link.code_issued": link_code_issued,
    "link.renewed": link_renewed,
    "problem.thanked": problem_thanked,
}
