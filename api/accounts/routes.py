"""JSON door of accounts: signing in with a mailed code, and who one is."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import Cookie

from api.accounts import mail_code, sign_in
from api.accounts.actor import Actor, Role
from api.accounts.session import LIFETIME
from api.accounts.sign_in import CodeAnswer, CodeRequest
from api.body import Body
from api.identity import require_signed_in, session_cookie
from api.language import Language, spoken
from api.rate_limit import CODES, limited
from api.settings import Settings


class RoleHeld(msgspec.Struct, frozen=True):
    role: Role
    unit_id: UUID | None


class Me(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    email: str
    language: Language
    roles: list[RoleHeld]
    organisation_ids: list[UUID]


class Accepted(msgspec.Struct, frozen=True):
    """The same whether or not the address is known to us."""

    expires_in_minutes: int = 15


def session_response(settings: Settings, token: str) -> Cookie:
    return Cookie(
        key=session_cookie(settings),
        value=token,
        httponly=True,
        secure=not settings.development,
        samesite="lax",
        path="/",
        max_age=int(LIFETIME.total_seconds()),
    )


def describe(actor: Actor) -> Me:
    return Me(
        require_signed_in(actor),
        actor.name,
        actor.email,
        actor.language,
        [RoleHeld(a.role, a.unit_id) for a in sorted(actor.appointments, key=lambda a: (a.role, str(a.unit_id)))],
        sorted(actor.organisation_ids),
    )


@get("/me", operation_id="me")
async def me(actor: Actor) -> Me:
    return describe(actor)


@post("/sign-in/code", operation_id="ask_for_code", dto=Body[CodeRequest], status_code=202, guards=[limited(CODES)])
async def ask_for_code(request: Request[Any, Any, Any], data: CodeRequest) -> Accepted:
    async with request.app.state.database.transaction() as tx:
        await sign_in.ask_for_code(tx, data, spoken())
    return Accepted()


@post("/sign-in", operation_id="sign_in", dto=Body[CodeAnswer], status_code=200, guards=[limited(CODES)])
async def answer_code(request: Request[Any, Any, Any], data: CodeAnswer) -> Response[Accepted]:
    async with request.app.state.database.transaction() as tx:
        token = await sign_in.sign_in(tx, data, request.headers.get("user-agent", ""))
    if token is None:
        raise mail_code.wrong_code()
    return Response(Accepted(), cookies=[session_response(request.app.state.settings, token)])


@delete("/sign-in", operation_id="sign_out")
async def end(request: Request[Any, Any, Any], actor: Actor) -> None:
    async with request.app.state.database.transaction() as tx:
        await sign_in.sign_out(tx, actor)


router = Router(path="/", route_handlers=[me, ask_for_code, answer_code, end], tags=["accounts"])
