"""What courses seek: for companies to find, and for teachers to see what fits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments.term import next_terms
from api.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from api.identity import require_signed_in
from api.language import _
from api.paging import cursor_after, key_of
from api.reading import read
from api.routing import meeting_needs, need
from api.routing.need import Closing, NeedStatus, NewWording, Seeking
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.engagement_words import term_in_words
from frontend.pages.need_words import KINDS, need_line
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page

ROWS = 20


def _choices(tx: Transaction) -> dict[str, Any]:
    return {
        "kinds": [(kind.value, _(words)) for kind, words in KINDS.items()],
        "terms": [(term, term_in_words(term)) for term in next_terms(tx.now.date())],
    }


@get("/needs", include_in_schema=False)
async def needs(request: Request[Any, Any, Any], actor: Actor, cursor: str = "") -> Response[str]:
    async with request.app.state.database.reading() as tx:
        found = await need.open_ones(tx, None, key_of(cursor, tuple[datetime, UUID]), ROWS + 1)
        last = found[ROWS - 1] if len(found) > ROWS else None
        return await page(
            tx, request, actor, "routing/needs.html", needs=found[:ROWS], line=need_line,
            may=need.may_publish(actor), next_cursor=cursor_after(last.published_at, last.id) if last else None,
        )  # fmt: skip


async def _new_page(request: Request[Any, Any, Any], actor: Actor, refused: Refused) -> Response[str]:
    require_signed_in(actor)
    if not need.may_publish(actor):
        raise NotFound
    async with request.app.state.database.reading() as tx:
        own = [
            unit
            for one in sorted(actor.units_as(Role.TEACHER, Role.CONTACT, Role.HEAD))
            if (unit := await departments.unit_by_id(tx, one))
        ]
        return await page(
            tx, request, actor, "routing/need_new.html", status=refused.status, refused=refused,
            errors=refused.errors, units=[(unit.code, str(unit.name)) for unit in own], **_choices(tx),
        )  # fmt: skip


@get("/needs/new", include_in_schema=False)
async def new(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _new_page(request, actor, NOTHING_REFUSED)


@post("/needs", status_code=200, include_in_schema=False)
async def publish(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        seeking = read(Seeking, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            made = await need.publish(tx, actor, seeking)
    except Invalid as fault:
        return await _new_page(request, actor, Refused("need", typed, by_field(fault.faults), status=422))
    except NotAllowed as fault:
        return await _new_page(request, actor, Refused("need", typed, notice=fault.said, status=403))
    return see_other(f"/needs/{made.id}")


async def _page(request: Request[Any, Any, Any], actor: Actor, need_id: UUID, refused: Refused) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        found = await need.by_id(tx, need_id)
        sees = found is not None and meeting_needs.sees_problems(actor, found)
        if found is None or (found.status is NeedStatus.CLOSED and not sees):
            raise NotFound
        return await page(
            tx, request, actor, "routing/need.html", status=refused.status, need=found, line=need_line(found),
            may=need.looks_after(actor, found) and found.status is NeedStatus.OPEN, sees=sees,
            problems=await meeting_needs.fitting(tx, need_id) if sees else [], refused=refused, errors=refused.errors,
            **_choices(tx),
        )  # fmt: skip


@get("/needs/{need_id:uuid}", include_in_schema=False)
async def show(request: Request[Any, Any, Any], actor: Actor, need_id: UUID) -> Response[str]:
    return await _page(request, actor, need_id, NOTHING_REFUSED)


@post("/needs/{need_id:uuid}", status_code=200, include_in_schema=False)
async def revise(request: Request[Any, Any, Any], actor: Actor, need_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        wording = read(NewWording, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            await need.revise(tx, actor, need_id, wording)
    except Invalid as fault:
        return await _page(request, actor, need_id, Refused("need", typed, by_field(fault.faults), status=422))
    except (Conflict, WrongState) as fault:
        return await _page(request, actor, need_id, Refused("need", typed, notice=fault.said, status=409))
    return see_other(f"/needs/{need_id}")


@post("/needs/{need_id:uuid}/closing", status_code=200, include_in_schema=False)
async def close(request: Request[Any, Any, Any], actor: Actor, need_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        closing = read(Closing, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            await need.close(tx, actor, need_id, closing)
    except Invalid as fault:
        return await _page(request, actor, need_id, Refused("closing", typed, by_field(fault.faults), status=422))
    except (Conflict, WrongState) as fault:
        return await _page(request, actor, need_id, Refused("closing", typed, notice=fault.said, status=409))
    return see_other(f"/needs/{need_id}")


router = Router(path="/", route_handlers=[needs, new, publish, show, revise, close])
