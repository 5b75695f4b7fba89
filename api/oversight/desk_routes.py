"""JSON door of the desk: its board, what it writes down for others, and what it says to everyone."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.idempotency import once
from api.identity import require_signed_in
from api.language import Words
from api.oversight import announcement, desk, strangers
from api.oversight.announcement import Announcement, Announcing
from api.oversight.desk import Late, Ownerless
from api.oversight.strangers import Stranger
from api.paging import Page
from api.problems import intake, turning_away
from api.problems.intake import Intake
from api.problems.routes import PostedShown, follow_url
from api.problems.turning_away import TurnedAway, TurningAway
from api.routing.language_of import guess_language
from db.database import Transaction
from db.outbox import DeadFact


class AtDesk(msgspec.Struct, frozen=True):
    referral_id: UUID
    reference: str
    title: str
    organisation: str
    answer_due_at: datetime | None


class BoardShown(msgspec.Struct, frozen=True):
    """Everything that would fall between the chairs; each list holds the fifty that are most pressing."""

    ownerless: list[Ownerless]
    late: list[Late]
    dead: list[DeadFact]
    at_desk: list[AtDesk]
    unknown_organisations: list[Stranger]
    organisations_warned_of: list[Stranger]


class AnnouncementShown(msgspec.Struct, frozen=True):
    id: UUID
    text: Words
    shown_from: datetime
    shown_until: datetime


def _shown(found: Announcement) -> AnnouncementShown:
    return AnnouncementShown(found.id, found.text, found.shown_from, found.shown_until)


@get("/desk", operation_id="show_desk")
async def show_desk(request: Request[Any, Any, Any], actor: Actor) -> BoardShown:
    need_scope(actor, "referrals:read")
    async with request.app.state.database.reading() as tx:
        board, odd = await desk.board(tx, actor), await strangers.to_look_at(tx, actor)
    waiting = [AtDesk(r.id, r.reference, r.title, r.organisation_name, r.answer_due_at) for r in board.at_desk]
    return BoardShown(board.ownerless, board.late, board.dead, waiting, odd.unknown, odd.warned_of)


@post("/problems/intake", operation_id="take_in_problem", dto=Body[Intake])
async def take_in_problem(request: Request[Any, Any, Any], actor: Actor, data: Intake) -> Response[bytes]:
    """What the desk heard by phone, mail or in a meeting. It is submitted at once, and the company is written to."""
    need_scope(actor, "problems:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> PostedShown:
        language = guess_language(f"{data.title}\n{data.description}")
        made = await intake.take_in(tx, actor, data, language=language)
        url = follow_url(request.app.state.settings.base_url, made.reference, made.follow_key)
        return PostedShown(made.reference, made.status, url)

    return await once(request, actor, work)


@get("/announcements", operation_id="list_announcements")
async def list_announcements(request: Request[Any, Any, Any]) -> Page[AnnouncementShown]:
    """Those that hold now."""
    async with request.app.state.database.reading() as tx:
        return Page([_shown(found) for found in await announcement.shown(tx)])


@post("/announcements", operation_id="announce", dto=Body[Announcing])
async def announce(request: Request[Any, Any, Any], actor: Actor, data: Announcing) -> Response[bytes]:
    need_scope(actor, "desk:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> AnnouncementShown:
        return _shown(await announcement.announce(tx, actor, data))

    return await once(request, actor, work)


@delete("/announcements/{announcement_id:uuid}", operation_id="take_down_announcement")
async def take_down(request: Request[Any, Any, Any], actor: Actor, announcement_id: UUID) -> None:
    need_scope(actor, "desk:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await announcement.take_down(tx, actor, announcement_id)


@get("/turned-away", operation_id="list_turned_away")
async def list_turned_away(request: Request[Any, Any, Any], actor: Actor) -> Page[TurnedAway]:
    need_scope(actor, "desk:write")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        return Page(await turning_away.turned_away(tx, actor))


@post("/turned-away", operation_id="turn_away", dto=Body[TurningAway], status_code=200)
async def turn_away(request: Request[Any, Any, Any], actor: Actor, data: TurningAway) -> Page[TurnedAway]:
    need_scope(actor, "desk:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await turning_away.turn_away(tx, actor, data)
        return Page(await turning_away.turned_away(tx, actor))


@delete("/turned-away/{address:str}", operation_id="welcome_again")
async def welcome_again(request: Request[Any, Any, Any], actor: Actor, address: str) -> None:
    need_scope(actor, "desk:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await turning_away.welcome_again(tx, actor, address)


router = Router(
    path="/",
    route_handlers=[
        show_desk,
        take_in_problem,
        list_announcements,
        announce,
        take_down,
        list_turned_away,
        turn_away,
        welcome_again,
    ],
    tags=["desk"],
)
