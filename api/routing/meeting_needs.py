"""What courses seek and what companies bring, laid side by side: by their words, and by whom the words lead to."""

from math import sqrt
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.language import Language
from api.routing.matching import Router, read_text
from api.routing.need import Need
from db import outbox
from db.database import Transaction

FITS = 0.3
LEADING = 5  # departments that say what a text is about
SHOWN = 4
NEEDS_AT_MOST, PROBLEMS_AT_MOST = 500, 300


class Heard(NamedTuple):
    """A text for comparing: its features and the departments it leads to, each together of length 1."""

    words: dict[str, float]
    leads_to: list[float]
    by_word: dict[str, dict[str, float]]


class Fit(NamedTuple):
    score: float
    words: list[str]


class _Text(msgspec.Struct, frozen=True):
    id: UUID
    title: str
    description: str
    language: Language


class FittingProblem(msgspec.Struct, frozen=True):
    """A problem that fits what a course seeks, as far as its teacher may see it."""

    problem_id: UUID
    reference: str
    title: str
    language: Language
    organisation_name: str
    score: float
    words: list[str]


class FittingNeed(msgspec.Struct, frozen=True):
    need_id: UUID
    title: str
    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    course_code: str | None
    term: str | None
    owner_name: str
    score: float
    words: list[str]


class _Met(msgspec.Struct, frozen=True):
    need_id: UUID
    problem_id: UUID


OPEN_NEEDS = "select id, title, description, language from need where status = 'open' order by id desc limit $1"
NEED_TEXT = "select id, title, description, language from need where id = $1 and status = 'open'"
PROBLEM_TEXT = "select id, title, description, language from problem where id = $1"

# What a teacher may meet: what lies or has lain with the department, and what is open for students anywhere.
PROBLEMS_FOR = """
select p.id, p.title, p.description, p.language from problem p
where p.status in ('waiting', 'engaged') and (
    exists (select 1 from referral r join need n on n.unit_id = r.unit_id where r.problem_id = p.id and n.id = $1)
    or exists (select 1 from engagement e where e.problem_id = p.id and e.status = 'open'))
order by p.id desc limit $2
"""

KEEP = """
insert into need_match (need_id, problem_id, score, words, found_at) values ($1, $2, $3, $4, $5)
on conflict (need_id, problem_id) do update set score = excluded.score, words = excluded.words
"""
FORGET = "delete from need_match where need_id = $1 and told_at is null"

# Told once, and not before the department has it: what a teacher may not see is not told.
TO_TELL = """
update need_match m set told_at = $2 from need n
where n.id = m.need_id and n.status = 'open' and m.problem_id = $1 and m.told_at is null and exists (
    select 1 from referral r where r.problem_id = m.problem_id and r.unit_id = n.unit_id)
returning m.need_id, m.problem_id
"""
KNOWN_ALREADY = "update need_match set told_at = $2 where need_id = $1 and told_at is null"

FITTING = """
select p.id as problem_id, p.reference, p.title, p.language, o.name as organisation_name, m.score, m.words
from need_match m join need n on n.id = m.need_id join problem p on p.id = m.problem_id
join organisation o on o.id = p.organisation_id
where m.need_id = $1 and p.status in ('waiting', 'engaged') and (
    exists (select 1 from referral r where r.problem_id = p.id and r.unit_id = n.unit_id)
    or exists (select 1 from engagement e where e.problem_id = p.id and e.status = 'open'))
order by m.score desc, p.id desc limit 20
"""

NEEDS_OF_PROBLEM = """
select n.id as need_id, n.title, n.unit_id, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en, n.course_code, n.term, w.name as owner_name, m.score, m.words
from need_match m join need n on n.id = m.need_id join unit u on u.id = n.unit_id join person w on w.id = n.owner_id
where m.problem_id = $1 and n.status = 'open' order by m.score desc, n.id limit 6
"""


def hear(router: Router, text: _Text) -> Heard:
    _read, language, words = read_text(text.title, text.description, text.language)
    english = language is Language.ENGLISH
    scores = router.fit(words, len(text.title), english=english).scores[: len(router.profiles)]
    line = sorted(scores)[-LEADING] if len(scores) >= LEADING else 0.0
    leading = [score if score >= line else 0.0 for score in scores]
    length = sqrt(sum(score * score for score in leading)) or 1.0
    by_word = {word.text: router.heard([word], 0, english=english) for word in words}
    heard = router.heard(words, len(text.title), english=english)
    return Heard(heard, [score / length for score in leading], by_word)


def fit(need: Heard, problem: Heard) -> Fit:
    """Half what both say, half where both lead; and the problem's own words that say it."""
    said = sum(value * problem.words[feature] for feature, value in need.words.items() if feature in problem.words)
    leads = sum(one * other for one, other in zip(need.leads_to, problem.leads_to, strict=True))
    told = {
        word: sum(value * need.words.get(feature, 0.0) for feature, value in features.items())
        for word, features in problem.by_word.items()
    }
    best = sorted((word for word in told if told[word] > 0.05), key=lambda word: (-told[word], word))[:SHOWN]
    return Fit(min(1.0, round((said + leads) / 2, 4)), best)


async def meet_problem(tx: Transaction, router: Router, problem_id: UUID) -> int:
    """A problem that has found its way, beside everything that courses seek; how many it fits."""
    problem = await tx.row(_Text, PROBLEM_TEXT, problem_id)
    needs = await tx.rows(_Text, OPEN_NEEDS, NEEDS_AT_MOST)
    if problem is None or not needs:
        return 0
    heard, found = hear(router, problem), 0
    for need in needs:
        result = fit(hear(router, need), heard)
        if result.score >= FITS:
            await tx.run(KEEP, need.id, problem_id, result.score, result.words, tx.now)
            found += 1
    await tell(tx, problem_id)
    return found


async def meet_need(tx: Transaction, router: Router, need_id: UUID) -> int:
    """What a course seeks, beside what is there already: it stands on the page, and no mail tells of it."""
    need = await tx.row(_Text, NEED_TEXT, need_id)
    if need is None:
        return 0
    await tx.run(FORGET, need_id)
    heard, found = hear(router, need), 0
    for problem in await tx.rows(_Text, PROBLEMS_FOR, need_id, PROBLEMS_AT_MOST):
        result = fit(heard, hear(router, problem))
        if result.score >= FITS:
            await tx.run(KEEP, need_id, problem.id, result.score, result.words, tx.now)
            found += 1
    await tx.run(KNOWN_ALREADY, need_id, tx.now)
    return found


async def tell(tx: Transaction, problem_id: UUID) -> int:
    """Each teacher once of each problem, as soon as it lies with their department."""
    met = await tx.rows(_Met, TO_TELL, problem_id, tx.now)
    for one in met:
        await outbox.put(tx, "need.met", one.need_id, problem_id=str(one.problem_id))
    return len(met)


def sees_problems(actor: Actor, need: Need) -> bool:
    return actor.person_id == need.owner_id or actor.speaks_for(need.unit_id, Role.CONTACT, Role.TEACHER, Role.HEAD)


async def fitting(tx: Transaction, need_id: UUID) -> list[FittingProblem]:
    """The best first."""
    return await tx.rows(FittingProblem, FITTING, need_id)


async def sought_by(tx: Transaction, problem_id: UUID) -> list[FittingNeed]:
    """Which courses seek such a problem: a reason to let them have it."""
    return await tx.rows(FittingNeed, NEEDS_OF_PROBLEM, problem_id)
