"""JSON door of what units choose for themselves."""

from typing import Any

import msgspec
from litestar import Request, Router, get, patch, put

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.departments import offering, rules
from api.departments.choosing import choose, unit_of
from api.departments.offering import FormChoice, Offer
from api.departments.setting import Level, SettingsChange, Settled, UnitSettings, settings_of
from api.departments.unit import Unit, UnitKind
from api.errors import NotFound
from api.identity import require_signed_in
from api.language import Words
from api.reading import clean
from db.database import Transaction

SCOPE = "departments:write"


class FormOffered(msgspec.Struct, frozen=True):
    """Dates are `MM-DD`, the department's own; null where the usual ones hold."""

    code: str
    name: Words
    offered: bool
    local_name: str | None
    spring_deadline: str | None
    autumn_deadline: str | None


class SettingsShown(msgspec.Struct, frozen=True):
    """`department` None: the institution's own. `origins` says where each value comes from; `own` what is set here."""

    department: str | None
    values: UnitSettings
    origins: dict[str, Level]
    inherited: UnitSettings
    own: list[str]
    forms: list[FormOffered]


def show_form(choice: FormChoice) -> FormOffered:
    form, own = choice.form, choice.own
    return FormOffered(
        form.code, form.name, own is not None, own.local_name if own else None, own.spring_deadline if own else None,
        own.autumn_deadline if own else None,
    )  # fmt: skip


async def show(tx: Transaction, unit: Unit | None, settled: Settled) -> SettingsShown:
    forms = await offering.choices(tx, unit) if unit and unit.kind is UnitKind.DEPARTMENT else []
    return SettingsShown(
        unit.code if unit else None, settled.values, settled.origins, settled.inherited, sorted(settled.own),
        [show_form(choice) for choice in forms],
    )  # fmt: skip


async def unit_seen(tx: Transaction, actor: Actor, code: str) -> Unit:
    require_signed_in(actor)
    unit = await unit_of(tx, clean(code))
    if unit is None:
        raise NotFound
    rules.require_staff(actor)
    return unit


@get("/settings", operation_id="show_settings")
async def show_institution(request: Request[Any, Any, Any], actor: Actor) -> SettingsShown:
    """What holds wherever a faculty or a department has not chosen for itself."""
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        return await show(tx, None, await settings_of(tx, None))


@patch("/settings", operation_id="choose_settings", dto=Body[SettingsChange])
async def choose_for_institution(request: Request[Any, Any, Any], actor: Actor, data: SettingsChange) -> SettingsShown:
    need_scope(actor, SCOPE)
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await show(tx, None, await choose(tx, actor, None, data))


@get("/departments/{code:str}/settings", operation_id="show_department_settings")
async def show_of_unit(request: Request[Any, Any, Any], actor: Actor, code: str) -> SettingsShown:
    """Of a department, a faculty or the desk, by its code."""
    need_scope(actor, SCOPE)
    async with request.app.state.database.reading() as tx:
        unit = await unit_seen(tx, actor, code)
        return await show(tx, unit, await settings_of(tx, unit.id))


@patch("/departments/{code:str}/settings", operation_id="choose_department_settings", dto=Body[SettingsChange])
async def choose_for_unit(
    request: Request[Any, Any, Any], actor: Actor, code: str, data: SettingsChange
) -> SettingsShown:
    need_scope(actor, SCOPE)
    async with request.app.state.database.transaction() as tx:
        unit = await unit_seen(tx, actor, code)
        return await show(tx, unit, await choose(tx, actor, unit, data))


@put("/departments/{code:str}/forms/{form:str}", operation_id="offer_form", dto=Body[Offer])
async def offer_form(request: Request[Any, Any, Any], actor: Actor, code: str, form: str, data: Offer) -> FormOffered:
    """`offered: false` takes the form away; what was accepted in it goes on."""
    need_scope(actor, SCOPE)
    async with request.app.state.database.transaction() as tx:
        unit = await unit_seen(tx, actor, code)
        return show_form(await offering.offer(tx, actor, unit, clean(form), data))


router = Router(
    path="/",
    route_handlers=[show_institution, choose_for_institution, show_of_unit, choose_for_unit, offer_form],
    tags=["departments"],
)
