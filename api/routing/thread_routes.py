"""JSON door of the thread between a company and the departments that have its problem."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.idempotency import once
from api.identity import require_signed_in
from api.problems import revisions
from api.problems.representation import MessageShown, show_message
from api.problems.revisions import Reworded
from api.problems.routes import load_seen
from api.references import read_reference
from api.routing import misplacing, thanking, thread
from api.routing.misplacing import WrongPlace
from api.routing.thanking import Thanks
from api.routing.thread import Reply, Said
from db.database import Transaction


class RevisionsShown(msgspec.Struct, frozen=True):
    items: list[Reworded]


class Told(msgspec.Struct, frozen=True):
    """Whom it concerns is told by mail."""

    reference: str


@post("/problems/{reference:str}/messages", operation_id="write_message", dto=Body[Said])
async def write_message(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Said) -> Response[bytes]:
    """To everyone who has the problem now, or to one of them."""
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> MessageShown:
        return show_message(await thread.write(tx, actor, read_reference(reference), data))

    return await once(request, actor, work)


@post("/referrals/{referral_id:uuid}/messages", operation_id="write_to_company", dto=Body[Reply])
async def write_to_company(
    request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Reply
) -> Response[bytes]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> MessageShown:
        return show_message(await thread.write_from(tx, actor, referral_id, data))

    return await once(request, actor, work)


@post("/problems/{reference:str}/wrong-place", operation_id="say_wrong_place", dto=Body[WrongPlace])
async def say_wrong_place(
    request: Request[Any, Any, Any], actor: Actor, reference: str, data: WrongPlace
) -> Response[bytes]:
    """The company thinks that another department should have it; once for each place where it lies."""
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> Told:
        return Told((await misplacing.object_to(tx, actor, read_reference(reference), data)).reference)

    return await once(request, actor, work)


@post("/problems/{reference:str}/thanks", operation_id="thank", dto=Body[Thanks])
async def thank(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Thanks) -> Response[bytes]:
    """When the work is completed: to the supervisor and whoever held the problem."""
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> Told:
        return Told((await thanking.thank(tx, actor, read_reference(reference), data)).reference)

    return await once(request, actor, work)


@get("/problems/{reference:str}/revisions", operation_id="list_revisions")
async def list_revisions(request: Request[Any, Any, Any], actor: Actor, reference: str) -> RevisionsShown:
    """What each new wording changed, newest first."""
    need_scope(actor, "problems:read")
    async with request.app.state.database.reading() as tx:
        return RevisionsShown(await revisions.of_problem(tx, await load_seen(tx, actor, reference)))


router = Router(
    path="/",
    route_handlers=[write_message, write_to_company, say_wrong_place, thank, list_revisions],
    tags=["problems"],
)
