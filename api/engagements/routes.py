"""JSON door of engagements: the catalogue, claims, and the work itself."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.engagements import browsing, claiming, progress, queries, rules
from api.engagements.browsing import Filters
from api.engagements.claim import Claim, Claiming, Refusal
from api.engagements.engagement import Cancellation, Completion, Engagement
from api.engagements.representation import ClaimShown, EngagementShown, show_claim, show_engagement
from api.engagements.together import together_with
from api.errors import NotFound
from api.idempotency import once
from api.identity import require_signed_in
from api.paging import checked_limit, cursor_after, key_of
from api.reading import read
from api.references import read_reference
from db.database import Transaction


class Catalogue(msgspec.Struct, frozen=True):
    """`facets` counts what the filters leave, by `form`, `department`, `level`, `term` and `language`."""

    items: list[EngagementShown]
    next_cursor: str | None
    facets: dict[str, dict[str, int]]


@get("/engagements", operation_id="list_engagements")
async def list_engagements(
    request: Request[Any, Any, Any],
    q: str | None = None,
    form: str | None = None,
    department: str | None = None,
    level: str | None = None,
    credits_min: float | None = None,
    term: str | None = None,
    language: str | None = None,
    place: str | None = None,
    open: bool | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> Catalogue:
    """Those that are open, newest first."""
    wanted = checked_limit(limit)
    filters = read(
        Filters, msgspec.to_builtins(Filters(q, form, department, level, credits_min, term, language, place, open))
    )
    async with request.app.state.database.reading() as tx:
        found = await browsing.browse(tx, filters, key_of(cursor, tuple[datetime, UUID]), wanted + 1)
        counted = await browsing.facets(tx, filters)
    last = found[wanted - 1] if len(found) > wanted else None
    return Catalogue(
        [show_engagement(engagement) for engagement in found[:wanted]],
        cursor_after(last.opened_at, last.id) if last else None,
        {facet: {row.value: row.count for row in rows} for facet, rows in counted.items()},
    )


@get("/engagements/{reference:str}", operation_id="show_engagement")
async def show_one(request: Request[Any, Any, Any], actor: Actor, reference: str) -> EngagementShown:
    async with request.app.state.database.reading() as tx:
        engagement = await queries.by_reference(tx, read_reference(reference))
        if engagement is None:
            raise NotFound
        claims = await queries.claims_of(tx, engagement.id)
        if not rules.may_see(actor, engagement, claims):
            raise NotFound
        is_party = rules.is_party(actor, engagement, claims)
        others = await together_with(tx, engagement.id, is_party=is_party)
    return show_engagement(engagement, others)


@get("/engagements/{reference:str}/claims", operation_id="list_claims")
async def list_claims(request: Request[Any, Any, Any], actor: Actor, reference: str) -> dict[str, list[ClaimShown]]:
    """All of them for the supervisor's side; a student's own for a student."""
    need_scope(actor, "engagements:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        engagement = await queries.by_reference(tx, read_reference(reference))
        if engagement is None:
            raise NotFound
        claims = await queries.claims_of(tx, engagement.id)
        if not rules.may_see(actor, engagement, claims):
            raise NotFound
    if not rules.supervises(actor, engagement):
        claims = [claim for claim in claims if rules.is_in(actor, claim)]
    return {"items": [show_claim(claim) for claim in claims]}


@get("/claims/{claim_id:uuid}", operation_id="show_claim")
async def show_one_claim(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> ClaimShown:
    need_scope(actor, "engagements:read")
    async with request.app.state.database.reading() as tx:
        found = await queries.claim_by_id(tx, claim_id)
    if found is None or not (rules.is_in(actor, found) or rules.decides_on(actor, found)):
        raise NotFound
    return show_claim(found)


@post("/engagements/{reference:str}/claims", operation_id="claim_engagement", dto=Body[Claiming])
async def claim(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Claiming) -> Response[bytes]:
    need_scope(actor, "engagements:write")

    async def work(tx: Transaction) -> ClaimShown:
        return show_claim(await claiming.claim(tx, actor, read_reference(reference), data))

    return await once(request, actor, work)


async def _on_claim(
    request: Request[Any, Any, Any], actor: Actor, work: Callable[[Transaction], Awaitable[Claim]]
) -> ClaimShown:
    need_scope(actor, "engagements:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_claim(await work(tx))


@post("/claims/{claim_id:uuid}/offer", operation_id="offer_claim", status_code=200)
async def offer(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> ClaimShown:
    return await _on_claim(request, actor, lambda tx: claiming.offer(tx, actor, claim_id))


@post("/claims/{claim_id:uuid}/acceptance", operation_id="accept_offer", status_code=200)
async def accept(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> ClaimShown:
    return await _on_claim(request, actor, lambda tx: claiming.accept(tx, actor, claim_id))


@post("/claims/{claim_id:uuid}/decline", operation_id="decline_claim", dto=Body[Refusal], status_code=200)
async def decline(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID, data: Refusal) -> ClaimShown:
    return await _on_claim(request, actor, lambda tx: claiming.decline(tx, actor, claim_id, data))


@post("/claims/{claim_id:uuid}/withdrawal", operation_id="withdraw_claim", dto=Body[Refusal], status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID, data: Refusal) -> ClaimShown:
    return await _on_claim(request, actor, lambda tx: claiming.withdraw(tx, actor, claim_id, data))


async def _on_engagement(
    request: Request[Any, Any, Any], actor: Actor, work: Callable[[Transaction], Awaitable[Engagement]]
) -> EngagementShown:
    need_scope(actor, "engagements:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_engagement(await work(tx))


@post("/engagements/{reference:str}/start", operation_id="start_engagement", status_code=200)
async def start(request: Request[Any, Any, Any], actor: Actor, reference: str) -> EngagementShown:
    return await _on_engagement(request, actor, lambda tx: progress.start(tx, actor, read_reference(reference)))


@post(
    "/engagements/{reference:str}/completion", operation_id="complete_engagement", dto=Body[Completion], status_code=200
)
async def complete(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Completion) -> EngagementShown:
    return await _on_engagement(
        request, actor, lambda tx: progress.complete(tx, actor, read_reference(reference), data)
    )


@post(
    "/engagements/{reference:str}/cancellation",
    operation_id="cancel_engagement",
    dto=Body[Cancellation],
    status_code=200,
)
async def cancel(request: Request[Any, Any, Any], actor: Actor, reference: str, data: Cancellation) -> EngagementShown:
    return await _on_engagement(request, actor, lambda tx: progress.cancel(tx, actor, read_reference(reference), data))


router = Router(
    path="/",
    route_handlers=[
        list_engagements, show_one, list_claims, show_one_claim, claim, offer, accept, decline, withdraw, start,
        complete, cancel,
    ],
    tags=["engagements"],
)  # fmt: skip
