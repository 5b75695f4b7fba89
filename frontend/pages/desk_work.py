"""What the desk writes: a problem that came by phone, a line above every page, and whom it turns away."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.errors import Invalid
from api.identity import require_signed_in
from api.oversight import announcement
from api.oversight.announcement import Announcing
from api.oversight.desk import require_desk
from api.problems import intake, turning_away
from api.problems.intake import Intake
from api.problems.turning_away import TurningAway
from api.reading import read, read_form
from api.routing.language_of import guess_language
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, page

Work = Callable[[Transaction], Awaitable[object]]


@get("/desk/intake", include_in_schema=False)
async def write_down(request: Request[Any, Any, Any], actor: Actor, done: str = "") -> Response[str]:
    require_desk(actor)
    return await _form(request, actor, done=done)


async def _form(
    request: Request[Any, Any, Any],
    actor: Actor,
    *,
    status: int = 200,
    done: str = "",
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "desk/intake.html", status=status, done=done, typed=typed or {}, errors=errors or {}
        )


@post("/desk/intake", include_in_schema=False)
async def take_in(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    need_scope(actor, "problems:write")
    require_desk(actor)
    try:
        heard = read_form(Intake, await request.body())
        language = guess_language(f"{heard.title}\n{heard.description}")
        async with request.app.state.database.transaction() as tx:
            made = await intake.take_in(tx, actor, heard, language=language)
    except Invalid as fault:
        typed = await typed_into(request)
        return await _form(request, actor, status=422, typed=typed, errors=by_field(fault.faults))
    return see_other(f"/desk/intake?done={made.reference}")


@get("/desk/notices", include_in_schema=False)
async def notices(request: Request[Any, Any, Any], actor: Actor, done: str = "") -> Response[str]:
    require_desk(actor)
    return await _notices(request, actor, done=done)


async def _notices(
    request: Request[Any, Any, Any],
    actor: Actor,
    *,
    status: int = 200,
    done: str = "",
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "desk/notices.html", status=status, done=done, typed=typed or {}, errors=errors or {},
            to_come=await announcement.to_come(tx, actor), turned_away=await turning_away.turned_away(tx, actor),
        )  # fmt: skip


async def _change(request: Request[Any, Any, Any], actor: Actor, done: str, work: Work) -> Response[Any]:
    require_signed_in(actor)
    require_desk(actor)
    try:
        async with request.app.state.database.transaction() as tx:
            await work(tx)
    except Invalid as fault:
        typed = await typed_into(request)
        return await _notices(request, actor, status=422, typed=typed, errors=by_field(fault.faults))
    return see_other(f"/desk/notices?done={done}")


@post("/desk/announcements", include_in_schema=False)
async def announce(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    zone = ZoneInfo(request.app.state.house.calendar.time_zone)

    async def work(tx: Transaction) -> object:
        sent = {name: _with_zone(name, str(text), zone) for name, text in typed.items() if text}
        return await announcement.announce(tx, actor, read(Announcing, sent, strict=False))

    return await _change(request, actor, "announced", work)


def _with_zone(name: str, text: str, zone: ZoneInfo) -> str:
    """A browser's own field for a moment knows no offset: what is typed is the institution's time."""
    if not name.startswith("shown_"):
        return text
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
    except ValueError:
        return text


@post("/desk/announcements/{announcement_id:uuid}/end", include_in_schema=False)
async def take_down(request: Request[Any, Any, Any], actor: Actor, announcement_id: UUID) -> Response[Any]:
    return await _change(request, actor, "taken-down", lambda tx: announcement.take_down(tx, actor, announcement_id))


@post("/desk/turned-away", include_in_schema=False)
async def turn_away(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    body = await request.body()
    return await _change(
        request, actor, "turned-away", lambda tx: turning_away.turn_away(tx, actor, read_form(TurningAway, body))
    )


@post("/desk/turned-away/{address:str}/welcome", include_in_schema=False)
async def welcome_again(request: Request[Any, Any, Any], actor: Actor, address: str) -> Response[Any]:
    return await _change(request, actor, "welcomed", lambda tx: turning_away.welcome_again(tx, actor, address))


router = Router(path="/", route_handlers=[write_down, take_in, notices, announce, take_down, turn_away, welcome_again])
