"""What a contact needs to see of one referral to answer it: gathered here, shown by `routing/referral.html`."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from babel.dates import format_date
from litestar import Request

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.accounts.person import Person
from api.departments import capacity
from api.departments import queries as departments
from api.departments.setting import settings_of
from api.departments.term import next_terms
from api.departments.unit import FormOfUse, Unit, UnitKind
from api.engagements.usual import Usual, suggested_reason, suggested_relevance, usual
from api.errors import NotFound
from api.language import _, later, many, spoken, within
from api.notifications.dates import LOCALES
from api.problems import queries as problems
from api.problems.attachment_routes import AttachmentsShown, attachments_seen
from api.problems.problem import Problem, ProblemStatus
from api.problems.representation import ProblemShown, StepShown
from api.problems.routes import show
from api.routing import meeting_needs, past, queries, rules
from api.routing.matching import Router as Matching
from api.routing.meeting_needs import FittingNeed
from api.routing.past import PastProblem
from api.routing.queries import OtherProblem
from api.routing.ranking import Evidence, Outcome
from api.routing.referral import TRANSITIONS, Origin, Referral, ReferralStatus
from db.database import Transaction
from frontend.pages.engagement_words import credits_in_words, outcome_in_words, term_in_words
from frontend.rendering import Typed, paragraphs

OTHERS_AT_MOST = 6
WORDS_AT_MOST = 4

ANSWERS = {
    "acceptance": ReferralStatus.ACCEPTED,
    "redirection": ReferralStatus.REDIRECTED,
    "question": ReferralStatus.ASKED,
    "decline": ReferralStatus.DECLINED,
}

ORIGINS = {
    Origin.ROUTED: later("No department stood out by the words alone, so it came here."),
    Origin.REDIRECTED: later("Another department passed it on."),
    Origin.DESK: later("The broker desk sent it here."),
    Origin.FALLBACK: later("Every department it lay with has said no."),
    Origin.ONWARD: later("The department that had it before did not answer."),
    Origin.RETURNED: later("You took it on, and no students chose it."),
    Origin.CALLED_IN: later("Another department has it, and asks you to take a part."),
    Origin.SPLIT: later("It is a part of a larger problem that was split."),
}

Pieces = list[tuple[str, bool]]


class Offered(msgspec.Struct, frozen=True):
    """A department that it could be passed on to, the words that speak for it, and whether it lies there too."""

    unit: Unit
    words: list[str]
    has_it: bool


class ReferralPage(msgspec.Struct, frozen=True):
    """`may` names the answers that this reader can give now; `came` is who sent it, where a person or a rule did."""

    referral: Referral
    problem: ProblemShown
    files: AttachmentsShown
    contact_name: str
    not_before: str
    title: Pieces
    text: list[Pieces]
    came: str
    sent_by: StepShown | None
    may: frozenset[str]
    decision: StepShown | None
    is_desk: bool
    others: list[OtherProblem]
    before: list[PastProblem]
    colleagues: list[Person]
    capacity: capacity.Told
    unit_forms: list[FormOfUse]
    questions: list[str]
    sought: list[FittingNeed]
    offered: list[Offered]
    faculties: list[tuple[str, list[tuple[str, str]]]]
    terms: list[tuple[str, str]]


def words_of(referral: Referral) -> list[str]:
    """The company's words that led here, each once, the heaviest first."""
    return _once(referral.because)


def _once(because: Iterable[Evidence]) -> list[str]:
    said: dict[str, str] = {}
    for evidence in because:
        said.setdefault(evidence.text.casefold(), evidence.text)
    return list(said.values())[:WORDS_AT_MOST]


