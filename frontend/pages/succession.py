"""Departments that change: decided here by the desk or the administrator, before the day."""

from typing import Any

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments import queries, rules, succession
from api.departments.succession import Change
from api.errors import Conflict, Invalid
from api.identity import require_signed_in
from api.reading import nest, read
from frontend.forms import see_other, typed_into
from frontend.pages.absences import day_in_full
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page


async def _page(request: Request[Any, Any, Any], actor: Actor, code: str, refused: Refused) -> Response[str]:
    require_signed_in(actor)
    succession.require_may(actor)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, code)
        pending = await succession.pending(tx, unit.id)
        after = [
            found for one in (pending.successors if pending else []) if (found := await queries.unit_by_id(tx, one))
        ]
        return await page(
            tx, request, actor, "departments/succession.html", status=refused.status, unit=unit, pending=pending,
            after=after, day=day_in_full, refused=refused, errors=refused.errors,
            is_over=unit.valid_to is not None and unit.valid_to <= tx.now.date(),
        )  # fmt: skip


def _sent(typed: dict[str, Any]) -> dict[str, Any]:
    """Codes are written with commas or spaces between them; a name counts for a rename alone."""
    sent = nest((name, text) for name, text in typed.items() if isinstance(text, str))
    sent["successors"] = str(typed.get("successors", "")).replace(",", " ").split()
    if sent.get("kind") != "rename":
        sent.pop("name", None)
    return sent


@get("/departments/{code:str}/succession", include_in_schema=False)
async def show(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    return await _page(request, actor, code, NOTHING_REFUSED)


@post("/departments/{code:str}/succession", status_code=200, include_in_schema=False)
async def decide(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        change = read(Change, _sent(typed), strict=False)
        async with request.app.state.database.transaction() as tx:
            await succession.decide(tx, actor, code, change)
    except Invalid as fault:
        errors = {name.partition(".")[0] if name.startswith("successors") else name: said
                  for name, said in by_field(fault.faults).items()}  # fmt: skip
        return await _page(request, actor, code, Refused("change", typed, errors, status=422))
    except Conflict as fault:
        return await _page(request, actor, code, Refused("change", typed, notice=fault.said, status=409))
    return see_other(f"/departments/{code}/succession")


@post("/departments/{code:str}/succession/removal", status_code=200, include_in_schema=False)
async def take_back(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await succession.take_back(tx, actor, code)
    return see_other(f"/departments/{code}/succession")


router = Router(path="/", route_handlers=[show, decide, take_back])
