"""From a request to the actor: an API token, a session's cookie, or the key of a private link."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from api.accounts import session
from api.accounts.actor import Actor, visitor
from api.errors import SignInNeeded
from api.language import Language, _, spoken
from api.problems import queries as problems
from api.secrets import hashed, looks_like_token
from api.settings import Settings
from db.database import Database, Transaction

FOLLOW_COOKIE = "follow"
FOLLOW_KEYS_AT_MOST = 8


class _Id(msgspec.Struct, frozen=True):
    id: UUID


def session_cookie(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host over TLS; plain http on loopback can't carry that name."""
    return "session" if settings.development else "__Host-session"


def _bearer(request: Request[Any, Any, Any]) -> str | None:
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def _follow_keys(request: Request[Any, Any, Any]) -> list[str]:
    given = [request.query_params.get("key"), request.headers.get("x-follow-key")]
    kept = request.cookies.get(FOLLOW_COOKIE, "").split(".")
    return [key for key in [*given, *kept] if key and len(key) < 100][: FOLLOW_KEYS_AT_MOST + 2]


async def identify(request: Request[Any, Any, Any]) -> Actor:
    """Who asks. A bearer token that is not ours is refused; a cookie that has run out is only ignored."""
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    # Tokens are for the JSON door, whose handlers ask for their scopes; a page is for people.
    bearer = _bearer(request) if request.scope["path"].startswith("/api/") else None
    cookie = request.cookies.get(session_cookie(settings))
    keys = _follow_keys(request)
    if not bearer and not cookie and not keys:
        return visitor(spoken())
    async with database.transaction() as tx:
        actor = await _known(tx, bearer, cookie) or visitor(spoken())
        if keys:
            found = [row.id for key in keys for row in await tx.rows(_Id, problems.BY_FOLLOW_KEY, hashed(key))]
            actor = msgspec.structs.replace(actor, problem_ids=frozenset(found))
    return actor


async def _known(tx: Transaction, bearer: str | None, cookie: str | None) -> Actor | None:
    if bearer:
        actor = await session.find_by_api_token(tx, bearer) if looks_like_token(bearer) else None
        if actor is None:
            raise SignInNeeded(_("This token is not valid, or no longer."))
        return actor
    return await session.find_by_session(tx, cookie) if cookie else None


def require_signed_in(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise SignInNeeded
    return actor.person_id


LANGUAGE_COOKIE = "language"


def chosen_language(query: str | None, cookie: str | None) -> Language | None:
    for wish in (query, cookie):
        if wish in set(Language):
            return Language(wish)
    return None
