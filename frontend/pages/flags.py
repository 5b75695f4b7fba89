"""One question that must be settled before a problem is accepted."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.errors import Conflict, Invalid, WrongState
from api.identity import require_signed_in
from api.reading import read_form
from api.routing import flagging, queries, rules
from api.routing.flag import GOES_AHEAD_WORDS, KIND_WORDS, TRANSITIONS, FlagStatus, Opinion, Resolution
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, page


@get("/flags/{flag_id:uuid}", include_in_schema=False)
async def one(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID) -> Response[str]:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    return await _show(request, actor, flag_id)


async def _show(
    request: Request[Any, Any, Any], actor: Actor, flag_id: UUID, *, status: int = 200, **values: Any
) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        flag = await flagging.seen_by(tx, actor, flag_id)
        following = TRANSITIONS[flag.status]
        lying = await queries.of_problem(tx, flag.problem_id)
        mine = next((r.id for r in lying if rules.may_move_on(actor, r) and r.id == flag.referral_id), None)
        return await page(
            tx, request, actor, "routing/flag.html", status=status, flag=flag, kinds=KIND_WORDS,
            verdicts=GOES_AHEAD_WORDS, back=mine or next((r.id for r in lying if rules.may_move_on(actor, r)), None),
            may_advise=FlagStatus.ADVISED in following and flagging.may_advise(actor, flag),
            may_resolve=FlagStatus.RESOLVED in following and flagging.may_resolve(actor, flag, lying), **values,
        )  # fmt: skip


async def _act(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID, verb: str) -> Response[Any]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    body = await request.body()

    async def work(tx: Transaction) -> object:
        if verb == "opinion":
            return await flagging.advise(tx, actor, flag_id, read_form(Opinion, body))
        return await flagging.resolve(tx, actor, flag_id, read_form(Resolution, body))

    try:
        async with request.app.state.database.transaction() as tx:
            await work(tx)
    except Invalid as fault:
        typed = await typed_into(request)
        return await _show(request, actor, flag_id, status=422, typed=typed, errors=by_field(fault.faults))
    except (WrongState, Conflict) as refusal:
        typed = await typed_into(request)
        return await _show(request, actor, flag_id, status=409, typed=typed, refused=refusal.said)
    return see_other(f"/flags/{flag_id}")


@post("/flags/{flag_id:uuid}/opinion", include_in_schema=False)
async def advise(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID) -> Response[Any]:
    return await _act(request, actor, flag_id, "opinion")


@post("/flags/{flag_id:uuid}/resolution", include_in_schema=False)
async def resolve(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID) -> Response[Any]:
    return await _act(request, actor, flag_id, "resolution")


router = Router(path="/", route_handlers=[one, advise, resolve])
