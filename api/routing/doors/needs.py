"""JSON door of what courses seek."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, patch, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import rules
from api.departments.unit import FormKind
from api.errors import NotFound
from api.identity import require_signed_in
from api.language import Language, Words
from api.paging import Page, checked_limit, cursor_after, key_of
from api.routing import meeting_needs, need
from api.routing.meeting_needs import FittingProblem
from api.routing.need import Closing, Need, NeedStatus, NewWording, Seeking
from db.database import Transaction

SCOPE = "departments:write"


class NeedShown(msgspec.Struct, frozen=True):
    id: UUID
    department_code: str
    department: Words
    teacher: str
    status: NeedStatus
    title: str
    description: str
    language: Language
    kind: FormKind | None
    course_code: str | None
    term: str | None
    groups: int | None
    version: int
    published_at: datetime


def show(found: Need) -> NeedShown:
    return NeedShown(
        found.id, found.unit_code, found.unit_name, found.owner_name, found.status, found.title, found.description,
        found.language, found.kind, found.course_code, found.term, found.groups, found.version, found.published_at,
    )  # fmt: skip


@get("/needs", operation_id="list_needs")
async def list_needs(
    request: Request[Any, Any, Any], department: str | None = None, cursor: str | None = None, limit: int = 20
) -> Page[NeedShown]:
    """What courses seek now, the newest first."""
    wanted = checked_limit(limit)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, department) if department else None
        before = key_of(cursor, tuple[datetime, UUID])
        found = await need.open_ones(tx, unit.id if unit else None, before, wanted + 1)
    last = found[wanted - 1] if len(found) > wanted else None
    return Page([show(one) for one in found[:wanted]], cursor_after(last.published_at, last.id) if last else None)


async def _known(tx: Transaction, actor: Actor, need_id: UUID) -> Need:
    """What is closed is for its department alone."""
    found = await need.by_id(tx, need_id)
    if found is None or (found.status is NeedStatus.CLOSED and not meeting_needs.sees_problems(actor, found)):
        raise NotFound
    return found


@get("/needs/{need_id:uuid}", operation_id="show_need")
async def show_one(request: Request[Any, Any, Any], actor: Actor, need_id: UUID) -> NeedShown:
    async with request.app.state.database.reading() as tx:
        return show(await _known(tx, actor, need_id))


@get("/needs/{need_id:uuid}/problems", operation_id="list_problems_for_need")
async def list_problems(request: Request[Any, Any, Any], actor: Actor, need_id: UUID) -> Page[FittingProblem]:
    """Those that fit, for the department: what lies with it, and what is open for students."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        found = await _known(tx, actor, need_id)
        if not meeting_needs.sees_problems(actor, found):
            raise NotFound
        return Page(await meeting_needs.fitting(tx, need_id))


@post("/needs", operation_id="publish_need", dto=Body[Seeking])
async def publish(request: Request[Any, Any, Any], actor: Actor, data: Seeking) -> NeedShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show(await need.publish(tx, actor, data))


@patch("/needs/{need_id:uuid}", operation_id="revise_need", dto=Body[NewWording])
async def revise(request: Request[Any, Any, Any], actor: Actor, need_id: UUID, data: NewWording) -> NeedShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show(await need.revise(tx, actor, need_id, data))


@post("/needs/{need_id:uuid}/closing", operation_id="close_need", dto=Body[Closing], status_code=200)
async def close(request: Request[Any, Any, Any], actor: Actor, need_id: UUID, data: Closing) -> NeedShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show(await need.close(tx, actor, need_id, data))


HANDLERS = [list_needs, show_one, list_problems, publish, revise, close]
