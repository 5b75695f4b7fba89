"""Reporting a concern, and the desk's list of them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.engagements import concern
from api.engagements.concern import ConcernAnswer, ConcernStatus, Reporting
from api.errors import Conflict, Invalid, WrongState
from api.paging import USUAL, cursor_after, key_of
from api.rate_limit import POSTING, limited
from api.reading import read_form
from api.references import read_reference
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, page


@get("/concerns/new", include_in_schema=False)
async def new(request: Request[Any, Any, Any], actor: Actor, about: str = "", sent: str = "") -> Response[str]:
    return await _form(request, actor, about, sent=bool(sent))


async def _form(
    request: Request[Any, Any, Any], actor: Actor, about: str, *, status: int = 200, sent: bool = False, **values: Any
) -> Response[str]:
    reference = read_reference(about)
    async with request.app.state.database.reading() as tx:
        await concern.find(tx, actor, reference)
        back = f"/projects/{reference}" if reference.startswith("E-") else f"/problems/{reference}"
        return await page(
            tx, request, actor, "concerns/new.html", status=status, about=reference, back=back,
            sent=sent, **values,
        )  # fmt: skip


@post("/concerns", include_in_schema=False, guards=[limited(POSTING)])
async def report(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    about = str(typed.get("about", ""))
    try:
        async with request.app.state.database.transaction() as tx:
            made = await concern.report(tx, actor, read_form(Reporting, await request.body()))
    except Invalid as fault:
        return await _form(request, actor, about, status=422, typed=typed, errors=by_field(fault.faults))
    return see_other(f"/concerns/new?about={made.about}&sent=yes")


@get("/concerns", include_in_schema=False)
async def listed(
    request: Request[Any, Any, Any],
    actor: Actor,
    in_state: Annotated[str, Parameter(query="state")] = "",
    cursor: str = "",
) -> Response[str]:
    return await _list(
        request, actor, ConcernStatus.RESOLVED if in_state == "resolved" else ConcernStatus.REPORTED, cursor
    )


async def _list(
    request: Request[Any, Any, Any],
    actor: Actor,
    status: ConcernStatus,
    cursor: str = "",
    *,
    answer: int = 200,
    answering: UUID | None = None,
    **values: Any,
) -> Response[str]:
    need_scope(actor, "referrals:read")
    before = key_of(cursor, tuple[UUID])
    async with request.app.state.database.reading() as tx:
        found = await concern.listed(tx, actor, status, before[0] if before else None, USUAL + 1)
        onward = cursor_after(found[USUAL - 1].id) if len(found) > USUAL else None
        return await page(
            tx, request, actor, "concerns/list.html", status=answer, concerns=found[:USUAL], state=status.value,
            onward=onward, answering=answering, **values,
        )  # fmt: skip


@post("/concerns/{concern_id:uuid}/resolution", include_in_schema=False)
async def resolve(request: Request[Any, Any, Any], actor: Actor, concern_id: UUID) -> Response[Any]:
    need_scope(actor, "referrals:write")
    typed = await typed_into(request)
    try:
        async with request.app.state.database.transaction() as tx:
            await concern.resolve(tx, actor, concern_id, read_form(ConcernAnswer, await request.body()))
    except Invalid as fault:
        errors = {f"text-{concern_id}": said for said in by_field(fault.faults).values()}
        return await _list(
            request, actor, ConcernStatus.REPORTED, answer=422, typed=typed, errors=errors, answering=concern_id
        )
    except (WrongState, Conflict) as refusal:
        errors = {"": refusal.said}
        return await _list(
            request, actor, ConcernStatus.REPORTED, answer=409, typed=typed, errors=errors, answering=concern_id
        )
    return see_other("/concerns")


router = Router(path="/", route_handlers=[new, report, listed, resolve])
