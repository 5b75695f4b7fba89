"""Signing in with a mailed code, in two steps, and out again."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get, post

from api.accounts import mail_code, sign_in
from api.accounts.actor import Actor
from api.accounts.routes import session_response
from api.accounts.sign_in import CodeAnswer, CodeRequest
from api.errors import Invalid
from api.identity import session_cookie
from api.language import spoken
from api.rate_limit import CODES, limited
from api.reading import read_form
from frontend.forms import local_path, see_other, typed_into
from frontend.pages.posting_held import leave_own
from frontend.rendering import by_field, plain_page


@get("/sign-in", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], actor: Actor, next: str = "") -> Response[Any]:
    onward = local_path(next, "/me")
    if actor.is_signed_in:
        return see_other(onward)
    return plain_page(request, actor, "accounts/sign_in.html", onward=onward)


@post("/sign-in", include_in_schema=False, guards=[limited(CODES)])
async def send_code(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    onward = local_path(typed.get("next"), "/me")
    try:
        wanted = read_form(CodeRequest, await request.body())
    except Invalid as fault:
        return plain_page(
            request, actor, "accounts/sign_in.html", status=422, onward=onward, typed=typed,
            errors=by_field(fault.faults),
        )  # fmt: skip
    async with request.app.state.database.transaction() as tx:
        await sign_in.ask_for_code(tx, wanted, spoken())
    return see_other("/sign-in/code?" + urlencode({"email": wanted.email, "next": onward}))


@get("/sign-in/code", include_in_schema=False)
async def ask_code(request: Request[Any, Any, Any], actor: Actor, email: str = "", next: str = "") -> Response[str]:
    onward = local_path(next, "/me")
    return plain_page(request, actor, "accounts/code.html", onward=onward, email=email)


@post("/sign-in/code", include_in_schema=False, guards=[limited(CODES)])
async def answer_code(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    onward = local_path(typed.get("next"), "/me")
    try:
        answer = read_form(CodeAnswer, await request.body())
        async with request.app.state.database.transaction() as tx:
            token = await sign_in.sign_in(tx, answer, request.headers.get("user-agent", ""))
        if token is None:
            raise mail_code.wrong_code()
    except Invalid as fault:
        return plain_page(
            request, actor, "accounts/code.html", status=422, onward=onward, email=typed.get("email", ""),
            typed=typed, errors=by_field(fault.faults),
        )  # fmt: skip
    return see_other(onward, [session_response(request.app.state.settings, token)])


@post("/sign-out", include_in_schema=False)
async def sign_out(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    async with request.app.state.database.transaction() as tx:
        begun = await leave_own(tx, request, actor)
        await sign_in.sign_out(tx, actor)
    response = see_other("/", [begun])
    response.delete_cookie(session_cookie(request.app.state.settings))
    return response


router = Router(path="/", route_handlers=[ask, send_code, ask_code, answer_code, sign_out])
