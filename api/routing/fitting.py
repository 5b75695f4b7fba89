"""Learning as a scheduled verb: from the decisions of these years, adopted only when a part held back says so.

Before that, a department that gains at another's cost there gains half as much, again and again, and at last nothing.
"""

import asyncio
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from api.accounts.actor import PROGRAM, Actor
from api.language import Language
from api.routing import models
from api.routing.learning import Decision, Lesson, learn, learnt_of, lessons_of
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.matching import Router
from api.routing.models import Replayed
from api.routing.profiles import read_profiles
from api.routing.ranking import Profile
from db.database import Transaction

LEARNING = 7_270_002
NEW_ENOUGH = 20  # decisions since the last fit, before there is anything new to say
REMEMBERED = timedelta(days=3 * 365)
DECISIONS_AT_MOST = 10_000
HELD_BACK = 5  # one in so many
HALVED = 3  # times, before a department that still takes from another gains nothing

# Made-up problems teach nothing; the desk can be where a problem did not belong, and never where it did.
DECISIONS = """
select p.id::text as problem, p.title, p.description, p.language, coalesce(s.code, u.code) as code,
    case when r.status = 'redirected' or r.wrong_place then 'wrong' else 'right' end as verdict,
    coalesce(r.decided_at, r.created_at) as at
from referral r join problem p on p.id = r.problem_id join unit u on u.id = r.unit_id
left join unit s on s.id = u.successor_id
where (r.status in ('accepted', 'redirected') or r.redirected_from is not null or r.wrong_place)
    and coalesce(r.decided_at, r.created_at) > $1 and not p.demo
    and (u.kind = 'department' or r.status = 'redirected')
order by coalesce(r.decided_at, r.created_at) desc limit $2
"""

LAST_FIT = "select max(fitted_at) from routing_model"

SINCE = """
select count(*) from (
    select 1 from referral r join problem p on p.id = r.problem_id
    where (r.status in ('accepted', 'redirected') or r.redirected_from is not null or r.wrong_place)
        and coalesce(r.decided_at, r.created_at) > $1 and not p.demo limit 1000
) as counted
"""

ALONE = "select pg_try_advisory_xact_lock($1)"


class Fitted(NamedTuple):
    learnt: Learnt
    examples: int
    figures: dict[str, Replayed]


async def learn_from_decisions(tx: Transaction) -> int:
    """1 when something was fitted, whether or not it was taken into use; 0 while too little is new."""
    last = await tx.value(LAST_FIT) or tx.now - REMEMBERED
    if await tx.value(SINCE, last) < NEW_ENOUGH:
        return 0
    return int(await fit(tx, PROGRAM) is not None)


async def fit(tx: Transaction, actor: Actor) -> tuple[Fitted, bool] | None:
    """What was fitted and whether it is in use now; None when the decisions teach nothing, or another fit is at work.

    The work is done in a thread: whoever else this process serves goes on.
    """
    if not await tx.value(ALONE, LEARNING):
        return None
    decisions = await tx.rows(Decision, DECISIONS, tx.now - REMEMBERED, DECISIONS_AT_MOST)
    profiles = (await read_profiles(tx, tx.now.date())).every
    before = await models.adopted_weights(tx)
    fitted = await asyncio.to_thread(fitted_from, profiles, lessons_of(decisions), before)
    if fitted.learnt is NOTHING_LEARNT:
        return None
    return fitted, await models.keep(tx, actor, fitted.learnt, fitted.examples, fitted.figures)


def fitted_from(profiles: Sequence[Profile], lessons: Sequence[Lesson], before: Learnt) -> Fitted:
    taught, held_back = part(lessons)
    learnt = learn(Router(profiles), taught)
    if learnt is NOTHING_LEARNT:
        return Fitted(learnt, len(taught), {})
    was = Router(profiles, learnt=before)
    learnt = sparing(profiles, learnt, was, held_back)
    if learnt is NOTHING_LEARNT:
        return Fitted(learnt, len(taught), {})
    return Fitted(learnt, len(taught), replay(held_back, was, Router(profiles, learnt=learnt)))


def sparing(profiles: Sequence[Profile], learnt: Learnt, before: Router, held_back: Sequence[Lesson]) -> Learnt:
    """As much of it as leaves every department its own: of what was held back, nobody misses more than before."""
    for number in range(HALVED + 1):
        takers = _takers(held_back, before, Router(profiles, learnt=learnt)) & learnt.weights.keys()
        if not takers:
            break
        part = 0.5 if number < HALVED else 0.0
        learnt = weaker(learnt, takers, part)
    return learnt


def weaker(learnt: Learnt, codes: Collection[str], part: float) -> Learnt:
    rows = {
        code: {form: round(part * weight, 5) for form, weight in row.items()} if code in codes else row
        for code, row in learnt.weights.items()
    }
    return learnt_of(rows)


def _takers(lessons: Iterable[Lesson], before: Router, after: Router) -> set[str]:
    """Who now comes first on what belongs to a department that misses more of its own than before."""
    missed: Counter[tuple[Language, str]] = Counter()
    taken: dict[tuple[Language, str], set[str]] = defaultdict(set)
    for lesson in lessons:
        was, now = _first(lesson, before), _first(lesson, after)
        for code in lesson.right:
            missed[lesson.language, code] += (was in lesson.right) - (now in lesson.right)
            if was in lesson.right and now is not None and now not in lesson.right:
                taken[lesson.language, code].add(now)
    return {taker for own, more in missed.items() if more > 0 for taker in taken[own]}


def _first(lesson: Lesson, router: Router) -> str | None:
    found = router.rank(lesson.title, lesson.description, lesson.language).departments
    return found[0].code if found else None


def part(lessons: Iterable[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """What is learnt from, and a fifth of each language that is held back: the same problems every time."""
    sides: tuple[list[Lesson], list[Lesson]] = ([], [])
    for lesson in lessons:
        digest = hashlib.sha256(f"{lesson.language.value} {lesson.problem}".encode()).digest()
        sides[digest[0] % HELD_BACK == 0].append(lesson)
    return sides


def replay(lessons: Iterable[Lesson], before: Router, after: Router) -> dict[str, Replayed]:
    """By language, of those for which somebody said where they belong."""
    by_language: dict[Language, list[tuple[float, float, float, float]]] = defaultdict(list)
    missed: dict[Language, Counter[str]] = defaultdict(Counter)
    for lesson in lessons:
        if lesson.right:
            was, now = _met(lesson, before), _met(lesson, after)
            by_language[lesson.language].append((*was, *now))
            for code in lesson.right:
                missed[lesson.language][code] += int(was[0] - now[0])
    figures: dict[str, Replayed] = {}
    for language, rows in sorted(by_language.items()):
        top_before, recall_before, top_after, recall_after = (
            sum(column) / len(rows) for column in zip(*rows, strict=True)
        )
        worse = sorted(code for code, more in missed[language].items() if more > 0)
        figures[language.value] = Replayed(len(rows), top_before, top_after, recall_before, recall_after, worse)
    return figures


def _met(lesson: Lesson, router: Router) -> tuple[float, float]:
    ranking = router.rank(lesson.title, lesson.description, lesson.language)
    codes = [candidate.code for candidate in ranking.departments][:3]
    return float(codes[:1] != [] and codes[0] in lesson.right), len(lesson.right & set(codes)) / len(lesson.right)
