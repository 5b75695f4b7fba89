"""The work itself, for its four parties: what is agreed, what is next, who does it; and claiming a place in it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts import person
from api.accounts.actor import Actor
from api.engagements import claiming, progress, queries, rules
from api.engagements.claim import Claim, Claiming, ClaimStatus, Refusal
from api.engagements.engagement import Cancellation, Completion, Engagement, EngagementStatus
from api.engagements.together import together_with
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, WrongState
from api.identity import require_signed_in
from api.language import _
from api.partnerships import partnership
from api.partnerships.follow_up import FollowUp
from api.problems import queries as problems
from api.problems.rules import speaks_for_poster
from api.reading import nest, read, read_form
from api.references import read_reference
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages import engagement_words as words
from frontend.pages.agreement import agreement_of
from frontend.pages.engagement_steps import milestones, next_for_others, next_for_supervisor
from frontend.pages.projects import own_claim, show_project
from frontend.rendering import by_field, page

Refused: TypeAlias = Invalid | WrongState | Conflict

OPEN_CLAIMS = (ClaimStatus.SUBMITTED, ClaimStatus.OFFERED)


@get("/engagements/{reference:str}", include_in_schema=False)
async def work(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    return await show_work(request, actor, reference)


async def show_work(
    request: Request[Any, Any, Any], actor: Actor, reference: str, *, status: int = 200, **values: Any
) -> Response[Any]:
    async with request.app.state.database.reading() as tx:
        engagement = await queries.by_reference(tx, read_reference(reference))
        if engagement is None:
            raise NotFound
        claims = await queries.claims_of(tx, engagement.id)
        if not rules.is_party(actor, engagement, claims):
            if rules.may_see(actor, engagement, claims):
                return see_other(f"/projects/{engagement.reference}")
            raise NotFound
        posted = await problems.by_id(tx, engagement.problem_id)
        supervisor = await person.by_id(tx, engagement.supervisor_id)
        assert posted is not None
        assert supervisor is not None
        supervises, own = rules.supervises(actor, engagement), own_claim(actor, claims)
        speaks_for_company = speaks_for_poster(actor, posted)
        has_place = own is not None and own.status is ClaimStatus.ACCEPTED
        follow_ups = await _follow_ups(tx, engagement) if supervises or speaks_for_company else []
        return await page(
            tx, request, actor, "engagements/work.html", status=status, work=engagement, problem=posted,
            supervisor=supervisor, supervises=supervises, speaks_for_company=speaks_for_company, own=own,
            follow_ups=follow_ups, together_with=await together_with(tx, engagement.id, is_party=True),
            claims=sorted(claims, key=_urgency) if supervises else [],
            # Only those who work together see how to reach each other.
            together=supervises or has_place or speaks_for_company,
            participants=await queries.participants(tx, engagement.id),
            milestones=milestones(engagement, posted, claims, follow_ups),
            next=next_for_supervisor(engagement, claims) if supervises else next_for_others(engagement, own),
            agreement=await agreement_of(tx, actor, engagement, posted),
            outcomes=[(code, _(said)) for code, said in words.OUTCOMES.items()], words=words, **values,
        )  # fmt: skip


async def _follow_ups(tx: Transaction, engagement: Engagement) -> list[FollowUp]:
    if engagement.status is not EngagementStatus.COMPLETED:
        return []
    owed = await partnership.follow_ups_of(tx, engagement.organisation_id)
    return [follow_up for follow_up in owed if follow_up.engagement_id == engagement.id]


def _urgency(claim: Claim) -> tuple[int, UUID]:
    order = [*OPEN_CLAIMS, ClaimStatus.ACCEPTED]
    return order.index(claim.status) if claim.status in order else len(order), claim.id


def read_claiming(body: bytes) -> Claiming:
    """The others of a group are typed into one box, with lines, commas, semicolons or spaces between."""
    pairs: list[tuple[str, str]] = []
    for name, value in parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=50):
        pairs += [(name, part) for part in re.split(r"[\s,;]+", value)] if name == "members" else [(name, value)]
    raw = nest(pairs, frozenset({"members"}))
    try:
        return read(Claiming, raw, strict=False)
    except Invalid as fault:
        raise Invalid([_on_members(raw.get("members", []), one) for one in fault.faults]) from None


def _on_members(members: list[str], fault: Fault) -> Fault:
    """A fault of one address, said of the whole box, with the address named."""
    _empty, field, *place = fault.pointer.split("/")
    if field != "members" or not place or not place[0].isdigit() or int(place[0]) >= len(members):
        return fault
    said = _("“%(address)s” is not an e-mail address.", address=members[int(place[0])])
    return msgspec.structs.replace(fault, pointer="/members", detail=said)


@post("/engagements/{reference:str}/claims", include_in_schema=False)
async def claim(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    require_signed_in(actor)
    try:
        wanted = read_claiming(await request.body())
        async with request.app.state.database.transaction() as tx:
            await claiming.claim(tx, actor, read_reference(reference), wanted)
    except Invalid as fault:
        typed = await typed_into(request)
        return await show_project(request, actor, reference, status=422, typed=typed, errors=by_field(fault.faults))
    except (WrongState, Conflict, NotAllowed) as refusal:
        typed = await typed_into(request)
        status = 403 if isinstance(refusal, NotAllowed) else 409
        return await show_project(request, actor, reference, status=status, typed=typed, refused=refusal.said)
    return see_other(f"/engagements/{read_reference(reference)}")


async def _on_claim(
    request: Request[Any, Any, Any],
    actor: Actor,
    claim_id: UUID,
    step: str,
    act: Callable[[Transaction], Awaitable[Claim]],
) -> Response[Any]:
    require_signed_in(actor)
    database = request.app.state.database
    try:
        async with database.transaction() as tx:
            done = await act(tx)
    except (Invalid, WrongState, Conflict) as refusal:
        async with database.reading() as tx:
            seen = await queries.claim_by_id(tx, claim_id)
        if seen is None:
            raise NotFound from None
        return await _shown_again(request, actor, seen.engagement_reference, refusal, step=step, claim_id=str(claim_id))
    return see_other(f"/engagements/{done.engagement_reference}")


async def _shown_again(
    request: Request[Any, Any, Any], actor: Actor, reference: str, refusal: Refused, **about: str
) -> Response[Any]:
    """The page with what was typed, in the form that `about` names, and what was wrong with it."""
    typed = {**await typed_into(request), **about}
    if isinstance(refusal, Invalid):
        return await show_work(request, actor, reference, status=422, typed=typed, errors=by_field(refusal.faults))
    return await show_work(request, actor, reference, status=409, typed=typed, refused=refusal.said)


@post("/claims/{claim_id:uuid}/offer", include_in_schema=False)
async def offer(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> Response[Any]:
    return await _on_claim(request, actor, claim_id, "offer", lambda tx: claiming.offer(tx, actor, claim_id))


@post("/claims/{claim_id:uuid}/acceptance", include_in_schema=False)
async def accept(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> Response[Any]:
    return await _on_claim(request, actor, claim_id, "acceptance", lambda tx: claiming.accept(tx, actor, claim_id))


@post("/claims/{claim_id:uuid}/decline", include_in_schema=False)
async def decline(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> Response[Any]:
    body = await request.body()
    return await _on_claim(
        request, actor, claim_id, "decline", lambda tx: claiming.decline(tx, actor, claim_id, read_form(Refusal, body))
    )


@post("/claims/{claim_id:uuid}/withdrawal", include_in_schema=False)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, claim_id: UUID) -> Response[Any]:
    body = await request.body()
    return await _on_claim(
        request,
        actor,
        claim_id,
        "withdrawal",
        lambda tx: claiming.withdraw(tx, actor, claim_id, read_form(Refusal, body)),
    )


async def _on_work(
    request: Request[Any, Any, Any],
    actor: Actor,
    reference: str,
    step: str,
    act: Callable[[Transaction, str], Awaitable[Engagement]],
) -> Response[Any]:
    require_signed_in(actor)
    meant = read_reference(reference)
    try:
        async with request.app.state.database.transaction() as tx:
            await act(tx, meant)
    except (Invalid, WrongState, Conflict) as refusal:
        return await _shown_again(request, actor, meant, refusal, step=step)
    return see_other(f"/engagements/{meant}")


@post("/engagements/{reference:str}/start", include_in_schema=False)
async def start(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    return await _on_work(request, actor, reference, "start", lambda tx, meant: progress.start(tx, actor, meant))


@post("/engagements/{reference:str}/completion", include_in_schema=False)
async def complete(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    body = await request.body()

    async def act(tx: Transaction, meant: str) -> Engagement:
        return await progress.complete(tx, actor, meant, read_form(Completion, body))

    return await _on_work(request, actor, reference, "completion", act)


@post("/engagements/{reference:str}/cancellation", include_in_schema=False)
async def cancel(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    body = await request.body()

    async def act(tx: Transaction, meant: str) -> Engagement:
        return await progress.cancel(tx, actor, meant, read_form(Cancellation, body))

    return await _on_work(request, actor, reference, "cancellation", act)


router = Router(
    path="/",
    route_handlers=[work, claim, offer, accept, decline, withdraw, start, complete, cancel],
)
