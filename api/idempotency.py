"""`Idempotency-Key`: a POST that is repeated gets the first answer again, and its effect happens once.

The answer is stored in the transaction of the effect, so a crash between commit and response changes nothing
(after docs.stripe.com/api/idempotent_requests; unlike there, an answer of 500 is not kept: nothing has happened then).
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response

from api.accounts.actor import Actor
from api.errors import Conflict, Fault, Invalid
from api.language import _
from db.database import Database, Transaction

HEADER = "idempotency-key"

FIND = "select fingerprint, status, body from idempotency where caller = $1 and key = $2"

KEEP = "insert into idempotency (caller, key, fingerprint, status, body) values ($1, $2, $3, $4, $5)"

# One at a time for a key: the second of two twins finds the lock taken and is told so.
LOCK = "select pg_try_advisory_xact_lock(hashtextextended($1, 0))"

FORGET = """
delete from idempotency where ctid in (
    select ctid from idempotency where created_at < now() - $1::interval order by created_at limit 1000
)
"""

KEPT_FOR = timedelta(days=7)


class _Kept(msgspec.Struct, frozen=True):
    fingerprint: bytes
    status: int
    body: bytes


def _caller(request: Request[Any, Any, Any], actor: Actor) -> str:
    if actor.person_id:
        return str(actor.person_id)
    return f"from {request.client.host if request.client else '-'}"


async def once(
    request: Request[Any, Any, Any],
    actor: Actor,
    work: Callable[[Transaction], Awaitable[Any]],
    *,
    status: int = 201,
    sent: bytes | None = None,
) -> Response[bytes]:
    """Do `work` in one transaction and answer with what it returns, as JSON; by key, once.

    The key is the caller's own: two callers never meet. The same key with another body is a mistake (422).
    `sent` stands for a body that was read in passing and is not there any more.
    """
    database: Database = request.app.state.database
    key = request.headers.get(HEADER, "").strip()
    if len(key) > 255:
        raise Invalid(
            [Fault("/Idempotency-Key", _("This is too long. There is room for %(count)s characters.", count=255))]
        )
    async with database.transaction() as tx:
        if not key:
            return _response(msgspec.json.encode(await work(tx)), status)
        caller = _caller(request, actor)
        body = await request.body() if sent is None else sent
        what = f"{request.method} {request.url.path}\n".encode() + body
        fingerprint = hashlib.sha256(what).digest()
        if not await tx.value(LOCK, f"{caller}\n{key}"):
            raise Conflict(_("The same request is being handled right now."))
        kept = await tx.row(_Kept, FIND, caller, key)
        if kept:
            if kept.fingerprint != fingerprint:
                raise Invalid([Fault("/Idempotency-Key", _("This key was used for something else."))])
            return _response(kept.body, kept.status, replayed=True)
        answer = msgspec.json.encode(await work(tx))
        try:
            await tx.run(KEEP, caller, key, fingerprint, status, answer)
        except asyncpg.UniqueViolationError:
            raise Conflict(_("The same request is being handled right now.")) from None
        return _response(answer, status)


def _response(body: bytes, status: int, *, replayed: bool = False) -> Response[bytes]:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    return Response(body, status_code=status, media_type="application/json", headers=headers)


async def forget(tx: Transaction) -> int:
    """Answers that nobody repeats a request for any more."""
    return await tx.run(FORGET, KEPT_FOR)
