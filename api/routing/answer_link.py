"""Links in a letter that each offer one answer: for one person and one referral, once, for a fortnight.

Looking at one changes nothing, so a mail scanner that follows every link uses up nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from api.errors import Conflict, NotFound
from api.language import _
from api.secrets import hashed, new_secret
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(days=14)


class Offer(StrEnum):
    ACCEPT = "accept"
    PASS_ON = "pass_on"  # noqa: S105
    DECLINE = "decline"


class AnswerLink(msgspec.Struct, frozen=True):
    id: UUID
    referral_id: UUID
    person_id: UUID
    answer: Offer
    expires_at: datetime
    used_at: datetime | None


ISSUE = """
insert into answer_link (id, token_hash, referral_id, person_id, answer, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""

OF_LETTER = "select id, referral_id, person_id, answer, expires_at, used_at from answer_link where token_hash = $1"

OF_LETTER_LOCKED = f"{OF_LETTER} for update"

USE = "update answer_link set used_at = $2 where id = $1 and used_at is null and expires_at > $2"

# Kept for a while after their time, so that whoever comes late is told so.
FORGET = """
delete from answer_link where id in (
    select id from answer_link where expires_at < $1::timestamptz - interval '90 days' order by expires_at limit $2)
"""


async def issue(tx: Transaction, referral_id: UUID, person_id: UUID, answer: Offer) -> str:
    """The token for the letter; only its hash is kept."""
    token = new_secret()
    await tx.run(ISSUE, new_id(), hashed(token), referral_id, person_id, answer, tx.now, tx.now + LIFETIME)
    return token


async def find(tx: Transaction, token: str, *, lock: bool = False) -> AnswerLink:
    found = await tx.row(AnswerLink, OF_LETTER_LOCKED if lock else OF_LETTER, hashed(token))
    if found is None:
        raise NotFound
    return found


async def spend(tx: Transaction, link: AnswerLink) -> None:
    if not await tx.run(USE, link.id, tx.now):
        raise Conflict(_("This link has been used already."))


async def forget(tx: Transaction, limit: int = 1000) -> int:
    return await tx.run(FORGET, tx.now, limit)
