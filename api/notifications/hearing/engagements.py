"""Who hears of engagements."""

from api.accounts import person
from api.accounts.person import Person
from api.engagements import queries as engagements
from api.engagements.claim import Claim
from api.language import _, within
from api.notifications.hearing.addressing import Hearer, follow_address, problem_of, to_people, to_poster
from api.notifications.letters import engagements as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact


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
    return to_people(
        await _supervisor(tx, claim),
        "claim_submitted",
        lambda who: letters.claim_submitted(who.name, claim.engagement_title, names, link),
    )


async def claim_offered(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    link = f"{base_url}/engagements/{claim.engagement_reference}"
    people = await _students(tx, claim)
    return to_people(people, "claim_offered", lambda who: letters.claim_offered(who.name, claim.engagement_title, link))


async def claim_accepted(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    names, link = ", ".join(claim.members), f"{base_url}/engagements/{claim.engagement_reference}"
    return to_people(
        await _supervisor(tx, claim),
        "claim_accepted",
        lambda who: letters.claim_accepted(who.name, claim.engagement_title, names, link),
    )


async def claim_declined(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    claim = await _claim(tx, fact)
    link = f"{base_url}/projects"
    return to_people(
        await _students(tx, claim),
        "claim_declined",
        lambda who: letters.claim_declined(
            who.name, claim.engagement_title, _(claim.reason) if claim.reason else "", link
        ),
    )


async def engagement_started(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    problem = await problem_of(tx, engagement.problem_id)
    unit, link = within(engagement.unit_name, problem.language), follow_address(base_url, problem.reference)
    return to_poster(problem, "work_started", lambda: letters.work_started(problem, engagement.title, unit, link))


async def engagement_completed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    problem = await problem_of(tx, engagement.problem_id)
    summary, link = engagement.outcome_summary or "", f"{base_url}/problems/new"
    return to_poster(
        problem, "work_completed", lambda: letters.work_completed(problem, engagement.title, summary, link)
    )


HEARERS: dict[str, Hearer] = {
    "claim.submitted": claim_submitted,
    "claim.offered": claim_offered,
    "claim.accepted": claim_accepted,
    "claim.declined": claim_declined,
    "engagement.started": engagement_started,
    "engagement.completed": engagement_completed,
}
