"""Who answers for a department, and what it has for its own people beside its public page."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor, Role
from api.departments import contacts, rules
from api.departments.contacts import Appointing, Dismissal, Lack, Mailbox, UnitRole
from api.errors import Conflict, Invalid, NotAllowed
from api.identity import require_signed_in
from api.language import _, later
from api.reading import read
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.absences import away_at
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page

ROLES = {
    UnitRole.HEAD: later("Head of department"),
    UnitRole.CONTACT: later("Contact for companies"),
    UnitRole.TEACHER: later("Teacher"),
    UnitRole.EDITOR: later("Editor of the words"),
}
LACKS = {
    Lack.NO_CONTACT: later("Nobody answers here. The broker desk does it until somebody is named."),
    Lack.ONE_CONTACT: later("One person alone answers here. Name a second one, so that nobody waits for a holiday."),
    Lack.NO_MAILBOX: later("There is no mailbox that reaches the department whoever is there."),
}


async def people_page(
    tx: Transaction, request: Request[Any, Any, Any], actor: Actor, code: str, refused: Refused
) -> Response[str]:
    rules.require_staff(actor)
    unit = await rules.department(tx, code)
    people = await contacts.of_unit(tx, unit.id)
    answering = sum(one.role is UnitRole.CONTACT for one in people)
    offered = [role for role in UnitRole if role is not UnitRole.HEAD or actor.has(Role.DESK, Role.ADMIN)]
    return await page(
        tx, request, actor, "departments/people.html", status=refused.status, unit=unit, people=people,
        lacks=[_(LACKS[lack]) for lack in contacts.lacking(unit, answering)], role_names=ROLES, refused=refused,
        away=await away_at(tx, unit.id), may=await rules.answers_for_people(tx, actor, unit),
        may_name_head=actor.has(Role.DESK, Role.ADMIN),
        roles_offered=[(role.value, _(ROLES[role])) for role in offered], errors=refused.errors,
    )  # fmt: skip


async def _again(request: Request[Any, Any, Any], actor: Actor, code: str, refused: Refused) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await people_page(tx, request, actor, code, refused)


@get("/departments/{code:str}/people", include_in_schema=False)
async def people(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    return await _again(request, actor, code, NOTHING_REFUSED)


@post("/departments/{code:str}/people", status_code=200, include_in_schema=False)
async def appoint(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        wanted = read(Appointing, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            await contacts.appoint(tx, actor, code, wanted)
    except Invalid as fault:
        return await _again(request, actor, code, Refused("appoint", typed, by_field(fault.faults), status=422))
    except NotAllowed as fault:
        return await _again(request, actor, code, Refused("appoint", typed, notice=fault.said, status=403))
    return see_other(f"/departments/{code}/people")


@post("/departments/{code:str}/people/{appointment_id:uuid}/dismissal", status_code=200, include_in_schema=False)
async def dismiss(request: Request[Any, Any, Any], actor: Actor, code: str, appointment_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        why = read(Dismissal, {name: text for name, text in typed.items() if text})
        async with request.app.state.database.transaction() as tx:
            await contacts.dismiss(tx, actor, code, appointment_id, why)
    except (Conflict, NotAllowed) as fault:
        return await _again(request, actor, code, Refused(notice=fault.said, status=409))
    except Invalid as fault:
        return await _again(request, actor, code, Refused(notice=fault.faults[0].detail, status=422))
    return see_other(f"/departments/{code}/people")


@post("/departments/{code:str}/mailbox", status_code=200, include_in_schema=False)
async def set_mailbox(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        wanted = read(Mailbox, {name: text for name, text in typed.items() if text})
        async with request.app.state.database.transaction() as tx:
            await contacts.set_mailbox(tx, actor, code, wanted)
    except Invalid as fault:
        return await _again(request, actor, code, Refused("mailbox", typed, by_field(fault.faults), status=422))
    except NotAllowed as fault:
        return await _again(request, actor, code, Refused("mailbox", typed, notice=fault.said, status=403))
    return see_other(f"/departments/{code}/people")


router = Router(path="/", route_handlers=[people, appoint, dismiss, set_mailbox])
