"""Doors that exist on a developer's machine only: sign in as anyone, read every mail, set the clock.

The application mounts them in development mode, and development mode is refused anywhere but on loopback.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from msgspec import Meta

from api.accounts import person, sign_in
from api.accounts.routes import Me, describe, session_response
from api.accounts.session import find_by_session
from api.body import Body
from api.errors import NotFound
from api.language import Language
from api.notifications import mail
from api.reading import Email
from db.database import Database


class DevelopmentSignIn(msgspec.Struct, frozen=True):
    email: Email


class ClockSet(msgspec.Struct, frozen=True):
    now: Annotated[datetime, Meta(tz=True)]


class ClockShown(msgspec.Struct, frozen=True):
    """`is_set` false: the real time."""

    now: datetime
    is_set: bool


class MailShown(msgspec.Struct, frozen=True):
    id: UUID
    to: str
    subject: str
    text: str
    language: Language
    sent_at: datetime | None


class Mails(msgspec.Struct, frozen=True):
    items: list[MailShown]


SET_CLOCK = "insert into domain_clock (now) values ($1) on conflict (only_row) do update set now = excluded.now"
UNSET_CLOCK = "delete from domain_clock"
CLOCK_IS_SET = "select exists (select 1 from domain_clock)"


@post("/dev/sign-in", dto=Body[DevelopmentSignIn], status_code=200, include_in_schema=False)
async def sign_in_as(request: Request[Any, Any, Any], data: DevelopmentSignIn) -> Response[Me]:
    async with request.app.state.database.transaction() as tx:
        who = await person.by_email(tx, data.email)
        if who is None:
            raise NotFound
        token = await sign_in.begin(tx, who, request.headers.get("user-agent", ""))
        actor = await find_by_session(tx, token)
    assert actor is not None
    return Response(describe(actor), cookies=[session_response(request.app.state.settings, token)])


@get("/dev/mail.json", include_in_schema=False)
async def mails(request: Request[Any, Any, Any]) -> Mails:
    async with request.app.state.database.reading() as tx:
        found = await mail.newest(tx)
    return Mails([MailShown(m.id, m.recipient, m.subject, m.text, m.language, m.sent_at) for m in found if m.sent_at])


async def _clock(database: Database) -> ClockShown:
    async with database.reading() as tx:
        return ClockShown(tx.now, bool(await tx.value(CLOCK_IS_SET)))


@get("/dev/clock", include_in_schema=False)
async def read_clock(request: Request[Any, Any, Any]) -> ClockShown:
    return await _clock(request.app.state.database)


@post("/dev/clock", dto=Body[ClockSet], status_code=200, include_in_schema=False)
async def set_clock(request: Request[Any, Any, Any], data: ClockSet) -> ClockShown:
    async with request.app.state.database.transaction() as tx:
        await tx.run(SET_CLOCK, data.now)
    return await _clock(request.app.state.database)


@delete("/dev/clock", status_code=200, include_in_schema=False)
async def unset_clock(request: Request[Any, Any, Any]) -> ClockShown:
    async with request.app.state.database.transaction() as tx:
        await tx.run(UNSET_CLOCK)
    return await _clock(request.app.state.database)


HANDLERS = [sign_in_as, mails, read_clock, set_clock, unset_clock]
