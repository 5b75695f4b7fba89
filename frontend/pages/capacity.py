"""How much a department has room for, term by term."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments import capacity, contacts, queries, rules
from api.departments.capacity import Room, TermCapacity, Told
from api.departments.contacts import UnitRole
from api.departments.term import next_terms
from api.departments.unit import FormOfUse
from api.errors import Invalid, NotAllowed
from api.identity import require_signed_in
from api.reading import read
from frontend.forms import see_other, typed_into
from frontend.pages.departments import term_in_words
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page

TERMS = 3
NEW = ("new-form", "new-person", "new-places")


class Line(msgspec.Struct, frozen=True):
    """One number on the page: a form of use, of everyone or of one person. `room` None: nothing is said of it."""

    field: str
    label: str
    room: Room | None


def _lines(term: str, forms: list[FormOfUse], said: Told) -> list[Line]:
    lines = [Line(f"form.{form.code}", str(form.name), said.room_in(term, form.code)) for form in forms]
    return lines + [
        Line(f"of.{room.supervisor_id}.{room.form}", f"{room.form_name}, {room.supervisor_name}", room)
        for room in said.rooms
        if room.term == term and room.supervisor_id
    ]


async def _page(request: Request[Any, Any, Any], actor: Actor, code: str, refused: Refused) -> Response[str]:
    rules.require_staff(actor)
    async with request.app.state.database.reading() as tx:
        unit = await rules.department(tx, code)
        forms, said = await queries.forms_of(tx, unit.id), await capacity.told(tx, unit.id)
        terms = [(term, term_in_words(term), _lines(term, forms, said)) for term in next_terms(tx.now.date(), TERMS)]
        people = {
            one.person_id: one.name for one in await contacts.of_unit(tx, unit.id) if one.role is not UnitRole.EDITOR
        }
        return await page(
            tx, request, actor, "departments/capacity.html", status=refused.status, unit=unit, terms=terms, said=said,
            may=capacity.may_change(actor, unit.id), refused=refused, errors=refused.errors,
            guides=[(str(one), name) for one, name in people.items()],
            forms=[(form.code, str(form.name)) for form in forms],
        )  # fmt: skip


def _sent(term: str, typed: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """As the JSON it stands for, and the field that each of its items came from. Empty means no limit."""
    items: list[dict[str, Any]] = []
    fields: list[str] = []
    for name, text in typed.items():
        kind, _dot, rest = name.partition(".")
        if kind not in ("form", "of") or not isinstance(text, str) or not text.strip():
            continue
        who, _dot, form = rest.partition(".") if kind == "of" else ("", "", rest)
        items.append({"form": form, "places": text.strip(), **({"supervisor_id": who} if who else {})})
        fields.append(name)
    form, who, places = (str(typed.get(name, "")).strip() for name in NEW)
    if places:
        items.append({"form": form, "supervisor_id": who, "places": places})
        fields.append("new-places")
    return {"term": term, "items": items, "full": bool(typed.get("full"))}, fields


def _by_own_fields(fault: Invalid, fields: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pointer, said in by_field(fault.faults).items():
        parts = pointer.split(".")
        known = len(parts) > 1 and parts[0] == "items" and parts[1].isdigit() and int(parts[1]) < len(fields)
        found[fields[int(parts[1])] if known else ""] = said
    return found


@get("/departments/{code:str}/capacity", include_in_schema=False)
async def show(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    return await _page(request, actor, code, NOTHING_REFUSED)


@post("/departments/{code:str}/capacity", status_code=200, include_in_schema=False)
async def say(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    term = str(typed.get("term", ""))
    sent, fields = _sent(term, typed)
    try:
        wanted = read(TermCapacity, sent, strict=False)
        async with request.app.state.database.transaction() as tx:
            await capacity.say(tx, actor, code, wanted)
    except Invalid as fault:
        return await _page(request, actor, code, Refused(term, typed, _by_own_fields(fault, fields), status=422))
    except NotAllowed as fault:
        return await _page(request, actor, code, Refused(term, typed, notice=fault.said, status=403))
    return see_other(f"/departments/{code}/capacity#{term}")


router = Router(path="/", route_handlers=[show, say])
