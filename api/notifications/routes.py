"""The door for whoever takes in mail for us and hands it on by HTTP."""

import hashlib
import hmac
import time
from typing import Any

import msgspec
from litestar import Request, Router, post

from api.errors import NotAllowed, NotFound
from api.language import _
from api.notifications.incoming import LARGEST
from api.notifications.receiving import receive
from api.rate_limit import INBOUND, limited
from api.settings import Settings

SIGNATURE = "x-signature"
TIMESTAMP = "x-timestamp"
OLDEST = 300


class Received(msgspec.Struct, frozen=True):
    """`taken`, `repeated` (we had it) or `automatic` (a machine wrote it): none of them needs to be sent again."""

    outcome: str


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What comes in `X-Signature`, over the time in `X-Timestamp`, a dot, and the mail as it is."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@post(
    "/inbound-mail",
    operation_id="receive_mail",
    status_code=200,
    guards=[limited(INBOUND)],
    request_max_body_size=LARGEST,
)
async def receive_mail(request: Request[Any, Any, Any]) -> Received:
    """A mail as it came (`message/rfc822`), signed with the secret of `BROBYGGER_INBOUND`; nothing without it."""
    settings: Settings = request.app.state.settings
    if settings.inbound is None or settings.inbound.kind != "webhook":
        raise NotFound
    body = await request.body()
    timestamp = request.headers.get(TIMESTAMP, "")
    expected = signature(settings.inbound.secret, timestamp, body)
    is_fresh = timestamp.isdigit() and len(timestamp) < 12 and abs(time.time() - int(timestamp)) < OLDEST
    if not hmac.compare_digest(expected.encode(), request.headers.get(SIGNATURE, "").encode()) or not is_fresh:
        raise NotAllowed(_("The signature does not fit this mail, or it is older than five minutes."))
    async with request.app.state.database.transaction() as tx:
        outcome = await receive(tx, settings, body, [])
    return Received(outcome.value)


router = Router(path="/", route_handlers=[receive_mail], tags=["mail"])
