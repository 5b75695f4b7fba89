"""The departments in the words of those who ask, and the words that mean the same."""

from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.departments import contacts, queries
from api.departments.queries import UnitFound
from api.departments.reach import next_starts
from api.departments.rules import is_of, is_staff
from api.departments.setting import settings_of
from api.departments.succession import successors_of
from api.departments.unit import ConceptLabels, FormOfUse, Unit, UnitKind
from api.errors import NotFound
from api.language import Words, _, spoken
from api.oversight import metric
from api.oversight.metric import Metric, MetricName, Period
from api.reading import clean
from api.routing import need
from api.vocabulary.rules import speaks_for_words_of
from db.database import Transaction
from frontend.pages.need_words import need_line
from frontend.pages.oversight import value_in_words
from frontend.pages.partnerships import noon
from frontend.pages.people import LACKS
from frontend.rendering import page

WORDS_AT_FIRST = 12
LONGEST_SEARCH = 80


class SaidBoth(msgspec.Struct, frozen=True):
    """One thing: the department's own word for it, and what others say."""

    concept_id: UUID
    theirs: str
    yours: list[str]


def side_by_side(concepts: list[ConceptLabels]) -> list[SaidBoth]:
    """Those that are said in several ways come first: there the translation helps."""
    said = [SaidBoth(c.concept_id, labels[0], labels[1:]) for c in concepts for labels in [c.said_in(spoken())]]
    return sorted(said, key=lambda both: not both.yours)


def first_sentence(text: str) -> str:
    head, stop, _rest = text.partition(". ")
    return head + stop.strip() if stop else text


def by_faculty(units: list[UnitFound]) -> list[tuple[Words, list[UnitFound]]]:
    """They come in the order of their faculties."""
    found: list[tuple[Words, list[UnitFound]]] = []
    for _code, group in groupby(units, key=lambda unit: unit.faculty_code):
        members = list(group)
        if members[0].faculty:
            found.append((members[0].faculty, members))
    return found


def term_in_words(term: str) -> str:
    year, _dash, season = term.partition("-")
    return _("spring %(year)s", year=year) if season == "spring" else _("autumn %(year)s", year=year)


@get("/departments", include_in_schema=False)
async def departments(request: Request[Any, Any, Any], actor: Actor, q: str = "", campus: str = "") -> Response[str]:
    asked = clean(q)[:LONGEST_SEARCH]
    async with request.app.state.database.reading() as tx:
        today = tx.now.date()
        campuses = await queries.campuses(tx, today)
        found = await queries.search(tx, today, asked, campus if campus in campuses else "")
        return await page(
            tx, request, actor, "departments/departments.html", faculties=by_faculty(found), count=len(found),
            q=asked, campus=campus, campuses=[(place, place) for place in campuses], first_sentence=first_sentence,
        )  # fmt: skip


@get("/departments/{code:str}", include_in_schema=False)
async def department(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        unit = await queries.unit_by_code(tx, clean(code))
        if unit is None or unit.kind is not UnitKind.DEPARTMENT:
            raise NotFound
        today = tx.now.date()
        words = side_by_side(await queries.concepts_of(tx, unit.id))
        forms = [(form, next_starts(form, today)) for form in await queries.forms_of(tx, unit.id)]
        return await page(
            tx, request, actor, "departments/department.html", unit=unit,
            is_closed=unit.valid_to is not None and unit.valid_to <= today,
            examples=await queries.examples_of(tx, unit.id, spoken().value), words=words[:WORDS_AT_FIRST],
            more_words=words[WORDS_AT_FIRST:], forms=sorted(forms, key=_soonest), record=await _record(tx, unit.code),
            edits_words=speaks_for_words_of(actor, unit.id), promise=(await settings_of(tx, unit.id)).values,
            contacts=await person.in_role(tx, Role.CONTACT, unit.id), is_staff=is_staff(actor),
            is_own=is_of(actor, unit.id), lacks=await _lacks(tx, actor, unit),
            successors=await successors_of(tx, unit.id), needs=await need.open_ones(tx, unit.id, limit=10),
            need_line=need_line,
            noon=noon, term=term_in_words,
        )  # fmt: skip


def _soonest(form: tuple[FormOfUse, list[Any]]) -> tuple[bool, str]:
    """What has the nearest last day first; what can begin at any time last."""
    starts = form[1]
    return (not starts, starts[0].by.isoformat() if starts else form[0].code)


async def _lacks(tx: Transaction, actor: Actor, unit: Unit) -> list[str]:
    """Said to the department's own alone."""
    if not is_of(actor, unit.id) or (unit.valid_to and unit.valid_to <= tx.now.date()):
        return []
    return [_(LACKS[lack]) for lack in await contacts.lacks_of(tx, unit)]


async def _record(tx: Transaction, code: str) -> list[tuple[Metric, str]]:
    """How it has answered so far; empty while there is nothing to count."""
    names = (MetricName.TIME_TO_FIRST_ANSWER, MetricName.ANSWERED_IN_TIME)
    measured = [await metric.measure(tx, name, Period(department=code)) for name in names]
    return [(counted, value_in_words(counted)) for counted in measured if counted.denominator]


router = Router(path="/", route_handlers=[departments, department])
