"""JSON door of capacity: how much a department has room for, term by term."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, put

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import capacity, rules
from api.departments.capacity import TermCapacity, Told
from api.departments.doors.people import SCOPE
from api.identity import require_signed_in
from api.language import Words


class RoomShown(msgspec.Struct, frozen=True):
    """`left` is never below nothing, also where more was accepted than there are places."""

    term: str
    form: str
    form_name: Words
    supervisor_id: UUID | None
    supervisor: str | None
    places: int
    accepted: int
    left: int


class CapacityShown(msgspec.Struct, frozen=True):
    """`full` are the terms that the department has closed. A form that is not listed has no limit."""

    department_code: str
    full: list[str]
    items: list[RoomShown]


def _show(code: str, said: Told) -> CapacityShown:
    rooms = [
        RoomShown(r.term, r.form, r.form_name, r.supervisor_id, r.supervisor_name, r.places, r.accepted, r.left)
        for r in said.rooms
    ]
    return CapacityShown(code, said.full, rooms)


@get("/departments/{code:str}/capacity", operation_id="show_capacity")
async def show(request: Request[Any, Any, Any], actor: Actor, code: str) -> CapacityShown:
    """This year's terms and those to come, for those who work at the university."""
    need_scope(actor, SCOPE)
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, code)
        return _show(unit.code, await capacity.told(tx, unit.id))


@put("/departments/{code:str}/capacity", operation_id="set_capacity", dto=Body[TermCapacity])
async def say(request: Request[Any, Any, Any], actor: Actor, code: str, data: TermCapacity) -> CapacityShown:
    """Of one term, all at once."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        said = await capacity.say(tx, actor, code, data)
        return _show((await rules.department(tx, code)).code, said)


HANDLERS = [show, say]
