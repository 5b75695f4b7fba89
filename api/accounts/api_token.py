"""API tokens: named, scoped, expiring; shown once, kept as a hash."""

from datetime import timedelta
from uuid import UUID

from api.accounts.actor import Actor
from api.errors import Fault, Invalid, NotAllowed
from api.language import _
from api.secrets import TOKEN_PREFIX, hashed, new_token
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(days=365)

SCOPES = frozenset(
    {
        "problems:read",
        "problems:write",
        "referrals:read",
        "referrals:write",
        "engagements:read",
        "engagements:write",
        "partnerships:read",
        "follow_ups:read",
        "follow_ups:write",
        "metrics:read",
        "webhooks:write",
        "departments:write",
        "desk:write",
        "organisations:read",
        "organisations:write",
    }
)

CREATE = """
insert into api_token (id, person_id, name, prefix, token_hash, scopes, expires_at)
values ($1, $2, $3, $4, $5, $6, now() + $7)
"""


async def create(tx: Transaction, person_id: UUID, name: str, scopes: list[str], lifetime: timedelta = LIFETIME) -> str:
    """The token itself, this once."""
    unknown = sorted(set(scopes) - SCOPES)
    if unknown or not scopes:
        known = ", ".join(sorted(SCOPES))
        raise Invalid([Fault("/scopes", _("Choose among these scopes: %(known)s.", known=known))])
    token = new_token()
    prefix = token[: len(TOKEN_PREFIX) + 4]
    await tx.run(CREATE, new_id(), person_id, name, prefix, hashed(token), sorted(set(scopes)), lifetime)
    return token


def need_scope(actor: Actor, scope: str) -> None:
    """A token does only what its scopes name; a person in a browser has none to show."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise NotAllowed(_("This token lacks the scope %(scope)s.", scope=scope))