def split_at_words(text: str, because: Iterable[Evidence]) -> Pieces:
    """The text in pieces, each with whether it is one of the words that led here. Together they are the text."""
    words = sorted({evidence.text for evidence in because if evidence.text.strip()}, key=len, reverse=True)
    if not words:
        return [(text, False)]
    patterns = (r"\s+".join(map(re.escape, word.split())) for word in words)
    pieces: Pieces = []
    end = 0
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", text, re.IGNORECASE):
        pieces += [(text[end : match.start()], False), (match.group(), True)]
        end = match.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def answers_open_to(actor: Actor, referral: Referral) -> frozenset[str]:
    following = TRANSITIONS[referral.status] if referral.is_open else frozenset[ReferralStatus]()
    possible = {name for name, status in ANSWERS.items() if status in following}
    if not rules.may_triage(actor, referral):
        possible &= {"redirection"}
    if referral.unit_kind is UnitKind.DESK:
        possible -= {"acceptance"}
    return frozenset(possible)


async def gather(tx: Transaction, request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> ReferralPage:
    referral = await queries.by_id(tx, referral_id)
    if referral is None or not rules.may_move_on(actor, referral):
        raise NotFound
    problem = await problems.by_id(tx, referral.problem_id)
    assert problem is not None
    shown = await show(tx, problem)
    today = tx.now.date()
    units = await departments.departments(tx, today)
    # The same reading as `problems.rules.may_see`, so that no title shows whose page would not open.
    seen = None if actor.has(Role.DESK) else sorted(actor.units_as(Role.CONTACT, Role.TEACHER))
    sent_by = next((s for s in shown.steps if s.verb == "referral.redirected" and s.at == referral.created_at), None)
    return ReferralPage(
        referral=referral,
        problem=shown,
        files=await attachments_seen(tx, actor, problem),
        contact_name=problem.contact_name,
        not_before=_day(problem.earliest_start) if problem.earliest_start else "",
        title=split_at_words(referral.title, referral.because),
        text=[split_at_words(part, referral.because) for part in paragraphs(referral.description)],
        came="" if referral.origin is Origin.ROUTED and referral.because else _(ORIGINS[referral.origin]),
        sent_by=sent_by if referral.origin is Origin.REDIRECTED else None,
        may=answers_open_to(actor, referral),
        decision=_decision(referral, shown.steps),
        is_desk=referral.unit_kind is UnitKind.DESK,
        others=await queries.others_of(tx, referral.organisation_id, referral.problem_id, seen, OTHERS_AT_MOST),
        before=await past.like_it(tx, referral.problem_id, seen),
        colleagues=await _colleagues(tx, actor, referral),
        capacity=await capacity.told(tx, referral.unit_id),
        unit_forms=await departments.forms_of(tx, referral.unit_id),
        questions=(await settings_of(tx, referral.unit_id)).values.questions,
        offered=await offered_for(tx, request, problem, units, referral.unit_id),
        faculties=by_faculty(units, referral),
        sought=await meeting_needs.sought_by(tx, problem.id),
        terms=[(term, term_in_words(term)) for term in next_terms(today)],
    )


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale=LOCALES[spoken()])


async def _colleagues(tx: Transaction, actor: Actor, referral: Referral) -> list[Person]:
    """Who else could answer for it, oneself first; nobody for a reader who does not answer there."""
    if not referral.is_open or not rules.may_triage(actor, referral):
        return []
    role = Role.DESK if referral.unit_kind is UnitKind.DESK else Role.CONTACT
    there = [one for one in await person.in_role(tx, role, referral.unit_id) if one.id != referral.holder_id]
    return sorted(there, key=lambda one: one.id != actor.person_id)


def _decision(referral: Referral, steps: list[StepShown]) -> StepShown | None:
    """Who did the last thing to this referral, in the history's own words; None while nobody has."""
    verb = f"referral.{referral.status.value}"
    mine = [step for step in steps if step.verb == verb and step.department == referral.unit_code]
    return mine[-1] if mine else None


