"""JSON door of routing: the preview for everyone, the inbox and its answers for contacts."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import Parameter
from msgspec import Meta

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import queries as departments
from api.departments.unit import FormKind
from api.engagements import opening, undoing
from api.engagements.engagement import Acceptance
from api.engagements.representation import EngagementShown, show_engagement
from api.errors import Fault, Invalid, NotFound
from api.idempotency import once
from api.identity import require_signed_in
from api.language import Language, Words, _, spoken
from api.paging import Page, checked_limit, cursor_after, key_of
from api.rate_limit import LAB, PREVIEW, limited
from api.routing import lab, queries, rules, taking, triage
from api.routing.doors import needs
from api.routing.lab import LabChange, Tried
from api.routing.matching import Router as Matching
from api.routing.ranking import Evidence, Ranking
from api.routing.referral import DECIDED, OPEN, Decline, DeclineCode, Question, Redirection, Referral, ReferralStatus
from api.routing.taking import Taking
from db.database import Transaction


class PreviewText(msgspec.Struct, frozen=True):
    title: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=20000)] = ""
    language: Language | None = None


class UnitShown(msgspec.Struct, frozen=True):
    code: str
    name: Words


class RewordingShown(msgspec.Struct, frozen=True):
    """The department's own wording, beside the company's."""

    title: str
    text: str
    version: int


class ReferralShown(msgspec.Struct, frozen=True):
    id: UUID
    problem: str
    title: str
    description: str
    language: Language
    organisation: str
    wanted: list[FormKind]
    confidentiality: str
    department: UnitShown
    state: ReferralStatus
    holder: str | None
    origin: str
    score: float
    confidence: float
    because: list[Evidence]
    router_version: str
    created_at: datetime
    reply_due_at: datetime
    decision_due_at: datetime
    answer_due_at: datetime | None
    late_since: datetime | None
    moves_on_at: datetime | None
    decided_at: datetime | None
    reason: str | None
    note: str | None
    code: DeclineCode | None = None
    hold_term: str | None = None
    held_until: datetime | None = None
    rewording: RewordingShown | None = None


def show_rewording(referral: Referral) -> RewordingShown | None:
    if referral.reworded_title is None or referral.reworded_text is None:
        return None
    return RewordingShown(referral.reworded_title, referral.reworded_text, referral.reworded_version)


def show_referral(referral: Referral) -> ReferralShown:
    return ReferralShown(
        referral.id, referral.reference, referral.title, referral.description, referral.language,
        referral.organisation_name, referral.wanted, referral.confidentiality.value,
        UnitShown(referral.unit_code, referral.unit_name), referral.status, referral.holder_name, referral.origin.value,
        referral.score, referral.confidence, referral.because, referral.router_version, referral.created_at,
        referral.reply_due_at, referral.decision_due_at, referral.answer_due_at, referral.late_since,
        referral.moves_on_at, referral.decided_at, referral.reason, referral.note, code=referral.decline_code,
        hold_term=referral.hold_term, held_until=referral.held_until, rewording=show_rewording(referral),
    )  # fmt: skip


@post(
    "/routing/preview",
    operation_id="preview_routing",
    dto=Body[PreviewText],
    status_code=200,
    guards=[limited(PREVIEW)],
)
async def preview(request: Request[Any, Any, Any], data: PreviewText) -> Ranking:
    """Which departments a text would reach, and why; nothing is stored."""
    matching: Matching = request.app.state.router
    return matching.rank(data.title, data.description, data.language, reader=spoken())


@post("/routing/lab", operation_id="try_words", dto=Body[LabChange], status_code=200, guards=[limited(LAB)])
async def try_words(request: Request[Any, Any, Any], actor: Actor, data: LabChange) -> Tried:
    """What other words of a department would have done to the problems of the last year; nothing is stored."""
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        bench = await lab.prepare(tx, actor, data)
    return await lab.try_out(request.app.state.router, bench)


async def units_of(tx: Transaction, actor: Actor) -> list[UUID]:
    """Whose inbox the actor opens; `NotFound` for somebody who has none."""
    require_signed_in(actor)
    units = rules.inbox_units(actor, (await departments.desk(tx)).id)
    if not units:
        raise NotFound
    return units


@get("/referrals", operation_id="list_referrals")
async def list_referrals(
    request: Request[Any, Any, Any],
    actor: Actor,
    in_state: Annotated[str, Parameter(query="state")] = "waiting",
    cursor: str | None = None,
    limit: int = 20,
) -> Page[ReferralShown]:
    """`state=waiting` is the inbox, most urgent first; with what waits for a company's answer at `state=open`."""
    need_scope(actor, "referrals:read")
    wanted = checked_limit(limit)
    async with request.app.state.database.reading() as tx:
        units = await units_of(tx, actor)
        if in_state == "open" or in_state in set(OPEN):
            states: list[ReferralStatus] = [*OPEN] if in_state == "open" else [ReferralStatus(in_state)]
            found = await queries.inbox(tx, units, states, key_of(cursor, tuple[datetime, UUID]), wanted + 1)
        elif in_state == "decided" or in_state in set(DECIDED):
            states = sorted(DECIDED) if in_state == "decided" else [ReferralStatus(in_state)]
            before = key_of(cursor, tuple[UUID])
            found = await queries.decided(tx, units, states, before[0] if before else None, wanted + 1)
        else:
            raise Invalid([Fault("/state", _("Choose one of the answers that are offered."))])
    last = found[wanted - 1] if len(found) > wanted else None
    after = None if last is None else cursor_after(last.urgent_by, last.id) if last.is_open else cursor_after(last.id)
    return Page([show_referral(referral) for referral in found[:wanted]], after)


