"""A unit that stays silent loses the problem, and the problem goes on: to the next best department, or the desk."""

from datetime import date
from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import PROGRAM, Role
from api.departments import queries as departments
from api.departments.unit import Unit
from api.language import later
from api.problems import queries as problems
from api.problems.problem import Problem, ProblemStatus
from api.routing import queries
from api.routing.ranking import Candidate
from api.routing.referral import Origin, Referral, ReferralStatus
from api.routing.referring import is_held, keep_from_falling, passed_over, refer
from api.routing.triage import decide
from db import outbox
from db.database import Transaction


class _Ranked(msgspec.Struct, frozen=True):
    version: str
    candidates: list[Candidate]


class _Unit(msgspec.Struct, frozen=True):
    unit_id: UUID


async def lapse(tx: Transaction, referral: Referral) -> None:
    await decide(tx, PROGRAM, referral, ReferralStatus.LAPSED, reason=later("no answer came in time"))
    problem = await problems.by_id(tx, referral.problem_id, lock=True)
    assert problem is not None
    if await send_onward(tx, problem):
        await outbox.put(tx, "problem.sent_onward", problem.id, **{"from": str(referral.id)})


async def send_onward(tx: Transaction, problem: Problem) -> list[UUID]:
    """To the best of those the matching thought of that has not had it; nowhere while somebody holds it."""
    if problem.status is not ProblemStatus.WAITING or await is_held(tx, problem.id):
        return []
    reason = later("the department before did not answer")
    ranked = await tx.row(_Ranked, queries.RANKING_OF, problem.id)
    tried = {row.unit_id for row in await tx.rows(_Unit, queries.UNITS_TRIED, problem.id)}
    for candidate in ranked.candidates if ranked else []:
        unit = await departments.unit_by_code(tx, candidate.code)
        if unit and unit.id not in tried and await _can_answer(tx, problem, unit, tx.now.date()):
            version = ranked.version if ranked else ""
            return await refer(
                tx, PROGRAM, problem, unit, Origin.ONWARD, reason=reason, found=candidate, version=version
            )
    return await keep_from_falling(tx, problem, reason=reason)


async def _can_answer(tx: Transaction, problem: Problem, unit: Unit, on: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= on
    goes_on = unit.valid_to is None or unit.valid_to > on
    if not begun or not goes_on or not await person.present(tx, Role.CONTACT, unit.id, on):
        return False
    return not await passed_over(tx, problem, unit)
