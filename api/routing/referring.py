"""Putting a problem in front of units: by the matching first, then wherever people send it; never nowhere."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts.actor import PROGRAM, Actor
from api.departments import capacity
from api.departments import queries as departments
from api.departments.calendar import WorkCalendar
from api.departments.setting import UnitSettings, settings_of
from api.departments.unit import Unit
from api.history import history
from api.language import _, later, speaking
from api.organisations import vouching
from api.problems import queries as problems
from api.problems.lifecycle import move
from api.problems.problem import TRANSITIONS, Problem, ProblemStatus
from api.routing import digesting, queries
from api.routing.matching import Router
from api.routing.ranking import Candidate, Outcome, Ranking
from api.routing.referral import Origin
from api.routing.standing_in import whoever_is_there
from db import outbox
from db.database import Transaction
from db.ids import new_id


class _Open(msgspec.Struct, frozen=True):
    open: int
    accepted: int


async def route(tx: Transaction, problem_id: UUID, router: Router) -> list[UUID]:
    """Referrals of a newly submitted problem; none when it has been routed or withdrawn meanwhile."""
    problem = await problems.by_id(tx, problem_id, lock=True)
    if problem is None or ProblemStatus.WAITING not in TRANSITIONS[problem.status]:
        return []
    if problem.status is not ProblemStatus.SUBMITTED:
        return []
    ranking = router.rank(problem.title, problem.description, problem.language)
    await move(tx, problem, ProblemStatus.WAITING)
    await tx.run(queries.KEEP_RANKING, problem.id, ranking.version, msgspec.to_builtins(ranking.departments), tx.now)
    referred: list[UUID] = []
    desk_first = await vouching.waits_for_the_desk(tx, problem.organisation_id)
    if ranking.outcome is Outcome.REFER and not desk_first:
        reason = later("the words of the problem fit this department")
        for candidate, unit in await _with_room(tx, problem, ranking):
            referred += await refer(
                tx, PROGRAM, problem, unit, Origin.ROUTED, reason=reason, found=candidate, version=ranking.version
            )
    if not referred:
        unknown = later("we don't know the organisation yet, so the broker desk has a look before departments do")
        unfit = later("no department fits clearly, so people who know the whole university look at it")
        full = later("those that it fits are full, so people who know the whole university look at it")
        reason = unknown if desk_first else full if ranking.outcome is Outcome.REFER else unfit
        referred = await refer(
            tx, PROGRAM, problem, await departments.desk(tx), Origin.ROUTED, reason=reason, version=ranking.version
        )
    await outbox.put(tx, "problem.routed", problem.id)
    return referred


async def _with_room(tx: Transaction, problem: Problem, ranking: Ranking) -> list[tuple[Candidate, Unit]]:
    """Those to ask; in the place of one that is full, the next best that is not."""
    asked = ranking.to_ask
    found: list[tuple[Candidate, Unit]] = []
    for candidate in [*asked, *(other for other in ranking.departments if other not in asked)]:
        if len(found) == len(asked):
            break
        unit = await departments.unit_by_code(tx, candidate.code)
        if unit is not None and not await passed_over(tx, problem, unit):
            found.append((candidate, unit))
    return found


async def passed_over(tx: Transaction, problem: Problem, unit: Unit) -> bool:
    """Whether the unit has no room in the term that the problem would come in; then that stands among its steps."""
    term = await capacity.full_for(tx, unit, problem.wanted, problem.earliest_start)
    if term is None:
        return False
    with speaking(problem.language):
        year, _dash, season = term.partition("-")
        spring = season == "spring"
        reason = _("full for spring %(year)s", year=year) if spring else _("full for autumn %(year)s", year=year)
    await history.record(
        tx, PROGRAM, "problem.passed_over", problem.id, reason=reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=unit.id, detail={"term": term},
    )  # fmt: skip
    return True


async def refer(
    tx: Transaction,
    actor: Actor,
    problem: Problem,
    unit: Unit,
    origin: Origin,
    *,
    reason: str,
    version: str = "person",
    found: Candidate | None = None,
    redirected_from: UUID | None = None,
    called_in_by: UUID | None = None,
) -> list[UUID]:
    """The new referral, alone in a list; empty when the problem lies there already."""
    chosen = (await settings_of(tx, unit.id)).values
    calendar = await departments.work_calendar(tx)
    reply_due, decision_due = promised(tx.now, chosen, calendar)
    holders = await whoever_is_there(tx, unit.id, unit.kind)
    referral_id = new_id()
    added = await tx.run(
        queries.INSERT, referral_id, problem.id, unit.id, holders[0].id if holders else None, origin,
        found.score if found else 0.0, found.confidence if found else 0.0,
        msgspec.to_builtins(found.because) if found else [], version, tx.now, reply_due, decision_due, redirected_from,
        called_in_by,
    )  # fmt: skip
    if not added:
        return []
    await tx.run(digesting.PUT_OFF, referral_id, digesting.digest_at(tx.now, reply_due, chosen, calendar))
    await history.record(
        tx, actor, "problem.referred", referral_id, reason=reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=unit.id,
    )  # fmt: skip
    await outbox.put(tx, "referral.created", referral_id)
    return [referral_id]


async def due_dates(tx: Transaction, start: datetime, unit_id: UUID) -> tuple[datetime, datetime]:
    """When a named first reply and a decision are due, by what the unit promises."""
    return promised(start, (await settings_of(tx, unit_id)).values, await departments.work_calendar(tx))


def promised(start: datetime, chosen: UnitSettings, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    decision_days = max(chosen.decision_days, chosen.reply_days)
    return calendar.due_after(start, chosen.reply_days), calendar.due_after(start, decision_days)


async def is_held(tx: Transaction, problem_id: UUID) -> bool:
    """Some unit has it in front of it, or has accepted it."""
    left = await tx.row(_Open, queries.OPEN_COUNT_OF_PROBLEM, problem_id)
    return left is not None and bool(left.open or left.accepted)


async def keep_from_falling(tx: Transaction, problem: Problem, *, reason: str) -> list[UUID]:
    """A problem that no unit holds any longer goes to the desk; nothing happens while somebody holds it."""
    if problem.status is not ProblemStatus.WAITING or await is_held(tx, problem.id):
        return []
    return await refer(tx, PROGRAM, problem, await departments.desk(tx), Origin.FALLBACK, reason=reason)
