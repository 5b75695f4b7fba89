"""How far a problem has come: each function tells the story up to a point, by the verbs that people use."""

from typing import Any

from api.accounts import person
from api.accounts.actor import Actor
from api.departments import queries as departments
from api.engagements import claiming, opening, progress
from api.engagements.claim import Claim, Claiming
from api.engagements.engagement import Acceptance, Completion, Engagement, Places, Relevance
from api.language import Language
from api.problems import queries as problems
from api.problems import submission
from api.problems.lifecycle import move
from api.problems.problem import PostedContact, PostedOrganisation, Posting, Problem, ProblemStatus
from api.problems.submission import Submitted
from api.routing import queries as routing
from api.routing.referral import Origin, Referral
from api.routing.referring import refer
from db.database import Transaction
from tests.people import actor_of, contact_address, student_address

TITLE = "Counting salmon lice from underwater pictures"
DESCRIPTION = (
    "We film salmon in our net pens and count lice by hand. We would like machine learning on the pictures to count "
    "them for us, so that we treat the fish only when we have to."
)


def posting(**changes: Any) -> Posting:
    """What a fish farmer writes; `email`, `contact`, `home` and `org_number` are shortcuts into its parts."""
    organisation = PostedOrganisation(changes.pop("home", "Laks i Nord AS"), changes.pop("org_number", None))
    contact = PostedContact(changes.pop("contact", "Kari Nordmann"), changes.pop("email", "kari@laks.example"))
    told = {"title": TITLE, "description": DESCRIPTION, "organisation": organisation, "contact": contact, **changes}
    return Posting(**told)


def as_json(**changes: Any) -> dict[str, Any]:
    """The same as a JSON body."""
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "organisation": {"name": "Laks i Nord AS"},
        "contact": {"name": "Kari Nordmann", "email": "kari@laks.example"},
        **changes,
    }


def acceptance_json(**changes: Any) -> dict[str, Any]:
    relevance = {"work_life": "Farmers treat fish only when they must.", "study": "Computer vision on hard pictures."}
    return {
        "form": "thesis",
        "level": "master",
        "credits": 30,
        "term": "2027-spring",
        "relevance": relevance,
        **changes,
    }


def acceptance(**changes: Any) -> Acceptance:
    told: dict[str, Any] = {
        "form": "thesis",
        "credits": 30.0,
        "term": "2027-spring",
        "relevance": Relevance("Farmers treat fish only when they must.", "Computer vision on hard pictures."),
        "places": Places(2, 2),
    }
    return Acceptance(**{**told, **changes})


async def post(tx: Transaction, actor: Actor, **changes: Any) -> Submitted:
    return await submission.submit(tx, actor, posting(**changes), language=Language.ENGLISH)


async def posted_by_member(tx: Transaction, email: str = "bedrift@example.org", **changes: Any) -> Problem:
    """By somebody who is signed in, so it is submitted at once."""
    actor = await actor_of(tx, email)
    made = await post(tx, actor, **{"email": email, "contact": actor.name, "home": "Fjordfisk AS", **changes})
    found = await problems.by_id(tx, made.id)
    assert found is not None
    return found


async def referred_to(tx: Transaction, *codes: str, **changes: Any) -> list[Referral]:
    """In front of these units (the desk is `DESK`), as if the matching had found them."""
    problem = await posted_by_member(tx, **changes)
    await move(tx, problem, ProblemStatus.WAITING)
    found: list[Referral] = []
    for code in codes:
        unit = await departments.unit_by_code(tx, code)
        assert unit is not None
        program = Actor(name="Brobygger")
        (referral_id,) = await refer(tx, program, problem, unit, Origin.ROUTED, reason="the words fit")
        referral = await routing.by_id(tx, referral_id)
        assert referral is not None
        found.append(referral)
    return found


async def opened_at(tx: Transaction, code: str = "IDI", **changes: Any) -> Engagement:
    """Accepted by the department's contact, with two places for groups of two unless told otherwise."""
    (referral,) = await referred_to(tx, code)
    return await opening.accept(tx, await actor_of(tx, contact_address(code)), referral.id, acceptance(**changes))


async def claimed_by(tx: Transaction, engagement: Engagement, number: int, **changes: Any) -> Claim:
    student = await actor_of(tx, student_address(number))
    told: dict[str, Any] = {"motivation": "I grew up on a fish farm.", **changes}
    return await claiming.claim(tx, student, engagement.reference, Claiming(**told))


async def taken_by(tx: Transaction, engagement: Engagement, number: int) -> Claim:
    """Claimed, offered and accepted."""
    claim = await claimed_by(tx, engagement, number)
    await claiming.offer(tx, await actor_of(tx, contact_address(engagement.unit_code)), claim.id)
    return await claiming.accept(tx, await actor_of(tx, student_address(number)), claim.id)


async def running_at(tx: Transaction, code: str = "IDI", **changes: Any) -> Engagement:
    engagement = await opened_at(tx, code, **changes)
    await taken_by(tx, engagement, 1)
    return await progress.start(tx, await actor_of(tx, contact_address(code)), engagement.reference)


async def completed_at(tx: Transaction, code: str = "IDI", **changes: Any) -> Engagement:
    engagement = await running_at(tx, code, **changes)
    completion = Completion("prototype", "Lice are counted within five percent.", 900)
    return await progress.complete(tx, await actor_of(tx, contact_address(code)), engagement.reference, completion)


async def problem_of(tx: Transaction, engagement: Engagement) -> Problem:
    found = await problems.by_id(tx, engagement.problem_id)
    assert found is not None
    return found


async def person_named(tx: Transaction, email: str) -> person.Person:
    found = await person.by_email(tx, email)
    assert found is not None
    return found
