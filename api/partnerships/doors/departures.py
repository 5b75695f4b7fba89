"""JSON door of departures: what leaving would move, and leaving."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.identity import require_signed_in
from api.partnerships import departure
from api.partnerships.departure import Departure, Leaving

SCOPE = "departments:write"


@get("/people/{person_id:uuid}/departure", operation_id="preview_departure")
async def preview(
    request: Request[Any, Any, Any], actor: Actor, person_id: UUID, successor_id: UUID | None = None
) -> Leaving:
    """What a departure would move, to whom, and what it would end; nothing is changed."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await departure.preview(tx, actor, person_id, successor_id)


@post("/people/{person_id:uuid}/departure", operation_id="depart", dto=Body[Departure], status_code=200)
async def depart(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, data: Departure) -> Leaving:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await departure.depart(tx, actor, person_id, data)


HANDLERS = [preview, depart]
