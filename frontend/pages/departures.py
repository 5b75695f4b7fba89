"""When somebody leaves: what will move is shown before it is done."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor, Role
from api.departments import absence
from api.errors import Invalid
from api.identity import require_signed_in
from api.language import later
from api.partnerships import departure
from api.partnerships.departure import Departure, Kind
from api.reading import read
from frontend.forms import see_other, typed_into
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page

ROLES = {
    Role.STUDENT: later("Student"),
    Role.TEACHER: later("Teacher"),
    Role.CONTACT: later("Contact for companies"),
    Role.EDITOR: later("Editor of the words"),
    Role.HEAD: later("Head of department"),
    Role.DESK: later("At the broker desk"),
    Role.PARTNERSHIP: later("Partnership staff"),
    Role.ADMIN: later("Administrator"),
}
KINDS = {
    Kind.REFERRAL: later("to answer"),
    Kind.ENGAGEMENT: later("to guide students in"),
    Kind.FOLLOW_UP: later("to get in touch about again"),
}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _page(
    request: Request[Any, Any, Any], actor: Actor, person_id: UUID, successor: UUID | None, refused: Refused
) -> Response[str]:
    async with request.app.state.database.transaction() as tx:
        try:
            leaving = await departure.preview(tx, actor, person_id, successor)
        except Invalid as fault:
            if successor is None:
                refused = Refused("departure", refused.typed, by_field(fault.faults), status=refused.status)
            leaving = None
        return await page(
            tx, request, actor, "departments/departure.html", status=refused.status, leaving=leaving,
            person_id=person_id, successor=successor, refused=refused, errors=refused.errors, role_names=ROLES,
            kinds=KINDS, colleagues=[(one.id, one.name) for one in await absence.colleagues_of(tx, person_id)],
        )  # fmt: skip


@get("/people/{person_id:uuid}/departure", include_in_schema=False)
async def preview(request: Request[Any, Any, Any], actor: Actor, person_id: UUID, successor: str = "") -> Response[str]:
    require_signed_in(actor)
    return await _page(request, actor, person_id, _id(successor), NOTHING_REFUSED)


@post("/people/{person_id:uuid}/departure", status_code=200, include_in_schema=False)
async def depart(request: Request[Any, Any, Any], actor: Actor, person_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        wanted = read(Departure, {name: text for name, text in typed.items() if text}, strict=False)
        async with request.app.state.database.transaction() as tx:
            left = await departure.depart(tx, actor, person_id, wanted)
    except Invalid as fault:
        refused = Refused("departure", typed, by_field(fault.faults), status=422)
        return await _page(request, actor, person_id, _id(str(typed.get("successor_id", ""))), refused)
    code = next((role.department_code for role in left.roles if role.department_code), None)
    return see_other(f"/departments/{code}/people" if code and code != "DESK" else "/desk")


router = Router(path="/", route_handlers=[preview, depart])
