"""Reading a mail that somebody sent us: who wrote it, what is new in it, and what came with it."""

import email
import email.policy
import io
import re
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

import msgspec

from api.problems.attachment import SentFile
from api.reading import clean

LARGEST = 25 * 2**20
TEXT_AT_MOST = 8000
PARTS_AT_MOST = 60
FILES_AT_MOST = 10

# How mail programmes begin what they quote, in the languages of those who write to us.
QUOTED = re.compile(
    r"^\s*(?:"
    # "On Monday 23 November Brobygger <...> wrote:", with a time or an address in it, and a colon at its end.
    r"(?=.*(?:\d[:.]\d\d|@)).{0,250}\b(?:wrote|skrev|skreiv|schrieb|écrit|escribió)\b.{0,120}:"
    r"|-{2,}\s*(?:Original Message|Opprinnelig melding|Opphavleg melding|Oprindelig meddelelse|Ursprungligt meddelande"
    r"|Forwarded message|Videresendt melding|Vidaresend melding)\s*-{2,}"
    r"|_{10,}"
    r")\s*$",
    re.IGNORECASE,
)
# A block of headers, as Outlook puts above what it quotes.
HEADER = re.compile(r"^\s*\*?(?:From|Fra|Frå|Von|Från)\s*:\*?\s*\S.*$", re.IGNORECASE)
NEXT_HEADER = re.compile(r"^\s*\*?(?:Sent|Sendt|Date|Dato|To|Til|Subject|Emne|Cc|Kopi)\s*:\*?\s*\S.*$", re.IGNORECASE)
SIGNATURE = re.compile(r"^-- ?$")


class Incoming(msgspec.Struct, frozen=True):
    """`to` are all the addresses that it may have come by; `automatic` says that no person wrote it."""

    message_id: str
    sender: str
    to: list[str]
    automatic: bool
    text: str
    files: list[SentFile]


def read_mail(raw: bytes) -> Incoming:
    """Never raises for what a mail says of itself: a part that can't be read is left out."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Incoming(
        message_id=_header(message, "Message-ID").strip()[:500],
        sender=parseaddr(_header(message, "From"))[1].lower(),
        to=_addresses(message),
        automatic=_is_automatic(message),
        text=new_words(_text(message))[:TEXT_AT_MOST],
        files=_files(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _addresses(message: EmailMessage) -> list[str]:
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
    return [address for _name, address in getaddresses([_header(message, name) for name in names]) if address]


def _is_automatic(message: EmailMessage) -> bool:
    """RFC 3834 and what came before it: an answer to one of these could go back and forth for ever."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    known = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Loop", "List-Id", "X-Failed-Recipients")
    return (
        submitted not in ("", "no")
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(message.get(name) is not None for name in known)
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() in ("multipart/report", "message/delivery-status")
    )


def _content(part: EmailMessage) -> str:
    try:
        found = part.get_content()
    except (LookupError, UnicodeError, ValueError, AttributeError):
        payload = part.get_payload(decode=True)
        found = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return found if isinstance(found, str) else ""


def _text(message: EmailMessage) -> str:
    for wanted in ("plain", "html"):
        try:
            part = message.get_body(preferencelist=(wanted,))
        except (KeyError, ValueError, AttributeError):
            part = None
        if isinstance(part, EmailMessage) and (text := _content(part)).strip():
            return text if wanted == "plain" else text_of_html(text)
    return ""


def _files(message: EmailMessage) -> list[SentFile]:
    """What was attached; pictures that belong to the text, such as a signature's logo, are not."""
    found: list[SentFile] = []
    for number, part in enumerate(message.walk()):
        if number >= PARTS_AT_MOST or len(found) >= FILES_AT_MOST:
            break
        if part.is_multipart() or not part.get_filename():
            continue
        if part.get_content_disposition() == "inline" and part.get("Content-ID") is not None:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            found.append(SentFile(str(part.get_filename()), io.BytesIO(payload)))
    return found


def new_words(text: str) -> str:
    """What its writer wrote, without what they answer and without their signature."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if QUOTED.match(line) or SIGNATURE.match(line) or _begins_quote(line, following):
            break
        if HEADER.match(line) and NEXT_HEADER.match(following):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)))


def _begins_quote(line: str, following: str) -> bool:
    """A line of who wrote when, broken in two."""
    joined = f"{line.rstrip()} {following}"
    return bool(line.strip() and following.rstrip().endswith(":") and "@" in joined and QUOTED.match(joined))


class _Words(HTMLParser):
    """The text of a page as it would be read: paragraphs, line breaks, list items; nothing of what is quoted."""

    BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "hr"})
    SILENT = frozenset({"head", "style", "script", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs)
        quoted = "gmail_quote" in (marks.get("class") or "") or marks.get("id") in ("appendonsend", "divRplyFwdMsg")
        if tag in self.SILENT or (quoted and tag == "div"):
            self.silent.append(tag)
        elif self.silent and tag == self.silent[-1]:
            # So that the right end tag ends the silence.
            self.silent.append(tag)
        if tag in self.BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()
        if tag in ("p", "div", "table", "blockquote"):
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def text_of_html(page: str) -> str:
    parser = _Words()
    parser.feed(page[: 2 * 2**20])
    parser.close()
    lines = "".join(parser.said).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()
