"""How a unit works: each value with where it comes from, and the forms of use that it offers."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments import offering, rules
from api.departments.choosing import choose, unit_of
from api.departments.offering import Offer
from api.departments.setting import AT_ONCE, Level, SettingsChange, Settled, settings_of
from api.departments.unit import Institution, Unit, UnitKind
from api.errors import Invalid, NotFound
from api.identity import require_signed_in
from api.language import _, within
from api.reading import clean, read
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, page

NUMBERS = ("reply_days", "decision_days", "remind_days", "grace_days", "company_reminder_days", "claim_weeks")
DAYS = ("autumn_starts", "autumn_ends", "spring_starts", "spring_ends")
NAMES = (*NUMBERS, *DAYS, "digest_hour", "agreement_template_url", "questions")


class Typed(msgspec.Struct, frozen=True):
    """What was sent in vain, in the form called `form`, and what is wrong with it."""

    form: str = ""
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}


def as_typed(name: str, value: Any) -> str:
    """A value as it stands in its field."""
    if name in DAYS:
        return day_month(value)
    return "\n".join(value) if name == "questions" else "" if value is None else str(value)


def wished(typed: dict[str, Any], settled: Settled) -> dict[str, Any]:
    """What the form asks for: whatever differs from what holds; an emptied field inherits again."""
    asked: dict[str, Any] = {}
    for name in NAMES:
        said = clean(str(typed.get(name, "")))
        if name not in typed or said == clean(as_typed(name, getattr(settled.values, name))):
            continue
        if name in DAYS:
            said = _month_day(said) or ""
        asked[name] = [line for line in map(str.strip, said.splitlines()) if line] if name == "questions" else said
        if not asked[name]:
            asked[name] = None
    return asked


def day_month(text: str | None) -> str:
    """`10-15` as people write it: 15.10."""
    return f"{int(text[3:])}.{int(text[:2])}." if text else ""


def _month_day(text: str) -> str | None:
    """What people write as `10-15`; what can't be read stays as it is, to be refused."""
    parts = text.strip(". ").replace("/", ".").split(".")
    if len(parts) == 2 and all(part.strip().isdigit() for part in parts):
        return f"{int(parts[1]):02d}-{int(parts[0]):02d}"
    return text or None


async def _show(
    tx: Transaction, request: Request[Any, Any, Any], actor: Actor, unit: Unit | None, sent: Typed
) -> Response[str]:
    home: Institution = request.app.state.house.institution
    settled = await settings_of(tx, unit.id if unit else None)
    shown = {name: as_typed(name, getattr(settled.values, name)) for name in NAMES}
    forms = await offering.choices(tx, unit) if unit and unit.kind is UnitKind.DEPARTMENT else []
    return await page(
        tx, request, actor, "departments/settings.html", status=422 if sent.errors else 200,
        unit=unit, path_here=path_of(unit), name=unit.name if unit else home.name,
        values=shown | sent.typed if sent.form == "settings" else shown,
        inherited={name: as_typed(name, getattr(settled.inherited, name)) for name in NAMES}, own=settled.own,
        origins={name: _origin(level, name in settled.own, unit, home) for name, level in settled.origins.items()},
        may_choose=await rules.may_choose(tx, actor, unit), forms=forms, day_month=day_month,
        hours=[(AT_ONCE, _("At once, a mail for each")), *[(hour, f"{hour:02d}:00") for hour in range(24)]],
        faulty=sent.form, typed=sent.typed, errors=sent.errors,
    )  # fmt: skip


def path_of(unit: Unit | None) -> str:
    return f"/departments/{unit.code}/settings" if unit else "/settings"


def _origin(level: Level, own: bool, unit: Unit | None, home: Institution) -> str:
    if own and (level is Level.UNIT or unit is None):
        return _("Set here")
    if level is Level.FACULTY and unit and unit.faculty:
        return _("From %(whom)s", whom=within(unit.faculty))
    return _("From %(whom)s", whom=home.abbreviation)


async def _seen(tx: Transaction, actor: Actor, code: str | None) -> Unit | None:
    require_signed_in(actor)
    unit = await unit_of(tx, clean(code)) if code else None
    if not rules.is_staff(actor) or (code and unit is None):
        raise NotFound
    return unit


async def _get(request: Request[Any, Any, Any], actor: Actor, code: str | None) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await _show(tx, request, actor, await _seen(tx, actor, code), Typed())


async def _post(request: Request[Any, Any, Any], actor: Actor, code: str | None) -> Response[Any]:
    typed = await typed_into(request)
    try:
        async with request.app.state.database.transaction() as tx:
            unit = await _seen(tx, actor, code)
            settled = await settings_of(tx, unit.id if unit else None)
            asked = {str(typed["inherit"]): None} if typed.get("inherit") in NAMES else wished(typed, settled)
            await choose(tx, actor, unit, read(SettingsChange, asked, strict=False))
    except Invalid as fault:
        errors = {name.split(".")[0]: said for name, said in by_field(fault.faults).items()}
        return await _again(request, actor, code, Typed("settings", typed, errors))
    return see_other(path_of(unit))


async def _again(request: Request[Any, Any, Any], actor: Actor, code: str | None, sent: Typed) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await _show(tx, request, actor, await _seen(tx, actor, code), sent)


@get("/settings", include_in_schema=False)
async def institution_settings(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _get(request, actor, None)


@post("/settings", status_code=200, include_in_schema=False)
async def choose_for_institution(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    return await _post(request, actor, None)


@get("/departments/{code:str}/settings", include_in_schema=False)
async def unit_settings(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    return await _get(request, actor, code)


@post("/departments/{code:str}/settings", status_code=200, include_in_schema=False)
async def choose_for_unit(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    return await _post(request, actor, code)


@post("/departments/{code:str}/forms/{form:str}", status_code=200, include_in_schema=False)
async def offer_form(request: Request[Any, Any, Any], actor: Actor, code: str, form: str) -> Response[Any]:
    typed = await typed_into(request)
    said = {name: clean(str(typed.get(name, ""))) for name in ("local_name", "spring_deadline", "autumn_deadline")}
    asked: dict[str, Any] = {"offered": "offered" in typed, "local_name": said["local_name"] or None}
    asked |= {name: _month_day(said[name]) for name in ("spring_deadline", "autumn_deadline")}
    try:
        async with request.app.state.database.transaction() as tx:
            unit = await _seen(tx, actor, code)
            assert unit is not None
            await offering.offer(tx, actor, unit, clean(form), read(Offer, asked))
    except Invalid as fault:
        errors = {f"{form}-{name}": said for name, said in by_field(fault.faults).items()}
        return await _again(request, actor, code, Typed(form, typed, errors))
    return see_other(f"{path_of(unit)}#{form}")


router = Router(
    path="/",
    route_handlers=[institution_settings, choose_for_institution, unit_settings, choose_for_unit, offer_form],
)
