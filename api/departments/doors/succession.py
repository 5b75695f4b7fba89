"""JSON door of departments that change: decide it, look at it, take it back."""

from datetime import date
from typing import Any

import msgspec
from litestar import Request, delete, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import queries, rules, succession
from api.departments.doors.people import SCOPE
from api.departments.succession import Change, Kind, Succession
from api.errors import NotFound
from api.identity import require_signed_in
from api.language import Words
from db.database import Transaction


class SuccessionShown(msgspec.Struct, frozen=True):
    """What a department becomes, and from which day."""

    department_code: str
    kind: Kind
    on: date
    successors: list[str]
    name: Words | None
    reason: str


async def _show(tx: Transaction, code: str, found: Succession) -> SuccessionShown:
    units = [unit for one in found.successors if (unit := await queries.unit_by_id(tx, one))]
    return SuccessionShown(
        code, found.kind, found.takes_effect_on, [unit.code for unit in units], found.name, found.reason
    )


@get("/departments/{code:str}/succession", operation_id="show_succession")
async def show(request: Request[Any, Any, Any], actor: Actor, code: str) -> SuccessionShown:
    """What is decided and has not happened yet."""
    need_scope(actor, SCOPE)
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, code)
        found = await succession.pending(tx, unit.id)
        if found is None:
            raise NotFound
        return await _show(tx, unit.code, found)


@post("/departments/{code:str}/succession", operation_id="decide_succession", dto=Body[Change])
async def decide(request: Request[Any, Any, Any], actor: Actor, code: str, data: Change) -> SuccessionShown:
    """Nothing moves before the day; on it, all that is open follows."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        found = await succession.decide(tx, actor, code, data)
        return await _show(tx, (await rules.department(tx, code)).code, found)


@delete("/departments/{code:str}/succession", operation_id="take_back_succession")
async def take_back(request: Request[Any, Any, Any], actor: Actor, code: str) -> None:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await succession.take_back(tx, actor, code)


HANDLERS = [show, decide, take_back]
