"""Letting others in: an owner invites an address, and whoever reads that mailbox takes the invitation."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts import person
from api.accounts.actor import Actor
from api.accounts.person import Person
from api.errors import Conflict, Expired, NotFound
from api.history import history
from api.language import _, later
from api.organisations import organisation
from api.organisations.membership import MemberRole, load_as_owner
from api.organisations.organisation import Organisation
from api.reading import Email
from api.secrets import hashed, new_secret
from db import outbox
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(days=14)
INVITED_AT_MOST = 30


class Invitation(msgspec.Struct, frozen=True):
    id: UUID
    organisation_id: UUID
    organisation_name: str
    email: str
    role: MemberRole
    invited_by_name: str
    expires_at: datetime


class Inviting(msgspec.Struct, frozen=True):
    email: Email
    role: MemberRole = MemberRole.MEMBER


class KeyTyped(msgspec.Struct, frozen=True):
    key: Annotated[str, Meta(min_length=1, max_length=100)]


INVITATION_COLUMNS = """
    i.id, i.organisation_id, o.name as organisation_name, i.email, i.role, b.name as invited_by_name, i.expires_at
"""

INVITATION_JOINS = "invitation i join organisation o on o.id = i.organisation_id join person b on b.id = i.invited_by"

OPEN_INVITATIONS = f"""
select {INVITATION_COLUMNS} from {INVITATION_JOINS}
where i.organisation_id = $1 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
order by i.created_at limit 100
"""  # noqa: S608

BY_ID = f"select {INVITATION_COLUMNS} from {INVITATION_JOINS} where i.id = $1"  # noqa: S608

BY_KEY = f"""
select {INVITATION_COLUMNS} from {INVITATION_JOINS}
where i.token_hash = $1 and i.accepted_at is null and i.withdrawn_at is null for update of i
"""  # noqa: S608

WITHDRAW_EARLIER = """
update invitation set withdrawn_at = $3
where organisation_id = $1 and email = $2 and accepted_at is null and withdrawn_at is null
"""

WITHDRAW = """
update invitation set withdrawn_at = $3
where id = $2 and organisation_id = $1 and accepted_at is null and withdrawn_at is null
"""

INVITE = """
insert into invitation (id, organisation_id, email, role, token_hash, invited_by, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

ACCEPT = "update invitation set accepted_at = $2 where id = $1"


async def invitations(tx: Transaction, organisation_id: UUID) -> list[Invitation]:
    return await tx.rows(Invitation, OPEN_INVITATIONS, organisation_id, tx.now)


async def invitation(tx: Transaction, invitation_id: UUID) -> Invitation | None:
    return await tx.row(Invitation, BY_ID, invitation_id)


async def invite(tx: Transaction, actor: Actor, organisation_id: UUID, wanted: Inviting) -> Invitation:
    """A letter with a link; an earlier one to the same address stops working."""
    _home, belonging = await load_as_owner(tx, actor, organisation_id)
    email = wanted.email.lower()
    if any(member.email == email for member in belonging):
        raise Conflict(_("They belong to the organisation already."))
    if len(await invitations(tx, organisation_id)) >= INVITED_AT_MOST:
        raise Conflict(_("There are many invitations that nobody has answered. Take some of them back first."))
    invitation_id, key = new_id(), new_secret()
    await tx.run(WITHDRAW_EARLIER, organisation_id, email, tx.now)
    await tx.run(
        INVITE, invitation_id, organisation_id, email, wanted.role, hashed(key), actor.person_id, tx.now,
        tx.now + LIFETIME,
    )  # fmt: skip
    await history.record(
        tx, actor, "organisation.invited", organisation_id, reason=later("invited to belong to the organisation"),
        now=tx.now, organisation_id=organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "organisation.invited", invitation_id, key=key)
    made = await invitation(tx, invitation_id)
    assert made is not None
    return made


async def withdraw(tx: Transaction, actor: Actor, organisation_id: UUID, invitation_id: UUID) -> None:
    await load_as_owner(tx, actor, organisation_id)
    if not await tx.run(WITHDRAW, organisation_id, invitation_id, tx.now):
        raise NotFound


async def look_at(tx: Transaction, key: str) -> Invitation:
    """What the link offers. NotFound when it never was or is used up, Expired when it has grown too old."""
    found = await tx.row(Invitation, BY_KEY, hashed(key))
    if found is None:
        raise NotFound
    if found.expires_at <= tx.now:
        raise Expired(_("This invitation is no longer valid. Ask %(name)s for a new one.", name=found.invited_by_name))
    return found


async def accept(tx: Transaction, key: str) -> tuple[Organisation, Person]:
    """Whoever holds the link reads that mailbox: they belong, and may be signed in as its owner."""
    found = await look_at(tx, key)
    who = await person.keep(tx, found.email, found.email.partition("@")[0], now=tx.now)
    await tx.run(ACCEPT, found.id, tx.now)
    await organisation.join(tx, found.organisation_id, who.id, now=tx.now, role=found.role)
    author = Actor(person_id=who.id, name=who.name)
    await history.record(
        tx, author, "organisation.joined", found.organisation_id, reason=later("the invitation was taken"),
        now=tx.now, organisation_id=found.organisation_id,
    )  # fmt: skip
    home = await organisation.by_id(tx, found.organisation_id)
    assert home is not None
    return home, who
