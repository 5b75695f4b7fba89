"""The inbox, and the one page on which a referral is answered."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.departments import queries as departments
from api.engagements import opening, undoing
from api.engagements.engagement import Acceptance
from api.errors import Conflict, Invalid, NotFound, WrongState
from api.identity import require_signed_in
from api.paging import cursor_after, key_of
from api.reading import nest, read, read_form
from api.routing import queries, rules, taking, triage
from api.routing.referral import DECIDED, Question, Redirection, Referral, ReferralStatus
from api.routing.routes import units_of
from api.routing.taking import Taking
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.answer_link import router as answer_link
from frontend.pages.answered import done_of, may_undo, several_of
from frontend.pages.declining import DECLINING, decline_of
from frontend.pages.engagement_words import credits_in_words
from frontend.pages.more import between_departments
from frontend.pages.referral_page import ORIGINS, became, first_acceptance, first_redirection, gather, words_of
from frontend.pages.several import router as several
from frontend.rendering import Typed, by_field, page

ROWS = 20

Work = Callable[[Transaction], Awaitable[object]]


@get("/inbox", include_in_schema=False)
async def inbox(
    request: Request[Any, Any, Any],
    actor: Actor,
    in_state: Annotated[str, Parameter(query="state")] = "waiting",
    cursor: str = "",
    done: str = "",
    chosen: str = "",
) -> Response[str]:
    """`done`, and `taken`, `undone` and `missed` in the address, name what the reader did a moment ago."""
    need_scope(actor, "referrals:read")
    async with request.app.state.database.reading() as tx:
        units = await units_of(tx, actor)
        if in_state == "decided":
            before = key_of(cursor, tuple[UUID])
            found = await queries.decided(tx, units, sorted(DECIDED), before[0] if before else None, ROWS + 1)
        elif in_state in ("waiting", "asked", "held"):
            after = key_of(cursor, tuple[datetime, UUID])
            found = await queries.inbox(tx, units, [ReferralStatus(in_state)], after, ROWS + 1)
        else:
            raise NotFound
        last = found[ROWS - 1] if len(found) > ROWS else None
        key = None if last is None else (last.urgent_by, last.id) if last.is_open else (last.id,)
        return await page(
            tx, request, actor, "routing/inbox.html", state=in_state, referrals=found[:ROWS], words_of=words_of,
            next_cursor=cursor_after(*key) if key else None, counts=await queries.open_counts(tx, units),
            homes=[home for unit in units if (home := await departments.unit_by_id(tx, unit))],
            origins=ORIGINS, status_words=triage.STATUS_WORDS, done=await done_of(tx, request, actor, done),
            several=await several_of(tx, actor, dict(request.query_params)), none_chosen=chosen == "none",
        )  # fmt: skip


@get("/inbox/{referral_id:uuid}", include_in_schema=False)
async def referral(
    request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, form: str = "", done: str = "", undone: str = ""
) -> Response[str]:
    """`form` fills the acceptance with what is usual for that form of use."""
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    return await _show(request, actor, referral_id, form=form, done=done, undone=bool(undone))


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    referral_id: UUID,
    *,
    status: int = 200,
    answer: str = "",
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    form: str = "",
    done: str = "",
    undone: bool = False,
    too_late: str = "",
) -> Response[str]:
    """`answer` is the form that was sent and came back, with what was `typed` into it.

    `undone`: the reader has just taken an answer back; `too_late` says why that could not be.
    """
    async with request.app.state.database.reading() as tx:
        shown = await gather(tx, request, actor, referral_id)
        forms = {name: Typed() for name in ("question", "decline")}
        forms["acceptance"] = first_acceptance(shown, tx.now.date(), form)
        forms["redirection"] = first_redirection(shown)
        faults = {name: Typed() for name in forms}
        if answer:
            forms[answer], faults[answer] = Typed(typed or {}), Typed(errors or {})
        upcoming = await _next(tx, actor, shown.referral)
        return await page(
            tx, request, actor, "routing/referral.html", status=status, shown=shown, forms=forms, faults=faults,
            errors={f"{answer}-{field}" if field else "": said for field, said in (errors or {}).items()},
            answer=answer, wants_form=bool(form), lost=answer if answer not in shown.may else "",
            declining=DECLINING, next_id=upcoming, done=await done_of(tx, request, actor, done),
            status_words=triage.STATUS_WORDS, credits_in_words=credits_in_words, became=became, too_late=too_late,
            undone=undone and shown.referral.is_open, may_undo=may_undo(actor, shown.referral, tx.now),
            between=await between_departments(tx, actor, shown.referral),
        )  # fmt: skip


async def _next(tx: Transaction, actor: Actor, current: Referral) -> UUID | None:
    """The next that waits in the reader's own inbox: after this one by urgency, or else the most urgent."""
    found = await _units(tx, actor)
    if not found:
        return None
    for after in ((current.urgent_by, current.id), None):
        for waiting in await queries.inbox(tx, found, [ReferralStatus.WAITING], after, 2):
            if waiting.id != current.id:
                return waiting.id
    return None