@get("/referrals/{referral_id:uuid}", operation_id="show_referral")
async def show_one(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> ReferralShown:
    need_scope(actor, "referrals:read")
    async with request.app.state.database.reading() as tx:
        referral = await queries.by_id(tx, referral_id)
        if referral is None or not rules.may_move_on(actor, referral):
            raise NotFound
    return show_referral(referral)


@post("/referrals/{referral_id:uuid}/acceptance", operation_id="accept_referral", dto=Body[Acceptance])
async def accept(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Acceptance) -> Response[bytes]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> EngagementShown:
        return show_engagement(await opening.accept(tx, actor, referral_id, data))

    return await once(request, actor, work)


@post("/referrals/{referral_id:uuid}/decline", operation_id="decline_referral", dto=Body[Decline], status_code=200)
async def decline(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Decline) -> ReferralShown:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_referral(await triage.decline(tx, actor, referral_id, data))


@post(
    "/referrals/{referral_id:uuid}/redirection",
    operation_id="redirect_referral",
    dto=Body[Redirection],
    status_code=200,
)
async def redirect(
    request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Redirection
) -> ReferralShown:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_referral(await triage.redirect(tx, actor, referral_id, data))


@post("/referrals/{referral_id:uuid}/question", operation_id="ask_company", dto=Body[Question])
async def ask(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Question) -> Response[bytes]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> ReferralShown:
        return show_referral(await triage.ask(tx, actor, referral_id, data))

    return await once(request, actor, work)


@post("/referrals/{referral_id:uuid}/holder", operation_id="choose_holder", dto=Body[Taking], status_code=200)
async def choose_holder(
    request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Taking
) -> ReferralShown:
    """Who of the unit's contacts answers for it: `me`, or another one's address."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_referral(await taking.take(tx, actor, referral_id, data))


@post("/referrals/{referral_id:uuid}/undo", operation_id="take_answer_back", status_code=200)
async def undo(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> ReferralShown:
    """Within 15 minutes, while nobody has built on the answer: the referral waits again by its old dates."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_referral(await undoing.undo(tx, actor, referral_id))


router = Router(
    path="/",
    route_handlers=[
        preview,
        try_words,
        list_referrals,
        show_one,
        accept,
        decline,
        redirect,
        ask,
        choose_holder,
        undo,
        *needs.HANDLERS,
    ],
    tags=["routing"],
)
