"""JSON door of the vocabulary: concepts, and which departments work with them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, patch, post, put
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.errors import Conflict, NotFound
from api.history.words import sentence
from api.idempotency import once
from api.identity import require_signed_in
from api.language import Words, _
from api.paging import Page, checked_limit, cursor_after, key_of
from api.reading import clean
from api.vocabulary import editing, queries
from api.vocabulary.concept import Concept, ConceptRevision, NewConcept, SaidBy, TermGiven
from db.database import Transaction

SCOPE = "departments:write"
LONGEST_SEARCH = 100


class ConceptInList(msgspec.Struct, frozen=True):
    id: UUID
    nb: list[str]
    nn: list[str]
    en: list[str]
    source: str
    departments: list[str]


class SourceShown(msgspec.Struct, frozen=True):
    code: str
    name: str
    licence: str
    external_id: str | None


class TermShown(msgspec.Struct, frozen=True):
    """`nb`, `nn` and `en` are the department's own words, beside the concept's."""

    department_code: str
    department: Words
    weight: int
    nb: list[str]
    nn: list[str]
    en: list[str]


class LinkShown(msgspec.Struct, frozen=True):
    kind: str
    id: UUID
    label: Words


class ChangeShown(msgspec.Struct, frozen=True):
    """`detail` holds what differed, such as `nb_before` and `nb_after`, one word a line."""

    at: datetime
    verb: str
    text: str
    actor: str
    department_code: str | None
    reason: str
    detail: dict[str, str]


class ConceptShown(msgspec.Struct, frozen=True):
    id: UUID
    nb: list[str]
    nn: list[str]
    en: list[str]
    note: str
    version: int
    retired_at: datetime | None
    source: SourceShown
    said_by: list[TermShown]
    links: list[LinkShown]
    history: list[ChangeShown]


async def show(tx: Transaction, concept: Concept) -> ConceptShown:
    return ConceptShown(
        concept.id, concept.labels_nb, concept.labels_nn, concept.labels_en, concept.note, concept.version,
        concept.retired_at,
        SourceShown(concept.source_code, concept.source_name, concept.licence, concept.external_id),
        [_show_term(said) for said in await queries.said_by(tx, concept.id)],
        [LinkShown(link.kind.value, link.id, link.label) for link in await queries.links(tx, concept.id)],
        [_show_change(change) for change in await queries.changes(tx, concept.id)],
    )  # fmt: skip


def _show_term(said: SaidBy) -> TermShown:
    return TermShown(said.unit_code, said.unit, said.weight, said.own_nb, said.own_nn, said.own_en)


def _show_change(change: queries.Change) -> ChangeShown:
    text = sentence(change.verb, actor=change.actor_name, unit=change.unit_code)
    return ChangeShown(
        change.at, change.verb, text, change.actor_name, change.unit_code, _(change.reason), change.detail
    )


def _with_etag(shown: ConceptShown, status: int = 200) -> Response[ConceptShown]:
    return Response(shown, headers={"ETag": f'"{shown.version}"'}, status_code=status)


async def department_id(tx: Transaction, code: str) -> UUID:
    unit = await departments.unit_by_code(tx, clean(code))
    if unit is None or unit.kind is not UnitKind.DEPARTMENT:
        raise NotFound
    return unit.id


@get("/concepts", operation_id="list_concepts")
async def list_concepts(
    request: Request[Any, Any, Any], q: str = "", source: str = "", cursor: str | None = None, limit: int = 20
) -> Page[ConceptInList]:
    """By name; `q` is a part of a word in any of the three languages, `source` one of the dictionary's sources."""
    after = key_of(cursor, tuple[str, UUID])
    wanted = checked_limit(limit)
    text = clean(q)[:LONGEST_SEARCH]
    async with request.app.state.database.reading() as tx:
        found = await queries.dictionary(tx, text, clean(source), after, wanted + 1)
    items = [
        ConceptInList(e.id, e.labels_nb, e.labels_nn, e.labels_en, e.source_code, e.departments) for e in found[:wanted]
    ]
    last = found[wanted - 1] if len(found) > wanted else None
    return Page(items, cursor_after(last.name, last.id) if last else None)


@get("/concepts/{concept_id:uuid}", operation_id="show_concept")
async def show_concept(request: Request[Any, Any, Any], concept_id: UUID) -> Response[ConceptShown]:
    """What it is called, who says it, where it comes from, and every change that people have made."""
    async with request.app.state.database.reading() as tx:
        concept = await queries.by_id(tx, concept_id)
        if concept is None:
            raise NotFound
        return _with_etag(await show(tx, concept))


@post("/concepts", operation_id="add_concept", dto=Body[NewConcept])
async def add_concept(request: Request[Any, Any, Any], actor: Actor, data: NewConcept) -> Response[bytes]:
    need_scope(actor, SCOPE)
    require_signed_in(actor)

    async def work(tx: Transaction) -> ConceptShown:
        return await show(tx, await editing.add(tx, actor, data))

    return await once(request, actor, work)


@patch("/concepts/{concept_id:uuid}", operation_id="revise_concept", dto=Body[ConceptRevision])
async def revise_concept(
    request: Request[Any, Any, Any],
    actor: Actor,
    concept_id: UUID,
    data: ConceptRevision,
    if_match: Annotated[str | None, Parameter(header="If-Match")] = None,
) -> Response[ConceptShown]:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    if if_match and if_match.strip('W/" ').isdigit():
        data = msgspec.structs.replace(data, version=int(if_match.strip('W/" ')))
    elif if_match:
        raise Conflict(_("The words have been changed since you opened them. Look at the newest ones first."))
    async with request.app.state.database.transaction() as tx:
        return _with_etag(await show(tx, await editing.revise(tx, actor, concept_id, data)))


@put("/departments/{code:str}/terms/{concept_id:uuid}", operation_id="give_term", dto=Body[TermGiven])
async def give_term(
    request: Request[Any, Any, Any], actor: Actor, code: str, concept_id: UUID, data: TermGiven
) -> TermShown:
    """The department works with the concept from now on, with this weight and these words of its own."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return _show_term(await editing.give(tx, actor, await department_id(tx, code), concept_id, data))


@delete("/departments/{code:str}/terms/{concept_id:uuid}", operation_id="take_term_away")
async def take_term_away(request: Request[Any, Any, Any], actor: Actor, code: str, concept_id: UUID) -> None:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await editing.take_away(tx, actor, await department_id(tx, code), concept_id)


router = Router(
    path="/",
    route_handlers=[list_concepts, show_concept, add_concept, revise_concept, give_term, take_term_away],
    tags=["vocabulary"],
)
