"""Sessions: an opaque token in a cookie, kept as a hash, new at every sign-in, listed and ended by its owner."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Appointment, Role
from api.language import Language
from api.secrets import hashed, new_secret
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(days=30)


class _Found(msgspec.Struct, frozen=True):
    person_id: UUID
    name: str
    email: str
    language: Language
    roles: list[str]
    units: list[UUID | None]
    organisation_ids: list[UUID]
    session_id: UUID | None = None
    scopes: list[str] | None = None

    def as_actor(self) -> Actor:
        return Actor(
            person_id=self.person_id,
            name=self.name,
            email=self.email,
            language=self.language,
            appointments=frozenset(
                Appointment(Role(role), unit) for role, unit in zip(self.roles, self.units, strict=True)
            ),
            organisation_ids=frozenset(self.organisation_ids),
            scopes=None if self.scopes is None else frozenset(self.scopes),
            session_id=self.session_id,
        )


OPEN = "insert into session (id, token_hash, person_id, user_agent, expires_at) values ($1, $2, $3, $4, now() + $5)"

BY_COOKIE = """
select p.id as person_id, p.name, p.email, p.language, s.id as session_id, null::text[] as scopes,
    array(select a.role from appointment a where a.person_id = p.id and a.until is null order by a.id) as roles,
    array(select a.unit_id from appointment a where a.person_id = p.id and a.until is null order by a.id) as units,
    array(select m.organisation_id from membership m where m.person_id = p.id and m.until is null) as organisation_ids
from session s join person p on p.id = s.person_id
where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now()
"""

BY_BEARER = """
with used as (
    update api_token set last_used_at = now()
    where token_hash = $1 and revoked_at is null and expires_at > now() returning person_id, scopes
)
select p.id as person_id, p.name, p.email, p.language, null::uuid as session_id, u.scopes,
    array(select a.role from appointment a where a.person_id = p.id and a.until is null order by a.id) as roles,
    array(select a.unit_id from appointment a where a.person_id = p.id and a.until is null order by a.id) as units,
    array(select m.organisation_id from membership m where m.person_id = p.id and m.until is null) as organisation_ids
from used u join person p on p.id = u.person_id
"""

BY_PERSON = """
select p.id as person_id, p.name, p.email, p.language, null::uuid as session_id, null::text[] as scopes,
    array(select a.role from appointment a where a.person_id = p.id and a.until is null order by a.id) as roles,
    array(select a.unit_id from appointment a where a.person_id = p.id and a.until is null order by a.id) as units,
    array(select m.organisation_id from membership m where m.person_id = p.id and m.until is null) as organisation_ids
from person p where p.id = $1
"""

END = "update session set revoked_at = now() where id = $1 and person_id = $2 and revoked_at is null"

OPEN_ONES = """
select id, user_agent, created_at, expires_at from session
where person_id = $1 and revoked_at is null and expires_at > now()
order by created_at desc, id desc limit 50
"""


class Session(msgspec.Struct, frozen=True):
    id: UUID
    user_agent: str
    created_at: datetime
    expires_at: datetime


async def open_session(tx: Transaction, person_id: UUID, user_agent: str) -> str:
    """The token for the cookie; only its hash is kept."""
    token = new_secret()
    await tx.run(OPEN, new_id(), hashed(token), person_id, user_agent[:300], LIFETIME)
    return token


async def find_by_session(tx: Transaction, token: str) -> Actor | None:
    found = await tx.row(_Found, BY_COOKIE, hashed(token))
    return found.as_actor() if found else None


async def find_by_api_token(tx: Transaction, token: str) -> Actor | None:
    found = await tx.row(_Found, BY_BEARER, hashed(token))
    return found.as_actor() if found else None


async def find_by_person(tx: Transaction, person_id: UUID) -> Actor | None:
    """For what a person may do without a session: what a link in a mail to them offers."""
    found = await tx.row(_Found, BY_PERSON, person_id)
    return found.as_actor() if found else None


async def end_session(tx: Transaction, session_id: UUID, person_id: UUID) -> bool:
    return await tx.run(END, session_id, person_id) == 1


async def open_ones(tx: Transaction, person_id: UUID) -> list[Session]:
    """Where the person is signed in now, the newest first."""
    return await tx.rows(Session, OPEN_ONES, person_id)
