"""When somebody is away: one's own days, and those of people one answers for."""

from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, Router, get, post

from api.accounts import person
from api.accounts.actor import Actor
from api.departments import absence, rules
from api.departments.absence import Absence, Away
from api.errors import Invalid, NotFound
from api.identity import require_signed_in
from api.language import _, spoken
from api.notifications.dates import LOCALES
from api.reading import read
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page


def day_in_full(day: date) -> str:
    return format_date(day, "d MMMM y", locale=LOCALES[spoken()])


def away_in_words(away: Absence, today: date) -> str:
    """Where somebody is listed: when they are back, or which days they will be away, and who has it meanwhile."""
    if away.starts_on <= today:
        said = _("Away until %(day)s", day=day_in_full(away.ends_on))
    else:
        said = _("Away from %(first)s to %(last)s", first=day_in_full(away.starts_on), last=day_in_full(away.ends_on))
    return f"{said}. " + (_("%(name)s stands in.", name=away.substitute_name) if away.substitute_name else "")


async def _page(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, refused: Refused) -> Response[str]:
    rules.require_staff(actor)
    own = person_id == actor.person_id
    async with request.app.state.database.reading() as tx:
        if not own:
            await absence.require_may_report(tx, actor, person_id)
        who = await person.by_id(tx, person_id)
        if who is None:
            raise NotFound
        return await page(
            tx, request, actor, "departments/absences.html", status=refused.status, who=who, own=own,
            base="/me/absences" if own else f"/people/{person_id}/absences", today=tx.now.date(),
            absences=await absence.of_person(tx, person_id), in_words=away_in_words,
            colleagues=[(one.id, one.name) for one in await absence.colleagues_of(tx, person_id)],
            refused=refused, errors=refused.errors,
        )  # fmt: skip


async def _report(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, here: str) -> Response[Any]:
    typed = await typed_into(request)
    try:
        away = read(Away, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            await absence.report(tx, actor, person_id, away)
    except Invalid as fault:
        return await _page(request, actor, person_id, Refused("away", typed, by_field(fault.faults), status=422))
    return see_other(here)


async def _cancel(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, absence_id: UUID) -> None:
    async with request.app.state.database.transaction() as tx:
        await absence.cancel(tx, actor, absence_id, person_id)


@get("/me/absences", include_in_schema=False)
async def own(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _page(request, actor, require_signed_in(actor), NOTHING_REFUSED)


@post("/me/absences", status_code=200, include_in_schema=False)
async def report_own(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    return await _report(request, actor, require_signed_in(actor), "/me/absences")


@post("/me/absences/{absence_id:uuid}/cancellation", status_code=200, include_in_schema=False)
async def cancel_own(request: Request[Any, Any, Any], actor: Actor, absence_id: UUID) -> Response[Any]:
    await _cancel(request, actor, require_signed_in(actor), absence_id)
    return see_other("/me/absences")


@get("/people/{person_id:uuid}/absences", include_in_schema=False)
async def theirs(request: Request[Any, Any, Any], actor: Actor, person_id: UUID) -> Response[str]:
    require_signed_in(actor)
    return await _page(request, actor, person_id, NOTHING_REFUSED)


@post("/people/{person_id:uuid}/absences", status_code=200, include_in_schema=False)
async def report(request: Request[Any, Any, Any], actor: Actor, person_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    return await _report(request, actor, person_id, f"/people/{person_id}/absences")


@post("/people/{person_id:uuid}/absences/{absence_id:uuid}/cancellation", status_code=200, include_in_schema=False)
async def cancel(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, absence_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    await _cancel(request, actor, person_id, absence_id)
    return see_other(f"/people/{person_id}/absences")


async def away_at(tx: Transaction, unit_id: UUID) -> dict[UUID, str]:
    """What to say beside each name, by person: the next absence of each."""
    today = tx.now.date()
    found: dict[UUID, str] = {}
    for away in await absence.at_unit(tx, unit_id):
        found.setdefault(away.person_id, away_in_words(away, today))
    return found


router = Router(path="/", route_handlers=[own, report_own, cancel_own, theirs, report, cancel])