async def _units(tx: Transaction, actor: Actor) -> list[UUID]:
    return rules.inbox_units(actor, (await departments.desk(tx)).id)


async def _decide(
    request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, answer: str, work: Work
) -> Response[Any]:
    """Whoever comes second, or has left something out, gets the page back with every word that was typed."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    try:
        async with request.app.state.database.transaction() as tx:
            await work(tx)
    except Invalid as fault:
        errors = by_field(fault.faults)
        typed = await typed_into(request)
        return await _show(request, actor, referral_id, status=422, answer=answer, typed=typed, errors=errors)
    except (WrongState, Conflict) as refusal:
        typed = await typed_into(request)
        flagged = isinstance(refusal, WrongState) and refusal.state == "flagged"
        errors = {"": refusal.said} if flagged else None
        return await _show(request, actor, referral_id, status=409, answer=answer, typed=typed, errors=errors)
    return await _onward(request, actor, referral_id)


async def _onward(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    """To the next that waits; the desk, when it has moved what lay with a department, back to its board."""
    async with request.app.state.database.reading() as tx:
        answered = await queries.by_id(tx, referral_id)
        assert answered is not None
        if answered.unit_id not in await _units(tx, actor):
            return see_other(f"/desk?done={referral_id}")
        upcoming = await _next(tx, actor, answered)
    return see_other(f"/inbox/{upcoming}?done={referral_id}" if upcoming else f"/inbox?done={referral_id}")


@post("/inbox/{referral_id:uuid}/acceptance", include_in_schema=False)
async def accept(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    typed = await typed_into(request)

    async def work(tx: Transaction) -> object:
        return await opening.accept(tx, actor, referral_id, _acceptance(typed))

    return await _decide(request, actor, referral_id, "acceptance", work)


@post("/inbox/{referral_id:uuid}/redirection", include_in_schema=False)
async def redirect(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    body = await request.body()

    async def work(tx: Transaction) -> object:
        return await triage.redirect(tx, actor, referral_id, read_form(Redirection, body))

    return await _decide(request, actor, referral_id, "redirection", work)


@post("/inbox/{referral_id:uuid}/question", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    body = await request.body()

    async def work(tx: Transaction) -> object:
        return await triage.ask(tx, actor, referral_id, read_form(Question, body))

    return await _decide(request, actor, referral_id, "question", work)


@post("/inbox/{referral_id:uuid}/decline", include_in_schema=False)
async def decline(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    typed = await typed_into(request)

    async def work(tx: Transaction) -> object:
        lies = await queries.by_id(tx, referral_id)
        if lies is None:
            raise NotFound
        return await triage.decline(tx, actor, referral_id, decline_of(typed, lies.language))

    return await _decide(request, actor, referral_id, "decline", work)


@post("/inbox/{referral_id:uuid}/holder", include_in_schema=False)
async def take(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    chosen = read_form(Taking, await request.body())
    try:
        async with request.app.state.database.transaction() as tx:
            await taking.take(tx, actor, referral_id, chosen)
    except (WrongState, Conflict):
        return await _show(request, actor, referral_id, status=409, answer="decline")
    return see_other(f"/inbox/{referral_id}")


@post("/inbox/{referral_id:uuid}/undo", include_in_schema=False)
async def undo(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    try:
        async with request.app.state.database.transaction() as tx:
            await undoing.undo(tx, actor, referral_id)
    except (WrongState, Conflict) as refusal:
        return await _show(request, actor, referral_id, status=409, too_late=refusal.said)
    return see_other(f"/inbox/{referral_id}?undone=yes")


def _acceptance(typed: dict[str, Any]) -> Acceptance:
    """Half credits are written with a comma here and with a point there."""
    sent = {name: text for name, text in typed.items() if isinstance(text, str)}
    if "credits" in sent:
        sent["credits"] = sent["credits"].replace(",", ".")
    return read(Acceptance, nest(sent.items()), strict=False)


router = Router(
    path="/", route_handlers=[inbox, referral, accept, redirect, ask, decline, take, undo, several, answer_link]
)
