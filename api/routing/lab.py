"""The lab: what other words or weights of a department would have done to last year's problems. Nothing is stored.

An answer comes within seconds, of the newest problems; asked the same again, the lab goes on with older ones.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Annotated, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.errors import Fault, Invalid, NotAllowed
from api.language import Language, _
from api.routing.matching import Router
from api.routing.ranking import Profile, ProfileConcept
from api.vocabulary.rules import speaks_for_words_of
from db.database import Transaction

YEAR = timedelta(days=365)
PROBLEMS_AT_MOST = 2000
SHOWN_AT_MOST = 200
PATIENCE = 1.6  # seconds for one answer, building the changed router included
AT_LEAST = 50  # problems at a time, however slow the machine
REMEMBERED = 8  # changes, with where each would have sent the problems tried so far

Label = Annotated[str, Meta(min_length=1, max_length=120)]

# $3: the units whose problems the reader may see, or null for all. What is strictly confidential counts for nobody
# else, so that no word can be tried out on it.
LAST_YEAR = """
select p.reference, p.title, p.description, p.language,
    $3::uuid[] is null or coalesce(said.mine, false) as is_shown, coalesce(said.right_codes, '{}') as right_codes,
    coalesce(said.wrong_codes, '{}') as wrong_codes
from problem p left join lateral (
    select bool_or(r.unit_id = any($3::uuid[])) as mine,
        array_agg(u.code) filter (where u.kind = 'department' and r.status <> 'redirected' and not r.wrong_place
            and (r.status = 'accepted' or r.redirected_from is not null)) as right_codes,
        array_agg(u.code) filter (where u.kind = 'department' and (r.status = 'redirected' or r.wrong_place))
            as wrong_codes
    from referral r join unit u on u.id = r.unit_id where r.problem_id = p.id
) as said on true
where p.confirmed_at > $1 and ($3::uuid[] is null or p.confidentiality <> 'strict' or coalesce(said.mine, false))
order by p.confirmed_at desc limit $2
"""

Asked = list[str]
Answers = dict[tuple[str, str, str], Asked]

_one_at_a_time = asyncio.Semaphore(1)
_answers: WeakKeyDictionary[Router, OrderedDict[bytes, Answers]] = WeakKeyDictionary()
_latest: WeakKeyDictionary[Router, tuple[bytes, Router]] = WeakKeyDictionary()


class LabTerm(msgspec.Struct, frozen=True):
    """A word that the department already says gets this weight; another one is added with it."""

    label: Label
    language: Language
    weight: Annotated[int, Meta(ge=1, le=3)] = 2


class LabChange(msgspec.Struct, frozen=True):
    """`removed` are words that the department would no longer say, in any language."""

    department: Annotated[str, Meta(min_length=1, max_length=12)]
    terms: Annotated[list[LabTerm], Meta(max_length=200)] = []
    removed: Annotated[list[Label], Meta(max_length=200)] = []


class LabProblem(msgspec.Struct, frozen=True):
    reference: str
    title: str
    description: str
    language: Language
    is_shown: bool
    right_codes: list[str]
    wrong_codes: list[str]


class Moved(msgspec.Struct, frozen=True):
    """A problem that would have been put in front of others; none are the broker desk."""

    reference: str
    title: str
    language: Language
    before: list[str] = msgspec.field(name="from")
    after: list[str] = msgspec.field(name="to")


class Figures(msgspec.Struct, frozen=True):
    """Over the problems of which people have said where they belong; None when there was nothing to count.

    Precision: of those put in front of the department, how many belonged there. Recall: of those that belonged there,
    how many were put in front of it. Redirects: how many it had to pass on.
    """

    precision: float | None
    recall: float | None
    redirects: int


class DepartmentFigures(msgspec.Struct, frozen=True):
    code: str
    before: Figures
    after: Figures


class Tried(msgspec.Struct, frozen=True):
    """`hidden` problems would have moved, too, and are not the reader's to see; `untried` are older than these."""

    department: str
    problems: int
    untried: int
    decided: int
    moved: list[Moved]
    hidden: int
    figures: list[DepartmentFigures]


class Bench(NamedTuple):
    problems: list[LabProblem]
    change: LabChange


async def prepare(tx: Transaction, actor: Actor, change: LabChange) -> Bench:
    """For the desk, and for those who speak for the department's words: last year's problems, newest first."""
    unit = await departments.unit_by_code(tx, change.department)
    if unit is None or unit.kind is not UnitKind.DEPARTMENT:
        raise Invalid([Fault("/department", _("There is no department with this code."))])
    if not speaks_for_words_of(actor, unit.id):
        raise NotAllowed(_("The department's own editors and contacts try out its words, and so does the desk."))
    mine = None if actor.has(Role.DESK) else sorted(actor.units_as(Role.CONTACT))
    return Bench(await last_year(tx, mine), change)


