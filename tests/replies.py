"""Replies to our letters, and a mail server that hands them to us."""

import asyncio
import smtplib
from email.message import EmailMessage

from api.notifications import mail
from api.notifications.replying import reply_address
from api.settings import Inbound, Settings
from db.database import Database
from tests.api.problems.test_attachment import COMPANY

ADDRESS = "reply@uni.example"


class Sender:
    """A mail server that hands us mail, as Postfix does."""

    def __init__(self, inbound: Inbound) -> None:
        self.inbound = inbound

    async def send(self, to: str, raw: bytes, *, sender: str = "kari@laks.example") -> tuple[int, str]:
        return await asyncio.to_thread(self._send, to, raw, sender)

    def _send(self, to: str, raw: bytes, sender: str) -> tuple[int, str]:
        with smtplib.LMTP(self.inbound.host, self.inbound.port) as line:
            try:
                refused = line.sendmail(sender, [to], raw)
            except smtplib.SMTPRecipientsRefused as refusal:
                code, said = refusal.recipients[to]
                return code, said.decode()
            except smtplib.SMTPResponseException as refusal:
                said = refusal.smtp_error
                return refusal.smtp_code, said.decode() if isinstance(said, bytes) else said
            return next(iter(refused.values()), (250, b""))[0], ""


def reply(
    text: str, *, sender: str = COMPANY, message_id: str = "<1@laks.example>", attached: bytes = b"", **headers: str
) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"], made["Subject"] = sender, ADDRESS, message_id, "Re: a question"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(f"{text}\n\nOn Monday Brobygger <x@uni.example> wrote:\n> How long?\n")
    if attached:
        made.add_attachment(attached, maintype="application", subtype="octet-stream", filename="plan.pdf")
    return made.as_bytes()


async def letter_to(database: Database, settings: Settings, recipient: str, occasion: str) -> str:
    """Where an answer to our newest letter of that kind goes."""
    async with database.transaction() as tx:
        mail_id = await tx.value(
            "select id from mail where recipient = $1 and occasion = $2 order by id desc limit 1", recipient, occasion
        )
        await tx.run("update mail set sent_at = null where id = $1", mail_id)
        found = await mail.unsent(tx, mail_id)
    assert found is not None
    assert settings.inbound is not None
    address = reply_address(settings.inbound, settings.secret, found)
    assert address is not None
    return address
