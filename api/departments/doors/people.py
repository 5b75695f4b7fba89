"""JSON door of a department's people: who answers there, and its mailbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post, put

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import contacts, rules
from api.departments.contacts import Appointed, Appointing, Dismissal, Lack, Mailbox, UnitRole
from api.departments.unit import Unit
from api.identity import require_signed_in
from db.database import Transaction

SCOPE = "departments:write"


class PersonShown(msgspec.Struct, frozen=True):
    """`id` is the appointment's: somebody who is both contact and teacher stands here twice."""

    id: UUID
    person_id: UUID
    name: str
    email: str
    role: UnitRole
    first: bool
    since: datetime


class PeopleShown(msgspec.Struct, frozen=True):
    """`lacks`: what makes the department hang on a thread. `may_change`: whether whoever asks may change it."""

    department_code: str
    mailbox: str | None
    lacks: list[Lack]
    may_change: bool
    items: list[PersonShown]


async def show_people(tx: Transaction, actor: Actor, unit: Unit, people: list[Appointed]) -> PeopleShown:
    answering = sum(one.role is UnitRole.CONTACT for one in people)
    return PeopleShown(
        unit.code, unit.mailbox, contacts.lacking(unit, answering), await rules.answers_for_people(tx, actor, unit),
        [PersonShown(p.id, p.person_id, p.name, p.email, p.role, p.is_first, p.since) for p in people],
    )  # fmt: skip


@get("/departments/{code:str}/people", operation_id="list_people_of_department")
async def list_people(request: Request[Any, Any, Any], actor: Actor, code: str) -> PeopleShown:
    """For those who work at the university: head, contacts (the first one first), teachers, editors."""
    need_scope(actor, SCOPE)
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, code)
        return await show_people(tx, actor, unit, await contacts.of_unit(tx, unit.id))


@post("/departments/{code:str}/people", operation_id="appoint_at_department", dto=Body[Appointing], status_code=200)
async def appoint(request: Request[Any, Any, Any], actor: Actor, code: str, data: Appointing) -> PeopleShown:
    """Appointing somebody twice changes nothing, unless they become the first contact by it."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        people = await contacts.appoint(tx, actor, code, data)
        return await show_people(tx, actor, await rules.department(tx, code), people)


@post(
    "/departments/{code:str}/people/{appointment_id:uuid}/dismissal",
    operation_id="dismiss_at_department",
    dto=Body[Dismissal],
    status_code=200,
)
async def dismiss(
    request: Request[Any, Any, Any], actor: Actor, code: str, appointment_id: UUID, data: Dismissal
) -> PeopleShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        people = await contacts.dismiss(tx, actor, code, appointment_id, data)
        return await show_people(tx, actor, await rules.department(tx, code), people)


@put("/departments/{code:str}/mailbox", operation_id="set_department_mailbox", dto=Body[Mailbox])
async def set_mailbox(request: Request[Any, Any, Any], actor: Actor, code: str, data: Mailbox) -> PeopleShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        unit = await contacts.set_mailbox(tx, actor, code, data)
        return await show_people(tx, actor, unit, await contacts.of_unit(tx, unit.id))


HANDLERS = [list_people, appoint, dismiss, set_mailbox]
