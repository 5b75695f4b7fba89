"""The lab: what other words or weights of a department would have done to last year's problems. Nothing is stored."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

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

_one_at_a_time = asyncio.Semaphore(1)


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
    """`hidden` problems would have moved, too, and are not the reader's to see."""

    department: str
    problems: int
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
    """In a thread, and one at a time: this may take seconds."""
    async with _one_at_a_time:
        return await asyncio.to_thread(replay, router, bench.problems, bench.change)


def replay(router: Router, problems: Sequence[LabProblem], change: LabChange) -> Tried:
    profile = next((profile for profile in router.profiles if profile.code == change.department), None)
    if profile is None:
        raise Invalid([Fault("/department", _("There is no department with this code."))])
    changed = router.with_profile(changed_by(profile, change))
    asked = [(_asked(router, problem), _asked(changed, problem)) for problem in problems]
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
    return Tried(change.department, len(problems), decided, shown[:SHOWN_AT_MOST], len(moved) - len(shown), figures)


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


def _asked(router: Router, problem: LabProblem) -> list[str]:
    return [found.code for found in router.rank(problem.title, problem.description, problem.language).to_ask]


def _figures(code: str, problems: Sequence[LabProblem], asked: Iterable[Sequence[str]]) -> Figures:
    hits = misses = belonging = 0
    for problem, codes in zip(problems, asked, strict=True):
        belonging += code in problem.right_codes
        if code in codes:
            hits += code in problem.right_codes
            misses += code in problem.wrong_codes
    return Figures(hits / (hits + misses) if hits + misses else None, hits / belonging if belonging else None, misses)
