"""Who hears of engagements."""

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.engagements import queries as engagements
from api.engagements.claim import Claim, ClaimStatus
from api.engagements.engagement import Engagement, EngagementStatus
from api.language import _, within
from api.notifications.hearing.addressing import Hearer, follow_address, lies_with, problem_of, to_people, to_poster
from api.notifications.letters import engagements as letters
from api.notifications.mail import Letter
from api.problems.problem import ProblemStatus
from api.routing import queries as routing
from db.database import Transaction
from db.outbox import Fact

HOPING = (ClaimStatus.SUBMITTED, ClaimStatus.OFFERED, ClaimStatus.ACCEPTED)


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


async def engagement_cancelled(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """The company and the students who had a place; the supervisor, too, when no person did it.

    What the company itself has withdrawn is told as that, and an acceptance that was taken back as that.
    """
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    problem = await problem_of(tx, engagement.problem_id)
    referral = await routing.by_id(tx, engagement.referral_id)
    if problem.status is ProblemStatus.WITHDRAWN or referral is None or referral.is_open:
        return []
    reason = engagement.ending_reason or ""
    unit, link = within(engagement.unit_name, problem.language), follow_address(base_url, problem.reference)
    lies = await lies_with(tx, problem)
    told = to_poster(
        problem, "called_off", lambda: letters.called_off(problem, engagement.title, unit, _(reason), lies, link)
    )
    found = [await person.by_email(tx, one.email) for one in await engagements.participants(tx, engagement.id)]
    students, more = [one for one in found if one], f"{base_url}/projects"
    told += to_people(
        students, "place_lost", lambda who: letters.place_lost(who.name, engagement.title, _(reason), more)
    )
    if fact.payload.get("by") == "program":
        page = f"{base_url}/engagements/{engagement.reference}"
        people = await _answering_for(tx, engagement, 1)
        told += to_people(people, "nobody_chose", lambda who: letters.nobody_chose(who.name, engagement.title, page))
    return told


async def _answering_for(tx: Transaction, engagement: Engagement, nudge: int) -> list[Person]:
    """The supervisor; from the second time on the first contact, from the third on the desk."""
    supervisor = await person.by_id(tx, engagement.supervisor_id)
    people = [supervisor] if supervisor else []
    if nudge > 1 or not people:
        people += (await person.in_role(tx, Role.CONTACT, engagement.unit_id))[:1]
    if nudge > 2:
        people += await person.in_role(tx, Role.DESK, (await departments.desk(tx)).id)
    return list({one.id: one for one in people}.values())


async def engagement_reminded(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    engagement = await engagements.by_id(tx, fact.subject_id)
    assert engagement is not None
    people = await _answering_for(tx, engagement, int(fact.payload["nudge"]))
    link, title = f"{base_url}/engagements/{engagement.reference}", engagement.title
    if engagement.status is EngagementStatus.OPEN:
        hoping = [claim for claim in await engagements.claims_of(tx, engagement.id) if claim.status in HOPING]
        names = ", ".join(dict.fromkeys(name for claim in hoping for name in claim.members))
        return to_people(people, "students_wait", lambda who: letters.students_wait(who.name, title, names, link))
    if engagement.status is EngagementStatus.RUNNING:
        told = (engagement.organisation_name, engagement.supervisor_name)
        return to_people(
            people, "how_does_it_stand", lambda who: letters.how_does_it_stand(who.name, title, *told, link)
        )
    return []


async def problem_withdrawn(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Those who had it until then: holders, and supervisors of what was open for students."""
    problem = await problem_of(tx, fact.subject_id)
    left = [r for r in await routing.of_problem(tx, problem.id) if r.decided_at == problem.ended_at]
    used = [e for e in await engagements.of_problem(tx, problem.id) if e.ended_at == problem.ended_at]
    ids = [r.holder_id for r in left if r.holder_id] + [e.supervisor_id for e in used]
    found = [await person.by_id(tx, person_id) for person_id in dict.fromkeys(ids)]
    reason, link = next((r.reason for r in left if r.reason), ""), f"{base_url}/problems/{problem.reference}"
    return to_people(
        [one for one in found if one], "withdrawn", lambda who: letters.withdrawn(who.name, problem, _(reason), link)
    )


HEARERS: dict[str, Hearer] = {
    "claim.submitted": claim_submitted,
    "claim.offered": claim_offered,
    "claim.accepted": claim_accepted,
    "claim.declined": claim_declined,
    "engagement.cancelled": engagement_cancelled,
    "engagement.reminded": engagement_reminded,
    "problem.withdrawn": problem_withdrawn,
    "engagement.started": engagement_started,
    "engagement.completed": engagement_completed,
}
