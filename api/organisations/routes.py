"""JSON door of organisations: what the register says, who belongs, and what the desk has seen to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post, put

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.errors import Fault, Invalid
from api.idempotency import once
from api.identity import require_signed_in
from api.language import Language, _
from api.organisations import invitation, membership, org_number, verifying, vouching
from api.organisations.invitation import Inviting, KeyTyped
from api.organisations.membership import Member, MemberRole, RoleChange
from api.organisations.organisation import Organisation
from api.organisations.register import Register, RegisterAway
from api.organisations.register_entry import RegisterEntry, Standing
from api.organisations.vouching import Vouching
from api.paging import Page
from api.partnerships import merging
from api.partnerships.merging import Merging
from api.rate_limit import CODES, REGISTER, limited
from db.database import Database, Transaction


class RegisterShown(msgspec.Struct, frozen=True):
    """`standing` is `unverified` while the register has not answered; the rest is then empty."""

    number: str
    standing: str
    name: str | None = None
    form: str | None = None
    industry: str | None = None
    employees: int | None = None
    municipality: str | None = None
    parent_number: str | None = None
    language: str | None = None
    bankrupt: bool = False
    winding_up: bool = False
    deleted_on: date | None = None
    answered_at: datetime | None = None


class OrganisationInFull(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    org_number: str | None
    country: str
    language: Language
    vouched_at: datetime | None
    register: RegisterShown | None
    members: list[Member]


class InvitationShown(msgspec.Struct, frozen=True):
    id: UUID
    email: str
    role: MemberRole
    expires_at: datetime


class Joined(msgspec.Struct, frozen=True):
    id: UUID
    name: str


def show_entry(number: str, found: RegisterEntry | None) -> RegisterShown:
    if found is None or found.standing is Standing.UNASKED:
        return RegisterShown(number, "unverified")
    return RegisterShown(
        number, found.standing.value, found.name, found.form_name, found.industry_name, found.employees,
        found.municipality, found.parent_number, found.written_form, found.bankrupt, found.winding_up,
        found.deleted_on, found.answered_at,
    )  # fmt: skip


async def look_up(database: Database, register: Register, number: str) -> RegisterEntry | None:
    """What the register says, at most a day old; None while it is away. It is asked between two transactions."""
    async with database.reading() as tx:
        known = await verifying.entry(tx, number)
        if verifying.is_fresh(known, tx.now):
            return known
    try:
        found = await register.look_up(number)
    except RegisterAway:
        return known
    async with database.transaction() as tx:
        return await verifying.keep(tx, found)


def checked_number(typed: str) -> str:
    number = org_number.plain(typed)
    if not org_number.is_valid(number):
        said = _("A Norwegian organisation number has nine digits, and the last one checks the others.")
        raise Invalid([Fault("/number", said)])
    return number


async def show(tx: Transaction, home: Organisation) -> OrganisationInFull:
    found = await verifying.entry(tx, home.org_number) if home.country == "NO" else None
    shown = show_entry(home.org_number, found) if home.org_number and home.country == "NO" else None
    belonging = await membership.members(tx, home.id)
    return OrganisationInFull(
        home.id, home.name, home.org_number, home.country, home.language, home.vouched_at, shown, belonging
    )


@get("/organisations/register/{number:str}", operation_id="look_up_number", guards=[limited(REGISTER)])
async def look_up_number(request: Request[Any, Any, Any], number: str) -> RegisterShown:
    """Never fails because the register does: it then says `unverified`."""
    checked = checked_number(number)
    state = request.app.state
    return show_entry(checked, await look_up(state.database, state.register, checked))


@get("/organisations/{organisation_id:uuid}", operation_id="show_organisation")
async def show_organisation(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> OrganisationInFull:
    need_scope(actor, "organisations:read")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await membership.load(tx, actor, organisation_id))


@post("/organisations/{organisation_id:uuid}/invitations", operation_id="invite_member", dto=Body[Inviting])
async def invite(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, data: Inviting
) -> Response[bytes]:
    need_scope(actor, "organisations:write")
    require_signed_in(actor)

    async def work(tx: Transaction) -> InvitationShown:
        made = await invitation.invite(tx, actor, organisation_id, data)
        return InvitationShown(made.id, made.email, made.role, made.expires_at)

    return await once(request, actor, work)


@delete("/organisations/{organisation_id:uuid}/invitations/{invitation_id:uuid}", operation_id="withdraw_invitation")
async def withdraw_invitation(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, invitation_id: UUID
) -> None:
    need_scope(actor, "organisations:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await invitation.withdraw(tx, actor, organisation_id, invitation_id)


@post(
    "/invitations/acceptance",
    operation_id="accept_invitation",
    dto=Body[KeyTyped],
    status_code=200,
    guards=[limited(CODES)],
)
async def accept_invitation(request: Request[Any, Any, Any], data: KeyTyped) -> Joined:
    """Whoever holds the mailed key reads that mailbox; that person then belongs to the organisation."""
    async with request.app.state.database.transaction() as tx:
        home, _who = await invitation.accept(tx, data.key)
        return Joined(home.id, home.name)


@put(
    "/organisations/{organisation_id:uuid}/members/{person_id:uuid}",
    operation_id="change_member_role",
    dto=Body[RoleChange],
)
async def change_role(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, person_id: UUID, data: RoleChange
) -> Page[Member]:
    need_scope(actor, "organisations:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return Page(await membership.change_role(tx, actor, organisation_id, person_id, data))


@delete("/organisations/{organisation_id:uuid}/members/{person_id:uuid}", operation_id="end_membership")
async def end_membership(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, person_id: UUID) -> None:
    need_scope(actor, "organisations:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await membership.take_leave(tx, actor, organisation_id, person_id)


@post(
    "/organisations/{organisation_id:uuid}/vouching",
    operation_id="vouch_for_organisation",
    dto=Body[Vouching],
    status_code=200,
)
async def vouch(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, data: Vouching
) -> OrganisationInFull:
    need_scope(actor, "organisations:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await vouching.vouch(tx, actor, organisation_id, data))


@post(
    "/organisations/{organisation_id:uuid}/merging",
    operation_id="merge_organisation",
    dto=Body[Merging],
    status_code=200,
)
async def merge(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, data: Merging
) -> OrganisationInFull:
    """Answers with the one that stays."""
    need_scope(actor, "organisations:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await merging.merge(tx, actor, organisation_id, data))


router = Router(
    path="/",
    route_handlers=[
        look_up_number, show_organisation, invite, withdraw_invitation, accept_invitation, change_role,
        end_membership, vouch, merge,
    ],
    tags=["organisations"],
)  # fmt: skip
