"""Where a mail server hands us the replies to our letters: LMTP, one recipient at a time."""

import asyncio
import logging
from typing import Any

import asyncpg
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.errors import Invalid, Refusal, TooMany
from api.language import Language, speaking
from api.notifications.incoming import LARGEST
from api.notifications.receiving import receive
from api.notifications.replying import token_in
from api.settings import Inbound, Settings
from db.database import Database

log = logging.getLogger(__name__)


class Receiving:
    """What aiosmtpd asks at each step. A mail is taken when the change that it causes is committed, and not before."""

    def __init__(self, database: Database, settings: Settings, inbound: Inbound) -> None:
        self.database = database
        self.settings = settings
        self.inbound = inbound

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            # LMTP answers for each recipient, which the library does not: the rest come one by one.
            return "452 4.5.3 One recipient at a time"
        if token_in(self.inbound, address) is None:
            return "550 5.1.1 Nothing of ours can be answered at this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        if envelope.mail_from in (None, "", "<>"):
            return "250 2.0.0 A bounce, which needs no answer"
        try:
            with speaking(Language.ENGLISH):
                async with self.database.transaction() as tx:
                    outcome = await receive(tx, self.settings, raw, list(envelope.rcpt_tos))
        except TooMany as refusal:
            return _said("451 4.7.1", refusal)
        except Refusal as refusal:
            return _said("550 5.7.1", refusal)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.exception("a mail could not be taken in")
            return "451 4.3.0 Come back later"
        return f"250 2.0.0 {outcome.value}"


def _said(code: str, refusal: Refusal) -> str:
    said = refusal.faults[0].detail if isinstance(refusal, Invalid) and refusal.faults else refusal.said
    plain = " ".join((said or "This can't be taken in").split()).encode("ascii", "replace").decode()
    return f"{code} {plain[:400]}"


async def listen(database: Database, settings: Settings) -> None:
    """Until cancelled; where no mail comes in this way, it only waits."""
    inbound = settings.inbound
    if inbound is None or inbound.kind != "lmtp":
        await asyncio.Event().wait()
        return
    loop = asyncio.get_running_loop()
    handler = Receiving(database, settings, inbound)

    def session() -> Any:
        return LMTP(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Brobygger", loop=loop)

    server = await loop.create_server(session, inbound.host, inbound.port)
    async with server:
        await server.serve_forever()
