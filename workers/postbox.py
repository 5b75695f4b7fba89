"""Where mail leaves the house: SMTP, or in development nowhere (it is read at /dev/mail)."""

from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

import aiosmtplib

from api.errors import Away
from api.notifications.mail import Mail
from api.notifications.replying import reply_address
from api.settings import Inbound, Settings, Smtp


class Postbox(Protocol):
    async def send(self, letter: Mail) -> None: ...


class MailAway(Away):
    """The mail server does not answer, or asks us to come back later."""


class KeptForReading:
    async def send(self, letter: Mail) -> None:
        """It lies in the table already."""


class SmtpPostbox:
    """`Message-ID` is the mail's own id, so a receiver can tell a repeated delivery."""

    def __init__(self, smtp: Smtp, host: str, inbound: Inbound | None = None, secret: str = "") -> None:
        self.smtp = smtp
        self.host = host
        self.inbound = inbound
        self.secret = secret

    async def send(self, letter: Mail) -> None:
        message = EmailMessage()
        # First, since it takes away every header that speaks of the content.
        message.set_content(letter.text)
        message["Content-Language"] = letter.language.value
        message["From"] = self.smtp.sender
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = letter.created_at
        message["Message-ID"] = f"<{letter.id}@{self.host}>"
        message["Auto-Submitted"] = "auto-generated"
        self._thread(message, letter)
        try:
            await self._hand_in(message)
        except aiosmtplib.SMTPResponseException as refusal:
            # 4xx: come back later. 5xx is a fault of this mail.
            if refusal.code < 500:
                raise MailAway(str(refusal)) from refusal
            raise
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            if all(one.code < 500 for one in refusal.recipients):
                raise MailAway(str(refusal)) from refusal
            raise
        except (aiosmtplib.SMTPException, OSError) as fault:
            raise MailAway(str(fault)) from fault

    def _thread(self, message: EmailMessage, letter: Mail) -> None:
        """What a mail programme needs to show one conversation, and where an answer to it goes."""
        first = f"<{letter.first_id}@{self.host}>" if letter.first_id else None
        before = [one for one in (first, letter.in_reply_to) if one]
        if before:
            message["In-Reply-To"] = before[-1]
            message["References"] = " ".join(before)
        address = reply_address(self.inbound, self.secret, letter) if self.inbound else None
        if address:
            message["Reply-To"] = address

    async def _hand_in(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self.smtp.host,
            port=self.smtp.port,
            username=self.smtp.username or None,
            password=self.smtp.password or None,
            use_tls=self.smtp.tls == "implicit",
            start_tls=self.smtp.tls == "starttls",
            timeout=20,
        )


def postbox_for(settings: Settings) -> Postbox:
    if settings.smtp is None:
        return KeptForReading()
    host = urlsplit(settings.base_url).hostname or "localhost"
    return SmtpPostbox(settings.smtp, host, settings.inbound, settings.secret)
