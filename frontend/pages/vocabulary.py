"""The dictionary: which words mean the same, who says them, and the forms of those who may change them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments.unit import Unit
from api.errors import Conflict, Invalid, NotFound, WrongState
from api.history.words import sentence
from api.identity import require_signed_in
from api.language import OWN_NAMES, _, within
from api.paging import cursor_after, key_of
from api.reading import clean, read
from api.vocabulary import editing, queries, rules
from api.vocabulary.concept import EDITED, SHIPPED, ConceptRevision, NewConcept, TermGiven
from api.vocabulary.routes import department_id
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.vocabulary_words import Told, changes_in_words, lines, source_in_words, weights
from frontend.rendering import by_field, page

A_PAGE = 40
LONGEST_SEARCH = 80
LANGUAGES = [(language.value, name) for language, name in OWN_NAMES.items()]
WORD_LISTS = ("nb", "nn", "en")


class Shown(msgspec.Struct, frozen=True):
    """What is shown again after a form was refused: which form, what was typed, and what was wrong with it."""

    form: str = ""
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    notice: str = ""
    status: int = 200


def _as_sent(typed: dict[str, Any]) -> dict[str, Any]:
    """A word a line becomes a list of words."""
    sent = {name: value for name, value in typed.items() if isinstance(value, str)}
    return {name: lines(value) if name in WORD_LISTS else value for name, value in sent.items()}


def _faulty(form: str, typed: dict[str, Any], fault: Invalid) -> Shown:
    """A fault in one word of a list is told at the list."""
    errors: dict[str, str] = {}
    for name, said in by_field(fault.faults).items():
        errors.setdefault(name.partition(".")[0], said)
    return Shown(form, typed, errors, status=422)


@get("/vocabulary", include_in_schema=False)
async def dictionary(
    request: Request[Any, Any, Any], actor: Actor, q: str = "", source: str = "", cursor: str = ""
) -> Response[str]:
    asked, after = clean(q)[:LONGEST_SEARCH], key_of(cursor, tuple[str, UUID])
    async with request.app.state.database.reading() as tx:
        sources = await queries.sources(tx)
        wanted = source if source in {known.code for known in sources} else ""
        found = await queries.dictionary(tx, asked, wanted, after, A_PAGE + 1)
        last = found[A_PAGE - 1] if len(found) > A_PAGE else None
        kept = {"q": asked, "source": wanted}
        onward = "/vocabulary?" + urlencode({**kept, "cursor": cursor_after(last.name, last.id)}) if last else None
        return await page(
            tx, request, actor, "vocabulary/dictionary.html", entries=found[:A_PAGE], onward=onward, q=asked,
            source=wanted, sources=[(s.code, source_in_words(s.code, s.name)) for s in sources if s.concepts],
            is_start=after is None, units=request.app.state.units, own=(SHIPPED, EDITED), may_add=rules.may_add(actor),
        )  # fmt: skip


def _own_units(request: Request[Any, Any, Any], actor: Actor) -> list[Unit]:
    units: dict[str, Unit] = request.app.state.units
    return [unit for unit in units.values() if rules.speaks_for_words_of(actor, unit.id)]


async def _show(
    tx: Transaction, request: Request[Any, Any, Any], actor: Actor, concept_id: UUID, shown: Shown
) -> Response[str]:
    concept = await queries.by_id(tx, concept_id)
    if concept is None:
        raise NotFound
    said_by = await queries.said_by(tx, concept_id)
    own = {unit.code for unit in _own_units(request, actor)}
    return await page(
        tx, request, actor, "vocabulary/concept.html", status=shown.status, typed=shown.typed, errors=shown.errors,
        form=shown.form, notice_said=shown.notice, concept=concept, said_by=said_by, own=own, weights=weights(),
        tongues=[(code, name, getattr(concept, f"labels_{code}")) for code, name in LANGUAGES], tongue_names=LANGUAGES,
        neighbours=await queries.links(tx, concept_id), also=await queries.also_called(tx, concept_id),
        source_name=source_in_words, may_change=rules.may_change(actor, await queries.units_saying(tx, concept_id)),
        may_add=rules.may_add(actor),
        to_give=[(u.code, str(u.name)) for u in _own_units(request, actor)
                 if u.code not in {said.unit_code for said in said_by}],
        changes=[_told(request, change) for change in await queries.changes(tx, concept_id)],
    )  # fmt: skip


def _told(request: Request[Any, Any, Any], change: queries.Change) -> Told:
    units: dict[str, Unit] = request.app.state.units
    unit = units.get(change.unit_code or "")
    name = within(unit.name) if unit else change.unit_code
    said = sentence(change.verb, actor=change.actor_name, unit=name)
    reason = "" if change.reason == editing.NO_REASON else _(change.reason)
    return Told(said, change.at, reason, changes_in_words(change.detail))


@get("/vocabulary/{concept_id:uuid}", include_in_schema=False)
async def concept(request: Request[Any, Any, Any], actor: Actor, concept_id: UUID) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await _show(tx, request, actor, concept_id, Shown())


async def _again(request: Request[Any, Any, Any], actor: Actor, concept_id: UUID, shown: Shown) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await _show(tx, request, actor, concept_id, shown)


@post("/vocabulary/{concept_id:uuid}", status_code=200, include_in_schema=False)
async def revise(request: Request[Any, Any, Any], actor: Actor, concept_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        revision = read(ConceptRevision, _as_sent(typed), strict=False)
        async with request.app.state.database.transaction() as tx:
            await editing.revise(tx, actor, concept_id, revision)
    except Invalid as fault:
        return await _again(request, actor, concept_id, _faulty("words", typed, fault))
    except (Conflict, WrongState) as fault:
        return await _again(request, actor, concept_id, Shown("words", typed, notice=fault.said, status=409))
    return see_other(f"/vocabulary/{concept_id}")


@post("/vocabulary/{concept_id:uuid}/departments", status_code=200, include_in_schema=False)
async def give(request: Request[Any, Any, Any], actor: Actor, concept_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    code, form = str(typed.get("department", "")), str(typed.get("form", ""))
    try:
        given = read(TermGiven, _as_sent(typed), strict=False)
        async with request.app.state.database.transaction() as tx:
            await editing.give(tx, actor, await department_id(tx, code), concept_id, given)
    except Invalid as fault:
        return await _again(request, actor, concept_id, _faulty(form, typed, fault))
    except WrongState as fault:
        return await _again(request, actor, concept_id, Shown(form, typed, notice=fault.said, status=409))
    return see_other(f"/vocabulary/{concept_id}#{code}")


@post("/vocabulary/{concept_id:uuid}/departments/{code:str}/removal", status_code=200, include_in_schema=False)
async def take_away(request: Request[Any, Any, Any], actor: Actor, concept_id: UUID, code: str) -> Response[Any]:
    require_signed_in(actor)
    reason = clean(str((await typed_into(request)).get("reason", "")))[:500]
    async with request.app.state.database.transaction() as tx:
        await editing.take_away(tx, actor, await department_id(tx, code), concept_id, reason)
    return see_other(f"/vocabulary/{concept_id}")


async def _new_page(request: Request[Any, Any, Any], actor: Actor, department: str, shown: Shown) -> Response[str]:
    if not rules.may_add(actor):
        require_signed_in(actor)
        raise NotFound
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "vocabulary/new.html", status=shown.status, typed=shown.typed, errors=shown.errors,
            tongue_names=LANGUAGES, units=[(u.code, str(u.name)) for u in _own_units(request, actor)],
            department=department, weights=weights(),
        )  # fmt: skip


@get("/vocabulary/new", include_in_schema=False)
async def new(request: Request[Any, Any, Any], actor: Actor, department: str = "") -> Response[str]:
    return await _new_page(request, actor, clean(department), Shown())


@post("/vocabulary", status_code=200, include_in_schema=False)
async def add(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    """The words, and in the same transaction the department that works with them, where one is named."""
    require_signed_in(actor)
    typed = await typed_into(request)
    code = str(typed.get("department", ""))
    try:
        words = read(NewConcept, _as_sent(typed), strict=False)
        async with request.app.state.database.transaction() as tx:
            made = await editing.add(tx, actor, words)
            if code:
                given = read(TermGiven, {"weight": typed.get("weight", ""), "reason": words.reason}, strict=False)
                await editing.give(tx, actor, await department_id(tx, code), made.id, given)
    except Invalid as fault:
        return await _new_page(request, actor, code, _faulty("words", typed, fault))
    return see_other(f"/vocabulary/{made.id}")


router = Router(path="/", route_handlers=[dictionary, new, add, concept, revise, give, take_away])
