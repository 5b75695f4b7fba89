"""Codes that are mailed: proof that somebody reads a mailbox.

Single use, five tries, a quarter of an hour. Consumed by a POST alone, so that a mail scanner that follows links
uses up nothing, and the answer is the same whether or not the address is known.
"""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from api.errors import Fault, Invalid
from api.language import _
from api.secrets import hashed_code, new_code, same
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(minutes=15)


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    CONFIRM_PROBLEM = "confirm_problem"
    RENEW_LINK = "renew_link"


class _Code(msgspec.Struct, frozen=True):
    id: UUID
    code_hash: bytes
    tries_left: int


ISSUE = """
insert into mail_code (id, purpose, email, subject_id, code_hash, expires_at) values ($1, $2, $3, $4, $5, now() + $6)
"""

NEWEST = """
select id, code_hash, tries_left from mail_code
where purpose = $1 and email = $2 and subject_id is not distinct from $3 and used_at is null and expires_at > now()
order by created_at desc, id desc limit 1 for update
"""

SPEND = "update mail_code set used_at = now() where id = $1"

MISS = "update mail_code set tries_left = tries_left - 1 where id = $1 and tries_left > 0"

RECENT = (
    "select count(*) from mail_code where purpose = $1 and email = $2 and created_at > now() - interval '15 minutes'"
)


def _bound(purpose: Purpose, email: str, subject_id: UUID | None) -> str:
    return f"{purpose}:{email}:{subject_id or ''}"


async def issue(tx: Transaction, purpose: Purpose, email: str, subject_id: UUID | None = None) -> str:
    code = new_code()
    digest = hashed_code(code, _bound(purpose, email, subject_id))
    await tx.run(ISSUE, new_id(), purpose, email, subject_id, digest, LIFETIME)
    return code


async def issued_recently(tx: Transaction, purpose: Purpose, email: str) -> int:
    return int(await tx.value(RECENT, purpose, email))


async def consume(tx: Transaction, purpose: Purpose, email: str, subject_id: UUID | None, code: str) -> bool:
    """True and spent when it is the newest code for this; False when it is wrong, spent, too old or was never made.

    All of those look alike from outside, so that nobody learns which addresses we know. The caller lets its
    transaction commit on False: the lost try must stay lost.
    """
    newest = await tx.row(_Code, NEWEST, purpose, email, subject_id)
    if newest is None or newest.tries_left == 0:
        return False
    if not same(newest.code_hash, hashed_code(code, _bound(purpose, email, subject_id))):
        await tx.run(MISS, newest.id)
        return False
    await tx.run(SPEND, newest.id)
    return True


def wrong_code() -> Invalid:
    return Invalid(
        [Fault("/code", _("This is not the code in our newest mail to you, or it is more than 15 minutes old."))]
    )
