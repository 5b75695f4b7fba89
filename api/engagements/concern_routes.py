"""JSON door of concerns."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.engagements import concern
from api.engagements.concern import Concern, ConcernAnswer, ConcernStatus, Reporting
from api.idempotency import once
from api.paging import Page, checked_limit, cursor_after, key_of
from api.rate_limit import POSTING, limited
from db.database import Transaction


class ConcernReceived(msgspec.Struct, frozen=True):
    """What whoever reported it gets back: their own words, and nothing of others."""

    id: UUID
    about: str
    text: str
    reported_at: datetime


class ConcernShown(msgspec.Struct, frozen=True):
    id: UUID
    about: str
    title: str
    text: str
    reporter: str
    reporter_email: str | None
    state: ConcernStatus
    reported_at: datetime
    resolution: str | None
    resolved_by: str | None
    resolved_at: datetime | None


def show_concern(c: Concern) -> ConcernShown:
    return ConcernShown(
        c.id, c.about, c.title, c.text, c.reporter_name, c.reporter_email, c.status, c.reported_at, c.resolution,
        c.resolved_name, c.resolved_at,
    )  # fmt: skip


@post("/concerns", operation_id="report_concern", dto=Body[Reporting], guards=[limited(POSTING)])
async def report(request: Request[Any, Any, Any], actor: Actor, data: Reporting) -> Response[bytes]:
    """To the broker desk, about a problem or a project that one sees. Nobody else learns who reported it."""
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> ConcernReceived:
        made = await concern.report(tx, actor, data)
        return ConcernReceived(made.id, made.about, made.text, made.reported_at)

    return await once(request, actor, work)


@get("/concerns", operation_id="list_concerns")
async def list_concerns(
    request: Request[Any, Any, Any],
    actor: Actor,
    in_state: Annotated[ConcernStatus, Parameter(query="state")] = ConcernStatus.REPORTED,
    cursor: str | None = None,
    limit: int = 20,
) -> Page[ConcernShown]:
    """Newest first, for the broker desk."""
    need_scope(actor, "referrals:read")
    wanted = checked_limit(limit)
    before = key_of(cursor, tuple[UUID])
    async with request.app.state.database.reading() as tx:
        found = await concern.listed(tx, actor, in_state, before[0] if before else None, wanted + 1)
    after = cursor_after(found[wanted - 1].id) if len(found) > wanted else None
    return Page([show_concern(one) for one in found[:wanted]], after)


@post(
    "/concerns/{concern_id:uuid}/resolution", operation_id="resolve_concern", dto=Body[ConcernAnswer], status_code=200
)
async def resolve(request: Request[Any, Any, Any], actor: Actor, concern_id: UUID, data: ConcernAnswer) -> ConcernShown:
    """Whoever reported it gets the answer, where they left an address."""
    need_scope(actor, "referrals:write")
    async with request.app.state.database.transaction() as tx:
        return show_concern(await concern.resolve(tx, actor, concern_id, data))


router = Router(path="/", route_handlers=[report, list_concerns, resolve], tags=["concerns"])
