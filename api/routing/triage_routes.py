"""JSON door of the answers beside yes, no, a question and passing on."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, post, put
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.errors import Conflict
from api.idempotency import once
from api.identity import require_signed_in
from api.language import _
from api.problems.representation import ProblemShown
from api.problems.routes import etag, show
from api.references import read_reference
from api.routing import calling_in, holding, joining, rewording, splitting
from api.routing.calling_in import CallIn
from api.routing.holding import Consent, Hold
from api.routing.joining import Join
from api.routing.referral import Referral
from api.routing.rewording import Rewording
from api.routing.routes import ReferralShown, show_referral
from api.routing.splitting import Split
from db.database import Transaction


async def _on_referral(
    request: Request[Any, Any, Any], actor: Actor, work: Callable[[Transaction], Awaitable[Referral]]
) -> ReferralShown:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_referral(await work(tx))


@post("/referrals/{referral_id:uuid}/hold", operation_id="hold_referral", dto=Body[Hold], status_code=200)
async def hold(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Hold) -> ReferralShown:
    """Asks the company if it may be held for a later term; at once where it has asked for a later start itself."""
    return await _on_referral(request, actor, lambda tx: holding.propose(tx, actor, referral_id, data))


@post("/referrals/{referral_id:uuid}/resumption", operation_id="take_up_referral", status_code=200)
async def take_up(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> ReferralShown:
    """Sooner than it was held for."""
    return await _on_referral(request, actor, lambda tx: holding.take_up(tx, actor, referral_id))


@post("/problems/{reference:str}/hold-consent", operation_id="consent_to_hold", dto=Body[Consent], status_code=200)
async def consent(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Consent) -> ProblemShown:
    """The company's answer to being asked if a department may hold it."""
    need_scope(actor, "problems:write")
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await holding.consent(tx, actor, read_reference(reference), data))


@post("/referrals/{referral_id:uuid}/split", operation_id="split_problem", dto=Body[Split])
async def split(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Split) -> Response[bytes]:
    """The whole problem, with its parts among `linked`."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> ProblemShown:
        return await show(tx, await splitting.split(tx, actor, referral_id, data))

    return await once(request, actor, work)


@post("/referrals/{referral_id:uuid}/join", operation_id="join_problem", dto=Body[Join], status_code=200)
async def join(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Join) -> ProblemShown:
    """The referral's problem goes into an older one that is the same."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await joining.join(tx, actor, referral_id, data))


@put("/referrals/{referral_id:uuid}/rewording", operation_id="reword_referral", dto=Body[Rewording])
async def reword(
    request: Request[Any, Any, Any],
    actor: Actor,
    referral_id: UUID,
    data: Rewording,
    if_match: Annotated[str | None, Parameter(header="If-Match")] = None,
) -> Response[ReferralShown]:
    """The department's own words; the answer's `ETag` goes back as `If-Match`, or as `version`."""
    if if_match and if_match.strip('W/" ').isdigit():
        data = msgspec.structs.replace(data, version=int(if_match.strip('W/" ')))
    elif if_match:
        raise Conflict(_("The text has been changed since you opened it. Look at the newest one first."))
    shown = await _on_referral(request, actor, lambda tx: rewording.reword(tx, actor, referral_id, data))
    assert shown.rewording is not None
    return Response(shown, headers={"ETag": etag(shown.rewording.version)})


@post("/referrals/{referral_id:uuid}/second-department", operation_id="call_in_department", dto=Body[CallIn])
async def call_in(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: CallIn) -> Response[bytes]:
    """The new department's referral; each accepts its own part."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> ReferralShown:
        return show_referral(await calling_in.call_in(tx, actor, referral_id, data))

    return await once(request, actor, work)


router = Router(path="/", route_handlers=[hold, take_up, consent, split, join, reword, call_in], tags=["routing"])
