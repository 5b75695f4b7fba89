"""JSON door of absences: one's own, and on behalf of those who can't say so themselves."""

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import absence, rules
from api.departments.absence import Absence, Away
from api.departments.doors.people import SCOPE
from api.identity import require_signed_in
from api.paging import Page


@get("/me/absences", operation_id="list_own_absences")
async def list_own(request: Request[Any, Any, Any], actor: Actor) -> Page[Absence]:
    """Now and to come."""
    need_scope(actor, SCOPE)
    person_id = require_signed_in(actor)
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        return Page(await absence.of_person(tx, person_id))


@post("/me/absences", operation_id="report_own_absence", dto=Body[Away])
async def report_own(request: Request[Any, Any, Any], actor: Actor, data: Away) -> Absence:
    need_scope(actor, SCOPE)
    person_id = require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await absence.report(tx, actor, person_id, data)


@delete("/me/absences/{absence_id:uuid}", operation_id="cancel_own_absence")
async def cancel_own(request: Request[Any, Any, Any], actor: Actor, absence_id: UUID) -> None:
    need_scope(actor, SCOPE)
    person_id = require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await absence.cancel(tx, actor, absence_id, person_id)


@post("/people/{person_id:uuid}/absences", operation_id="report_absence", dto=Body[Away])
async def report(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, data: Away) -> Absence:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await absence.report(tx, actor, person_id, data)


@delete("/people/{person_id:uuid}/absences/{absence_id:uuid}", operation_id="cancel_absence")
async def cancel(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, absence_id: UUID) -> None:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await absence.cancel(tx, actor, absence_id, person_id)


HANDLERS = [list_own, report_own, cancel_own, report, cancel]