async def offered_for(
    tx: Transaction, request: Request[Any, Any, Any], problem: Problem, units: list[Unit], here: UUID
) -> list[Offered]:
    """The router's other candidates, best first, but for those that have let it go."""
    matching: Matching = request.app.state.router
    ranking = matching.rank(problem.title, problem.description, problem.language, reader=spoken())
    if ranking.outcome is not Outcome.REFER:
        return []
    had = await queries.of_problem(tx, problem.id)
    holding = {r.unit_code for r in had if r.is_open or r.status is ReferralStatus.ACCEPTED}
    let_go = {r.unit_code for r in had} - holding
    by_code = {u.code: u for u in units if u.id != here and u.code not in let_go}
    return [
        Offered(by_code[c.code], _once(c.because), c.code in holding) for c in ranking.departments if c.code in by_code
    ]


def by_faculty(units: list[Unit], referral: Referral | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """All departments but the one it lies with, under their faculties, by name as the reader says it."""
    others = [unit for unit in units if referral is None or unit.id != referral.unit_id]
    grouped = groupby(others, key=lambda unit: unit.faculty_code)
    named = [(list(members)) for _code, members in grouped]
    faculties = [
        (str(members[0].faculty), sorted(((u.code, str(u.name)) for u in members), key=lambda pair: pair[1]))
        for members in named
    ]
    return sorted(faculties)


def first_acceptance(shown: ReferralPage, today: date, form_code: str) -> Typed:
    """The acceptance form before anybody has typed: what is usual, and two sentences to make one's own."""
    referral = shown.referral
    relevance = suggested_relevance(referral)
    typed = Typed(
        {
            "title": referral.reworded_title or referral.title,
            "summary": referral.reworded_text or referral.description,
            "relevance.work_life": relevance.work_life,
            "relevance.study": relevance.study,
        }
    )
    found = usual(referral, shown.unit_forms, today, form_code)
    if found is None:
        return typed
    return Typed(
        typed
        | {
            "form": found.form.code,
            "credits": "" if found.credits is None else f"{found.credits:g}",
            "term": found.term,
            "places.groups": str(found.places.groups),
            "places.group_size": str(found.places.group_size),
            "sum": _sum(found),
            "room": _room(shown.capacity, found),
        }
    )


def became(past_one: PastProblem) -> str:
    """What came of a problem like this, in a line."""
    if past_one.status is ProblemStatus.DECLINED:
        reason = _(past_one.reason) if past_one.reason else ""
        return _("Nobody took it on: %(reason)s", reason=reason) if reason else _("Nobody took it on.")
    if past_one.form is None or past_one.unit is None:
        return ""
    told = {"form": past_one.form, "unit": within(past_one.unit), "term": term_in_words(past_one.term or "")}
    said = _("%(form)s at %(unit)s, %(term)s.", **told)
    return f"{said} {outcome_in_words(past_one.outcome)}." if past_one.outcome else said


def _room(said: capacity.Told, found: Usual) -> str:
    """What is left of what the department has said that it can take; nothing where it has said nothing."""
    room = said.room_in(found.term, found.form.code)
    if said.is_full(found.term, found.form.code):
        return _("Full for that term.")
    return many("%(count)s place left.", "%(count)s places left.", room.left) if room else ""


def _sum(found: Usual) -> str:
    """All of it in one line, for whoever only confirms."""
    size = found.places.group_size
    parts = [
        str(found.form.name),
        "" if found.credits is None else credits_in_words(found.credits),
        term_in_words(found.term),
        many("one student", "one group of %(count)s", size),
    ]
    return ", ".join(part for part in parts if part)


def best_of(offered: list[Offered]) -> Unit | None:
    """The first that does not have it already."""
    return next((one.unit for one in offered if not one.has_it), None)


def first_redirection(shown: ReferralPage) -> Typed:
    """The department that their words speak for next, and a reason that holds wherever it goes."""
    reason = suggested_reason(shown.referral.language)
    fresh = best_of(shown.offered)
    return Typed({"department": fresh.code if fresh else "", "reason": reason})
