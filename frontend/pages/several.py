"""Several problems at once: those that were ticked in the inbox, each answered in a transaction of its own."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.departments import queries as departments
from api.engagements import undoing
from api.engagements.usual import suggested_reason
from api.errors import Conflict, Fault, Invalid, NotFound, WrongState
from api.identity import require_signed_in
from api.language import _
from api.routing import queries, rules, taking, triage
from api.routing.referral import Redirection, Referral
from api.routing.taking import Taking
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.answered import ids_of
from frontend.pages.declining import DECLINING, decline_of
from frontend.pages.referral_page import by_faculty
from frontend.rendering import Typed, by_field, page

ANSWERS = ("decline", "redirection")

Deed = Callable[[Transaction, Referral], Awaitable[object]]


async def chosen_of(tx: Transaction, actor: Actor, ids: list[UUID]) -> list[Referral]:
    return [found for found in await queries.by_ids(tx, ids) if rules.may_move_on(actor, found)]


@get("/inbox/several", include_in_schema=False)
async def choose(request: Request[Any, Any, Any], actor: Actor, answer: str = "decline") -> Response[Any]:
    """One reason for all that were ticked."""
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    ids = ids_of(request.query_params.getall("ids", []))
    if answer not in ANSWERS:
        raise NotFound
    return await _show(request, actor, ids, answer) if ids else see_other("/inbox?chosen=none")


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    ids: list[UUID],
    answer: str,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[Any]:
    async with request.app.state.database.reading() as tx:
        chosen = [found for found in await chosen_of(tx, actor, ids) if found.is_open]
        if not chosen:
            return see_other("/inbox?chosen=none")
        units = await departments.departments(tx, tx.now.date())
        return await page(
            tx, request, actor, "routing/several.html", status=422 if errors else 200, answer=answer, chosen=chosen,
            declining=DECLINING, faculties=by_faculty(units, None), typed=Typed(typed or {}),
            errors=Typed(errors or {}),
        )  # fmt: skip


@post("/inbox/several", include_in_schema=False)
async def answer_all(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    ids, answer = ids_of(typed.get("ids")), str(typed.get("answer"))

    async def decline(tx: Transaction, referral: Referral) -> object:
        return await triage.decline(tx, actor, referral.id, decline_of(typed, referral.language))

    async def redirect(tx: Transaction, referral: Referral) -> object:
        reason = str(typed.get("reason", "")).strip() or suggested_reason(referral.language)
        return await triage.redirect(tx, actor, referral.id, Redirection(str(typed.get("department", "")), reason))

    if answer == "decline":
        deed, faulty = decline, not (typed.get("suggestion") in DECLINING or str(typed.get("reason", "")).strip())
        fault = Fault("/reason", _("Choose a reason, or write one."))
    elif answer == "redirection":
        deed, faulty = redirect, typed.get("department") not in request.app.state.units
        fault = Fault("/department", _("Choose a department."))
    else:
        raise NotFound
    if faulty:
        need_scope(actor, "referrals:write")
        require_signed_in(actor)
        return await _show(request, actor, ids, answer, typed, by_field((fault,)))
    return await _each(request, actor, ids, deed)


@post("/inbox/several/holder", include_in_schema=False)
async def take_all(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    async def take(tx: Transaction, referral: Referral) -> object:
        return await taking.take(tx, actor, referral.id, Taking())

    return await _each(request, actor, ids_of((await typed_into(request)).get("ids")), take, said="taken")


@post("/inbox/several/undo", include_in_schema=False)
async def undo_all(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    async def undo(tx: Transaction, referral: Referral) -> object:
        return await undoing.undo(tx, actor, referral.id)

    return await _each(request, actor, ids_of((await typed_into(request)).get("ids")), undo, said="undone")


async def _each(
    request: Request[Any, Any, Any], actor: Actor, ids: list[UUID], deed: Deed, *, said: str = "done"
) -> Response[Any]:
    """Whatever stops one of them stops that one alone; the inbox then says which held and which did not."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    held: list[UUID] = []
    missed: list[UUID] = []
    async with request.app.state.database.reading() as tx:
        chosen = await chosen_of(tx, actor, ids)
    for referral in chosen:
        try:
            async with request.app.state.database.transaction() as tx:
                await deed(tx, referral)
            held.append(referral.id)
        except (NotFound, Invalid, WrongState, Conflict):
            missed.append(referral.id)
    if not chosen:
        return see_other("/inbox?chosen=none")
    told = [f"{name}={','.join(map(str, some))}" for name, some in ((said, held), ("missed", missed)) if some]
    return see_other(f"/inbox?{'&'.join(told)}")


router = Router(path="/", route_handlers=[choose, answer_all, take_all, undo_all])
