"""Confirming a problem, rewording it, taking it back."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie

from api.accounts import mail_code, person, sign_in
from api.accounts.actor import Actor
from api.accounts.routes import session_response
from api.engagements import withdrawing
from api.errors import Conflict, Invalid, NotFound
from api.identity import FOLLOW_COOKIE, FOLLOW_KEYS_AT_MOST
from api.problems import rules, submission
from api.problems.problem import Problem, Revision
from api.problems.routes import load_seen
from api.problems.submission import CodeTyped
from api.rate_limit import CODES, limited
from api.reading import read_form
from api.references import read_reference
from api.routing import answering
from api.routing.answering import Withdrawal
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, page


def follow_cookie(request: Request[Any, Any, Any], key: str) -> Cookie:
    """The keys of private links that this browser has opened, the newest first."""
    kept = [k for k in request.cookies.get(FOLLOW_COOKIE, "").split(".") if k and k != key]
    value = ".".join([key, *kept][:FOLLOW_KEYS_AT_MOST])
    secure = not request.app.state.settings.development
    return Cookie(
        FOLLOW_COOKIE, value=value, httponly=True, secure=secure, samesite="lax", path="/", max_age=31_536_000
    )


async def confirming(
    tx: Transaction, request: Request[Any, Any, Any], actor: Actor, problem: Problem, errors: dict[str, str]
) -> Response[str]:
    return await page(
        tx, request, actor, "problems/confirm.html", status=422 if errors else 200, problem=problem, errors=errors,
        email=problem.contact_email,
    )  # fmt: skip


@post("/problems/{reference:str}/confirmation", include_in_schema=False, guards=[limited(CODES)])
async def confirm(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    """Whoever types the code reads that mailbox, so they are signed in as its owner."""
    try:
        typed = read_form(CodeTyped, await request.body())
        async with request.app.state.database.transaction() as tx:
            problem = await submission.confirm(tx, read_reference(reference), typed)
            token = None
            if problem and not actor.is_signed_in:
                contact = await person.by_id(tx, problem.contact_id)
                assert contact is not None
                token = await sign_in.begin(tx, contact, request.headers.get("user-agent", ""))
        if problem is None:
            raise mail_code.wrong_code()
    except Invalid as fault:
        async with request.app.state.database.reading() as tx:
            problem = await load_seen(tx, actor, reference)
            return await confirming(tx, request, actor, problem, by_field(fault.faults))
    cookies = [session_response(request.app.state.settings, token)] if token else []
    return see_other(f"/problems/{problem.reference}?sent=yes", cookies)


@post("/problems/{reference:str}/code", include_in_schema=False, guards=[limited(CODES)])
async def send_again(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    kept = request.cookies.get(FOLLOW_COOKIE, "").split(".")
    async with request.app.state.database.transaction() as tx:
        await submission.send_new_code(tx, actor, read_reference(reference), kept[0])
    return see_other(f"/problems/{read_reference(reference)}")


@get("/problems/{reference:str}/revision", include_in_schema=False)
async def reword(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        problem = await load_seen(tx, actor, reference)
        if not rules.speaks_for_poster(actor, problem):
            raise NotFound
        typed = {"title": problem.title, "description": problem.description, "version": problem.version}
        return await page(tx, request, actor, "problems/revise.html", typed=typed, reference=problem.reference)


@post("/problems/{reference:str}/revision", include_in_schema=False)
async def revise(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    try:
        revision = read_form(Revision, await request.body())
        async with request.app.state.database.transaction() as tx:
            await answering.revise(tx, actor, read_reference(reference), revision)
    except (Invalid, Conflict) as refusal:
        errors = by_field(refusal.faults) if isinstance(refusal, Invalid) else {"description": refusal.said}
        typed = await typed_into(request)
        async with request.app.state.database.reading() as tx:
            problem = await load_seen(tx, actor, reference)
            typed["version"] = problem.version
            return await page(
                tx, request, actor, "problems/revise.html", status=422, typed=typed, errors=errors,
                reference=problem.reference,
            )  # fmt: skip
    return see_other(f"/problems/{read_reference(reference)}")


@post("/problems/{reference:str}/withdrawal", include_in_schema=False)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    withdrawal = read_form(Withdrawal, await request.body())
    async with request.app.state.database.transaction() as tx:
        await withdrawing.withdraw(tx, actor, read_reference(reference), withdrawal)
    return see_other(f"/problems/{read_reference(reference)}")


router = Router(
    path="/",
    route_handlers=[confirm, send_again, reword, revise, withdraw],
)
