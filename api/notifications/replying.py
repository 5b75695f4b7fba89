"""Which letters can be answered by mail, and where the answer goes: an address with a token that only we can make."""

import base64
import hashlib
import hmac
from uuid import UUID

import msgspec

from api.language import _, speaking
from api.notifications.mail import Letter, Mail
from api.settings import Inbound, Settings
from db.database import Transaction
from db.outbox import Fact

SUM = 12

# What the fact is about, whatever it happened to.
ABOUT = """
select p.id as problem_id, p.reference, c.email as poster, null::uuid as referral_id
from problem p join person c on c.id = p.contact_id where p.id = $1
union all
select p.id, p.reference, c.email, r.id
from referral r join problem p on p.id = r.problem_id join person c on c.id = p.contact_id where r.id = $1
union all
select p.id, p.reference, c.email, m.referral_id
from message m join problem p on p.id = m.problem_id join person c on c.id = p.contact_id where m.id = $1
union all
select p.id, p.reference, c.email, e.referral_id
from engagement e join problem p on p.id = e.problem_id join person c on c.id = p.contact_id where e.id = $1
limit 1
"""

LAST_FROM = """
select m.mail_id from message m join person a on a.id = m.author_id
where m.problem_id = $1 and a.email = $2 and m.mail_id is not null order by m.id desc limit 1
"""

# Letters with a code or a key are for their reader alone.
NEVER = frozenset({"sign_in_code", "confirm_problem", "link_code", "link_renewed"})
# A contact's answer goes to the company, so only what the company has said can be answered so: a word to a colleague
# about any other letter must not end there.
BY_STAFF = frozenset({"answered", "message", "reworded", "wrong_place", "thanks"})


class About(msgspec.Struct, frozen=True):
    problem_id: UUID
    reference: str
    poster: str
    referral_id: UUID | None


def can_be_answered(occasion: str, *, to_poster: bool) -> bool:
    return occasion not in NEVER if to_poster else occasion in BY_STAFF


def _sum(secret: str, mail_id: UUID) -> bytes:
    return hmac.new(secret.encode(), b"reply:" + mail_id.bytes, hashlib.sha256).digest()[:SUM]


def token_for(secret: str, mail_id: UUID) -> str:
    """Letters and digits, whatever case they come back in."""
    return base64.b32encode(mail_id.bytes + _sum(secret, mail_id)).decode().rstrip("=").lower()


def mail_of_token(secret: str, token: str) -> UUID | None:
    """None for a token that we did not make."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (ValueError, UnicodeEncodeError):
        return None
    if len(raw) != 16 + SUM:
        return None
    mail_id = UUID(bytes=raw[:16])
    return mail_id if hmac.compare_digest(raw[16:], _sum(secret, mail_id)) else None


def reply_address(inbound: Inbound, secret: str, letter: Mail) -> str | None:
    if not can_be_answered(letter.occasion, to_poster=letter.to_poster):
        return None
    name, _at, domain = inbound.address.partition("@")
    return f"{name}+{token_for(secret, letter.id)}@{domain}"


def token_in(inbound: Inbound, address: str) -> str | None:
    name, _at, domain = inbound.address.partition("@")
    there, _there_at, there_domain = address.strip("<> ").lower().partition("@")
    own, plus, token = there.partition("+")
    return token if plus and own == name and there_domain == domain else None


async def addressed(tx: Transaction, fact: Fact, letters: list[Letter], settings: Settings) -> list[Letter]:
    """The same letters, each with what it is about and, at its end, how it can be answered."""
    about = await tx.row(About, ABOUT, fact.subject_id)
    if about is None:
        return letters
    found: list[Letter] = []
    for letter in letters:
        with speaking(letter.language):
            ending = _ending(letter, about, settings)
        before: str | None = await tx.value(LAST_FROM, about.problem_id, letter.recipient)
        found.append(
            msgspec.structs.replace(
                letter, text=f"{letter.text}\n\n-- \n{ending}" if ending else letter.text,
                problem_id=about.problem_id, referral_id=about.referral_id, in_reply_to=before,
            )
        )  # fmt: skip
    return found


def _ending(letter: Letter, about: About, settings: Settings) -> str:
    to_poster = letter.recipient == about.poster
    if settings.inbound is not None and can_be_answered(letter.occasion, to_poster=to_poster):
        if to_poster:
            return _("You can answer this mail. Those who have your problem read it.")
        return _("You can answer this mail. The company reads it.")
    if to_poster and letter.occasion not in NEVER:
        link = f"{settings.base_url}/problems/{about.reference}"
        return _("This address can't be answered. Write here: %(link)s", link=link)
    return _("This address can't be answered.")
