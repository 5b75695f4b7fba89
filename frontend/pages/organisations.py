"""An organisation's own page: what the register says of it, its people, and how others are let in."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts import sign_in
from api.accounts.actor import Actor, Role
from api.accounts.routes import session_response
from api.errors import Conflict, Expired, Invalid, NotFound, Refusal, WrongState
from api.identity import require_signed_in
from api.organisations import invitation, membership, organisation, vouching
from api.organisations.invitation import Inviting
from api.organisations.membership import MemberRole, RoleChange
from api.organisations.routes import checked_number, look_up, show, show_entry
from api.organisations.vouching import Vouching
from api.partnerships import merging
from api.partnerships.merging import Merging
from api.problems import queries as problems
from api.rate_limit import CODES, REGISTER, limited
from api.reading import read_form
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field, fragment, page

PROBLEMS_AT_MOST = 20
NOBODY = UUID(int=0)

Work = Callable[[Transaction], Awaitable[object]]


@get("/organisations/{organisation_id:uuid}", include_in_schema=False)
async def look(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, done: str = "") -> Response[Any]:
    require_signed_in(actor)
    return await _show(request, actor, organisation_id, done=done)


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    organisation_id: UUID,
    *,
    status: int = 200,
    done: str = "",
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response[Any]:
    async with request.app.state.database.transaction() as tx:
        entry = await organisation.by_id(tx, organisation_id)
        if entry is not None and entry.merged_into is not None and actor.has(Role.DESK):
            return see_other(f"/organisations/{entry.merged_into}")
        home = await membership.load(tx, actor, organisation_id)
        shown = await show(tx, home)
        owners = {member.person_id for member in shown.members if member.role is MemberRole.OWNER}
        return await page(
            tx, request, actor, "organisations/organisation.html", status=status, home=shown, unknown=home.is_unknown,
            invitations=await invitation.invitations(tx, organisation_id), done=done, typed=typed or {},
            errors=errors or {}, may_invite=actor.person_id in owners or actor.has(Role.DESK),
            is_desk=actor.has(Role.DESK),
            posted=await problems.of_person(tx, NOBODY, [organisation_id], None, PROBLEMS_AT_MOST),
        )  # fmt: skip


async def _change(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, done: str, work: Work
) -> Response[Any]:
    """What was typed comes back when it is refused."""
    require_signed_in(actor)
    try:
        async with request.app.state.database.transaction() as tx:
            await work(tx)
    except Invalid as fault:
        typed, errors = await typed_into(request), by_field(fault.faults)
        return await _show(request, actor, organisation_id, status=422, typed=typed, errors=errors)
    except (Conflict, WrongState) as refusal:
        typed = await typed_into(request)
        return await _show(request, actor, organisation_id, status=409, typed=typed, errors={"": refusal.said})
    return see_other(f"/organisations/{organisation_id}?done={done}")


@post("/organisations/{organisation_id:uuid}/invitations", include_in_schema=False)
async def invite(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> Response[Any]:
    body = await request.body()
    return await _change(
        request, actor, organisation_id, "invited",
        lambda tx: invitation.invite(tx, actor, organisation_id, read_form(Inviting, body)),
    )  # fmt: skip


@post("/organisations/{organisation_id:uuid}/invitations/{invitation_id:uuid}/withdrawal", include_in_schema=False)
async def withdraw(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, invitation_id: UUID
) -> Response[Any]:
    return await _change(
        request, actor, organisation_id, "withdrawn",
        lambda tx: invitation.withdraw(tx, actor, organisation_id, invitation_id),
    )  # fmt: skip


@post("/organisations/{organisation_id:uuid}/members/{person_id:uuid}/role", include_in_schema=False)
async def change_role(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, person_id: UUID
) -> Response[Any]:
    body = await request.body()
    return await _change(
        request, actor, organisation_id, "role",
        lambda tx: membership.change_role(tx, actor, organisation_id, person_id, read_form(RoleChange, body)),
    )  # fmt: skip


@post("/organisations/{organisation_id:uuid}/members/{person_id:uuid}/leave", include_in_schema=False)
async def leave(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, person_id: UUID) -> Response[Any]:
    answered = await _change(
        request, actor, organisation_id, "left",
        lambda tx: membership.take_leave(tx, actor, organisation_id, person_id),
    )  # fmt: skip
    own = answered.status_code == 303 and person_id == actor.person_id and not actor.has(Role.DESK)
    return see_other("/me") if own else answered


@post("/organisations/{organisation_id:uuid}/vouching", include_in_schema=False)
async def vouch(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> Response[Any]:
    body = await request.body()
    return await _change(
        request, actor, organisation_id, "vouched",
        lambda tx: vouching.vouch(tx, actor, organisation_id, read_form(Vouching, body)),
    )  # fmt: skip


@post("/organisations/{organisation_id:uuid}/merging", include_in_schema=False)
async def merge(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> Response[Any]:
    body = await request.body()
    return await _change(
        request, actor, organisation_id, "merged",
        lambda tx: merging.merge(tx, actor, organisation_id, read_form(Merging, body)),
    )  # fmt: skip


@get("/organisations/register", include_in_schema=False, guards=[limited(REGISTER)])
async def look_up_number(request: Request[Any, Any, Any], actor: Actor, number: str = "") -> Response[str]:
    """One line beside the field in which a number is typed; nothing while it is not a number yet."""
    try:
        checked = checked_number(number)
    except Invalid:
        return fragment(request, actor, "organisations/register_line.html", entry=None)
    state = request.app.state
    found = show_entry(checked, await look_up(state.database, state.register, checked))
    return fragment(request, actor, "organisations/register_line.html", entry=found)


@get("/invitations/{key:str}", include_in_schema=False)
async def look_at_invitation(request: Request[Any, Any, Any], actor: Actor, key: str) -> Response[str]:
    """Looking changes nothing: scanners of mail open every link."""
    async with request.app.state.database.transaction() as tx:
        try:
            found, refused = await invitation.look_at(tx, key), None
        except (NotFound, Expired) as refusal:
            found, refused = None, refusal
        status = 200 if found else 410
        return await page(
            tx, request, actor, "organisations/invitation.html", status=status, invitation=found, key=key,
            said=_said(refused),
        )  # fmt: skip


def _said(refused: Refusal | None) -> str:
    return refused.said if refused else ""


@post("/invitations/{key:str}", include_in_schema=False, guards=[limited(CODES)])
async def accept_invitation(request: Request[Any, Any, Any], actor: Actor, key: str) -> Response[Any]:
    """Whoever holds the link reads that mailbox, so they are signed in as its owner."""
    try:
        async with request.app.state.database.transaction() as tx:
            home, who = await invitation.accept(tx, key)
            token = await sign_in.begin(tx, who, request.headers.get("user-agent", ""))
    except (NotFound, Expired):
        return await look_at_invitation.fn(request, actor, key)
    return see_other(f"/organisations/{home.id}?done=joined", [session_response(request.app.state.settings, token)])


router = Router(
    path="/",
    route_handlers=[
        look, invite, withdraw, change_role, leave, vouch, merge, look_up_number, look_at_invitation,
        accept_invitation,
    ],
)  # fmt: skip
