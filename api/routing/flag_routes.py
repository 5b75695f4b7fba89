"""JSON door of flags, and of the notes between departments."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.errors import NotFound
from api.idempotency import once
from api.identity import require_signed_in
from api.language import Language
from api.routing import flag, flagging, notes, queries, rules
from api.routing.flag import Flag, FlagKind, FlagStatus, GoesAhead, Opinion, Raising, Resolution
from api.routing.notes import Note, Writing
from db.database import Transaction


class FlagShown(msgspec.Struct, frozen=True):
    """`asked` is the code of whoever should say what they think; the problem's own words go with it."""

    id: UUID
    problem: str
    title: str
    description: str
    language: Language
    organisation: str
    department: str
    kind: FlagKind
    state: FlagStatus
    note: str
    raised_by: str
    raised_at: datetime
    asked: str | None
    opinion: str | None
    goes_ahead: GoesAhead | None
    opinion_by: str | None
    opinion_at: datetime | None
    resolution: str | None
    resolved_by: str | None
    resolved_at: datetime | None


class NoteShown(msgspec.Struct, frozen=True):
    id: UUID
    author: str
    department: str | None
    text: str
    written_at: datetime


def show_flag(f: Flag) -> FlagShown:
    return FlagShown(
        f.id, f.reference, f.title, f.description, f.language, f.organisation_name, f.unit_code, f.kind, f.status,
        f.note, f.raised_name, f.raised_at, f.asked_code, f.opinion, f.goes_ahead, f.opinion_name, f.opinion_at,
        f.resolution, f.resolved_name, f.resolved_at,
    )  # fmt: skip


def show_note(note: Note) -> NoteShown:
    return NoteShown(note.id, note.author_name, note.unit_code, note.body, note.written_at)


@post("/referrals/{referral_id:uuid}/flags", operation_id="raise_flag", dto=Body[Raising])
async def raise_one(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Raising) -> Response[bytes]:
    """The problem can't be accepted until it is settled."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> FlagShown:
        return show_flag(await flagging.raise_flag(tx, actor, referral_id, data))

    return await once(request, actor, work)


@get("/referrals/{referral_id:uuid}/flags", operation_id="list_flags")
async def list_flags(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> dict[str, list[FlagShown]]:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        referral = await queries.by_id(tx, referral_id)
        if referral is None or not rules.may_move_on(actor, referral):
            raise NotFound
        return {"items": [show_flag(found) for found in await flag.of_problem(tx, referral.problem_id)]}


@get("/flags/{flag_id:uuid}", operation_id="show_flag")
async def show_one(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID) -> FlagShown:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        return show_flag(await flagging.seen_by(tx, actor, flag_id))


@post("/flags/{flag_id:uuid}/opinion", operation_id="give_opinion", dto=Body[Opinion], status_code=200)
async def advise(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID, data: Opinion) -> FlagShown:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_flag(await flagging.advise(tx, actor, flag_id, data))


@post("/flags/{flag_id:uuid}/resolution", operation_id="resolve_flag", dto=Body[Resolution], status_code=200)
async def resolve(request: Request[Any, Any, Any], actor: Actor, flag_id: UUID, data: Resolution) -> FlagShown:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_flag(await flagging.resolve(tx, actor, flag_id, data))


@post("/referrals/{referral_id:uuid}/notes", operation_id="write_note", dto=Body[Writing])
async def write(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID, data: Writing) -> Response[bytes]:
    """For the departments that have or had the problem, and the desk; nobody else reads it."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> NoteShown:
        return show_note(await notes.write(tx, actor, referral_id, data))

    return await once(request, actor, work)


@get("/referrals/{referral_id:uuid}/notes", operation_id="list_notes")
async def list_notes(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> dict[str, list[NoteShown]]:
    """Of everyone who has or had the problem, oldest first."""
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        return {"items": [show_note(note) for note in await notes.read_all(tx, actor, referral_id)]}


router = Router(
    path="/", route_handlers=[raise_one, list_flags, show_one, advise, resolve, write, list_notes], tags=["routing"]
)