async def last_year(tx: Transaction, mine: list[UUID] | None) -> list[LabProblem]:
    return await tx.rows(LabProblem, LAST_YEAR, tx.now - YEAR, PROBLEMS_AT_MOST, mine)


async def try_out(router: Router, bench: Bench) -> Tried:
    """In a thread, and one at a time: this takes a second or two."""
    async with _one_at_a_time:
        until = time.monotonic() + PATIENCE
        return await asyncio.to_thread(replay, router, bench.problems, bench.change, lambda: time.monotonic() < until)


def replay(
    router: Router, every: Sequence[LabProblem], change: LabChange, goes_on: Callable[[], bool] = lambda: True
) -> Tried:
    """What is remembered, a few more, and then as many as `goes_on` allows."""
    profile = next((profile for profile in router.profiles if profile.code == change.department), None)
    if profile is None:
        raise Invalid([Fault("/department", _("There is no department with this code."))])
    named = msgspec.json.encode(change)
    latest, changed = _latest.get(router, (b"", router))
    if latest != named:
        changed = router.with_profile(changed_by(profile, change))
        _latest[router] = named, changed
    was, now = _answered(router, b""), _answered(router, named)
    asked: list[tuple[Asked, Asked]] = []
    new = 0
    for problem in every:
        text = (problem.title, problem.description, problem.language.value)
        if text not in was or text not in now:
            if new >= AT_LEAST and not goes_on():
                break
            new += 1
            if text not in was:
                was[text] = _asked(router, problem)
            now[text] = _asked(changed, problem)
        asked.append((was[text], now[text]))
    problems = every[: len(asked)]
    moved = [
        (problem, before, after)
        for problem, (before, after) in zip(problems, asked, strict=True)
        if set(before) != set(after)
    ]
    shown = [
        Moved(problem.reference, problem.title, problem.language, before, after)
        for problem, before, after in moved
        if problem.is_shown
    ]
    told = {code for problem in problems for code in (*problem.right_codes, *problem.wrong_codes)}
    touched = {code for _problem, before, after in moved for code in set(before) ^ set(after)}
    figures = [
        DepartmentFigures(
            code,
            _figures(code, problems, [before for before, _after in asked]),
            _figures(code, problems, [after for _before, after in asked]),
        )
        for code in (change.department, *sorted((touched & told) - {change.department}))
    ]
    decided = sum(bool(problem.right_codes or problem.wrong_codes) for problem in problems)
    hidden, untried = len(moved) - len(shown), len(every) - len(problems)
    return Tried(change.department, len(problems), untried, decided, shown[:SHOWN_AT_MOST], hidden, figures)


def _answered(router: Router, change: bytes) -> Answers:
    """What is known already; the change that was tried longest ago is forgotten, and no change never is."""
    known = _answers.setdefault(router, OrderedDict([(b"", {})]))
    found = known.setdefault(change, {})
    known.move_to_end(change)
    while len(known) > REMEMBERED:
        known.pop(next(tried for tried in known if tried))
    return found


def changed_by(profile: Profile, change: LabChange) -> Profile:
    removed = {label.casefold() for label in change.removed}
    weights = {(term.language, term.label.casefold()): term for term in change.terms}
    met: set[tuple[Language, str]] = set()
    concepts: list[ProfileConcept] = []
    for concept in profile.concepts:
        labels = {
            language: [label for label in said if label.casefold() not in removed]
            for language, said in concept.labels.items()
        }
        hit = {(language, label.casefold()) for language, said in labels.items() for label in said} & weights.keys()
        met |= hit
        weight = max((float(weights[key].weight) for key in hit), default=concept.weight)
        if any(labels.values()):
            concepts.append(ProfileConcept(labels, weight))
    concepts += [
        ProfileConcept({term.language: [term.label]}, term.weight) for key, term in weights.items() if key not in met
    ]
    return msgspec.structs.replace(profile, concepts=concepts)


def _asked(router: Router, problem: LabProblem) -> Asked:
    return [found.code for found in router.rank(problem.title, problem.description, problem.language).to_ask]


def _figures(code: str, problems: Sequence[LabProblem], asked: Iterable[Sequence[str]]) -> Figures:
    hits = misses = belonging = 0
    for problem, codes in zip(problems, asked, strict=True):
        belonging += code in problem.right_codes
        if code in codes:
            hits += code in problem.right_codes
            misses += code in problem.wrong_codes
    return Figures(hits / (hits + misses) if hits + misses else None, hits / belonging if belonging else None, misses)
