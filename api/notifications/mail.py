"""Mail: written in the transaction of the fact it tells of, sent by a worker afterwards."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.language import Language
from db import outbox
from db.database import Transaction
from db.ids import new_id


class Letter(msgspec.Struct, frozen=True):
    """One mail to one mailbox; `occasion` names why, and the same fact never causes it twice.

    `problem_id` and `referral_id` say what it is about; `in_reply_to` is the `Message-ID` of the mail that it answers.
    """

    occasion: str
    recipient: str
    language: Language
    subject: str
    text: str
    problem_id: UUID | None = None
    referral_id: UUID | None = None
    in_reply_to: str | None = None


class Mail(msgspec.Struct, frozen=True):
    """`first_id` is the first mail to the same mailbox about the same problem: the root of the thread there."""

    id: UUID
    recipient: str
    subject: str
    text: str
    language: Language
    created_at: datetime
    sent_at: datetime | None
    occasion: str = ""
    to_poster: bool = False
    first_id: UUID | None = None
    in_reply_to: str | None = None


WRITE = """
insert into mail (id, occasion, fact_id, recipient, subject, text, language, created_at, problem_id, referral_id,
    in_reply_to)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (fact_id, occasion, recipient) do nothing
"""

BY_ID = """
select m.id, m.recipient, m.subject, m.text, m.language, m.created_at, m.sent_at, m.occasion, m.in_reply_to,
    exists (
        select 1 from problem p join person c on c.id = p.contact_id where p.id = m.problem_id and c.email = m.recipient
    ) as to_poster,
    (select f.id from mail f where f.problem_id = m.problem_id and f.recipient = m.recipient and f.id < m.id
        order by f.id limit 1) as first_id
from mail m where m.id = $1 for update of m
"""

SENT = "update mail set sent_at = $2 where id = $1"

NEWEST = """
select id, recipient, subject, text, language, created_at, sent_at from mail order by id desc limit $1
"""


async def write(tx: Transaction, fact_id: int, letters: list[Letter]) -> int:
    written = 0
    for letter in letters:
        mail_id = new_id()
        subject = " ".join(letter.subject.split())[:200]
        if await tx.run(
            WRITE, mail_id, letter.occasion, fact_id, letter.recipient, subject, letter.text, letter.language, tx.now,
            letter.problem_id, letter.referral_id, letter.in_reply_to,
        ):  # fmt: skip
            written += 1
            await outbox.put(tx, "mail.written", mail_id)
    return written


async def unsent(tx: Transaction, mail_id: UUID) -> Mail | None:
    """The mail, locked until the transaction ends; None when it has gone out already."""
    found = await tx.row(Mail, BY_ID, mail_id)
    return found if found and found.sent_at is None else None


async def mark_sent(tx: Transaction, mail_id: UUID) -> None:
    await tx.run(SENT, mail_id, tx.now)


async def newest(tx: Transaction, limit: int = 200) -> list[Mail]:
    return await tx.rows(Mail, NEWEST, limit)
