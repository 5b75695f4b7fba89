"""Who may speak for an organisation, and who says so.

Typing a company's number proves nothing about working there. The first who confirms a problem for it is admitted, and
owns it; after that, those whose mailbox is at the same domain as a member's, and those whom an owner invites. Anyone
else still owns what they posted themselves.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.errors import NotAllowed, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.organisations import organisation
from api.organisations.organisation import Organisation
from db.database import Transaction

# Domains at which anybody can have a mailbox, so that sharing one says nothing.
SHARED_MAILBOXES = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.no", "outlook.com", "live.com", "live.no", "msn.com",
        "yahoo.com", "yahoo.no", "icloud.com", "me.com", "proton.me", "protonmail.com", "online.no", "broadpark.no",
        "getmail.no", "altibox.no", "lyse.net", "frisurf.no", "start.no",
    }
)  # fmt: skip


class MemberRole(StrEnum):
    """Every member speaks for the organisation; an owner also says who does."""

    OWNER = "owner"
    MEMBER = "member"


class Member(msgspec.Struct, frozen=True):
    person_id: UUID
    name: str
    email: str
    role: MemberRole
    since: datetime


class RoleChange(msgspec.Struct, frozen=True):
    role: MemberRole


MEMBER_DOMAINS = """
select distinct split_part(p.email, '@', 2) as domain
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.until is null limit 50
"""

MEMBERS = """
select p.id as person_id, p.name, p.email, m.role, m.since
from membership m join person p on p.id = m.person_id
where m.organisation_id = $1 and m.until is null order by m.since, p.id limit 200
"""

END = "update membership set until = $3 where organisation_id = $1 and person_id = $2 and until is null"

SET_ROLE = "update membership set role = $3 where organisation_id = $1 and person_id = $2 and until is null"


async def admit(tx: Transaction, organisation_id: UUID, person_id: UUID, email: str, *, now: datetime) -> bool:
    """`email` is an address that the person has proved to read. False when they stay outside."""
    domains = {row["domain"] for row in await tx.rows(dict[str, str], MEMBER_DOMAINS, organisation_id)}
    own = email.rpartition("@")[2]
    if domains and (own not in domains or own in SHARED_MAILBOXES):
        return False
    await organisation.join(tx, organisation_id, person_id, now=now)
    return True


async def members(tx: Transaction, organisation_id: UUID) -> list[Member]:
    return await tx.rows(Member, MEMBERS, organisation_id)


async def load(tx: Transaction, actor: Actor, organisation_id: UUID) -> Organisation:
    """For a member or the desk; to anybody else it does not exist."""
    found = await organisation.by_id(tx, organisation_id, lock=True)
    belongs = organisation_id in actor.organisation_ids or actor.has(Role.DESK)
    if found is None or found.merged_into is not None or not belongs:
        raise NotFound
    return found


async def load_as_owner(tx: Transaction, actor: Actor, organisation_id: UUID) -> tuple[Organisation, list[Member]]:
    found = await load(tx, actor, organisation_id)
    belonging = await members(tx, organisation_id)
    owners = {member.person_id for member in belonging if member.role is MemberRole.OWNER}
    if actor.person_id not in owners and not actor.has(Role.DESK):
        raise NotAllowed(_("Only an owner of the organisation can do this."))
    return found, belonging


async def change_role(
    tx: Transaction, actor: Actor, organisation_id: UUID, person_id: UUID, wanted: RoleChange
) -> list[Member]:
    _home, belonging = await load_as_owner(tx, actor, organisation_id)
    _require_another_owner(belonging, person_id, leaving=wanted.role is not MemberRole.OWNER)
    if not await tx.run(SET_ROLE, organisation_id, person_id, wanted.role):
        raise NotFound
    await history.record(
        tx, actor, "organisation.role_changed", organisation_id, reason=wanted.role.value, now=tx.now,
        organisation_id=organisation_id,
    )  # fmt: skip
    return await members(tx, organisation_id)


async def take_leave(tx: Transaction, actor: Actor, organisation_id: UUID, person_id: UUID) -> None:
    """One leaves by oneself, or is let go by an owner. What they posted stays with the organisation."""
    if person_id == actor.person_id:
        await load(tx, actor, organisation_id)
        belonging = await members(tx, organisation_id)
    else:
        _home, belonging = await load_as_owner(tx, actor, organisation_id)
    _require_another_owner(belonging, person_id, leaving=True)
    if not await tx.run(END, organisation_id, person_id, tx.now):
        raise NotFound
    await history.record(
        tx, actor, "organisation.left", organisation_id, reason=later("no longer speaks for the organisation"),
        now=tx.now, organisation_id=organisation_id,
    )  # fmt: skip


def _require_another_owner(belonging: list[Member], person_id: UUID, *, leaving: bool) -> None:
    """An organisation that several people speak for is never left without somebody who can let others in."""
    others = [member for member in belonging if member.person_id != person_id]
    if leaving and others and not any(member.role is MemberRole.OWNER for member in others):
        raise WrongState(_("Make somebody else an owner first."), state="last_owner", allowed=[])
