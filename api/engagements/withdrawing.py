"""The company withdraws what a department has taken on, as long as no student has a place in it."""

from api.accounts.actor import Actor
from api.engagements import queries
from api.engagements.engagement import Engagement, EngagementStatus
from api.engagements.progress import call_off
from api.errors import NotFound, WrongState
from api.language import _, later, within
from api.problems import queries as problems
from api.problems import rules
from api.problems.problem import Problem, ProblemStatus
from api.routing import answering
from api.routing.answering import Withdrawal
from db.database import Transaction


async def withdraw(tx: Transaction, actor: Actor, reference: str, withdrawal: Withdrawal) -> Problem:
    """Engagements are locked before the problem, as everywhere."""
    seen = await problems.by_reference(tx, reference)
    if seen is None or not rules.speaks_for_poster(actor, seen):
        raise NotFound
    going_on = [
        engagement
        for found in await queries.of_problem(tx, seen.id)
        if (engagement := await queries.by_id(tx, found.id, lock=True)) and _goes_on(engagement)
    ]
    problem = await problems.by_id(tx, seen.id, lock=True)
    if problem is None or problem.status is not ProblemStatus.ENGAGED:
        return await answering.withdraw(tx, actor, reference, withdrawal)
    if taken := next((e for e in going_on if not _is_free(e)), None):
        said = _(
            "Students have a place in it. Talk with %(name)s at %(unit)s, who can call it off.",
            name=taken.supervisor_name, unit=within(taken.unit_name),
        )  # fmt: skip
        raise WrongState(said, state=problem.status.value, allowed=[])
    author = answering.author_of(actor, problem)
    for engagement in going_on:
        await call_off(tx, author, engagement, reason=withdrawal.reason or later("withdrawn by the organisation"))
    return await answering.end_withdrawn(tx, author, problem, withdrawal)


def _goes_on(engagement: Engagement) -> bool:
    return engagement.status in (EngagementStatus.OPEN, EngagementStatus.RUNNING)


def _is_free(engagement: Engagement) -> bool:
    return engagement.status is EngagementStatus.OPEN and engagement.places_taken == 0
