"""Who hears of referrals."""

from uuid import UUID

from api.accounts import person, preference, session
from api.accounts.person import Person
from api.engagements import answering_by_mail
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
from api.routing import queries as routing
from api.routing.answer_link import Offer
from api.routing.referral import Origin, Referral, ReferralStatus
from db.database import Transaction
from db.outbox import Fact


def _quoted(referral: Referral) -> str:
    """The words that led to the referral, between the quotation marks of the language that is spoken."""
    return ", ".join(_("“%(words)s”", words=evidence.text) for evidence in referral.because[:4])


# Whether the company has been written to of the newest answer of this kind.
TOLD = """
select exists (
    select 1 from mail m where m.fact_id = (
        select max(o.id) from outbox o where o.subject_id = $1 and o.topic = 'referral.' || $2))
"""


async def _still(tx: Transaction, fact: Fact, status: ReferralStatus) -> Referral | None:
    """None when the answer was taken back meanwhile; locked, so that it is not while the letter is written."""
    referral = await routing.by_id(tx, fact.subject_id, lock=True)
    return referral if referral is not None and referral.status is status else None


async def referral_created(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await referral_of(tx, fact)
    if not referral.is_open or referral.digest_at is not None:
        return []
    if referral.origin is Origin.CALLED_IN:
        return []  # `referral.called_in` tells them who asks, and why
    link = f"{base_url}/inbox/{referral.id}"
    due = {language: await due_words(tx, referral, language) for language in Language}
    people = await preference.hearing_at_once(tx, await contacts_of(tx, referral), referral.holder_id)
    offers = {who.id: await _offers(tx, referral, who, base_url) for who in people}
    return to_people(
        people,
        "new_referral",
        lambda who: letters.new_referral(
            who.name, referral, _quoted(referral), due[who.language], link, offers[who.id]
        ),
    )


async def _offers(tx: Transaction, referral: Referral, who: Person, base_url: str) -> dict[Offer, str]:
    actor = await session.find_by_person(tx, who.id)
    issued = await answering_by_mail.issue(tx, referral, actor) if actor else {}
    return {offer: f"{base_url}/answer/{token}" for offer, token in issued.items()}


async def digest_gathered(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Those of the day's new problems that still wait, in one letter to each contact who has no letter of their own."""
    found = [await routing.by_id(tx, UUID(referral_id)) for referral_id in fact.payload["referrals"].split()]
    new = [referral for referral in found if referral and referral.is_open]
    if not new:
        return []
    due = {language: [(referral, await due_words(tx, referral, language)) for referral in new] for language in Language}
    return to_people(
        await preference.hearing_at_once(tx, await contacts_of(tx, new[0]), new[0].holder_id),
        "digest",
        lambda who: letters.digest(who.name, due[who.language], f"{base_url}/inbox"),
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
    referral = await _still(tx, fact, ReferralStatus.ACCEPTED)
    if referral is None:
        return []
    problem = await problem_of(tx, referral.problem_id)
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "accepted", lambda: letters.accepted(problem, referral, link))


async def referral_declined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    referral = await _still(tx, fact, ReferralStatus.DECLINED)
    if referral is None:
        return []
    problem = await problem_of(tx, referral.problem_id)
    ended = problem.status is ProblemStatus.DECLINED
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "declined", lambda: letters.declined(problem, referral, ended, link))


async def referral_undone(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Only when the company knows of the answer that was taken back, and the unit has not answered anew."""
    referral = await referral_of(tx, fact)
    was = ReferralStatus(fact.payload["was"])
    if referral.status is not ReferralStatus.WAITING or not await tx.value(TOLD, referral.id, was.value):
        return []
    problem = await problem_of(tx, referral.problem_id)
    due, link = await due_words(tx, referral, problem.language), follow_address(base_url, problem.reference)
    return to_poster(
        problem, "undone", lambda: letters.undone(problem, referral, was is ReferralStatus.ACCEPTED, due, link)
    )


async def referral_taken(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Only the one who was chosen, and not by themselves."""
    referral = await referral_of(tx, fact)
    chosen = fact.payload["holder"]
    if not referral.is_open or str(referral.holder_id) != chosen or chosen == fact.payload["by"]:
        return []
    holder = await person.by_id(tx, UUID(chosen))
    if holder is None:
        return []
    due, link = await due_words(tx, referral, holder.language), f"{base_url}/inbox/{referral.id}"
    by = fact.payload["name"]
    return to_people([holder], "taken", lambda who: letters.taken(who.name, referral, by, due, link))


HEARERS: dict[str, Hearer] = {
    "referral.created": referral_created,
    "digest.gathered": digest_gathered,
    "referral.asked": referral_asked,
    "referral.answered": referral_answered,
    "referral.accepted": referral_accepted,
    "referral.declined": referral_declined,
    "referral.undone": referral_undone,
    "referral.taken": referral_taken,
}
