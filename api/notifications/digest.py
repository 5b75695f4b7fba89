"""One letter a day instead of one for each new problem, for whoever has asked for that."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from db import outbox
from db.database import Transaction

# Nearly a day, so that a worker which runs a little early does not skip one.
APART = timedelta(hours=20)

DUE = """
select person_id, digest_at from preference
where hears = 'digest' and (digest_at is null or digest_at <= $1)
order by person_id limit $2 for update skip locked
"""

SENT = "update preference set digest_at = $2 where person_id = $1"

# What came to the units that the person answers for, and still waits for them.
NEW = """
select count(*) from referral r
where r.status = 'waiting' and r.created_at > $2 and r.unit_id in (
    select a.unit_id from appointment a
    where a.person_id = $1 and a.until is null and a.role in ('contact', 'desk') and a.unit_id is not null)
"""


class _Due(msgspec.Struct, frozen=True):
    person_id: UUID
    digest_at: datetime | None


async def gather(tx: Transaction, limit: int = 200) -> int:
    """How many letters are due; nobody gets one when nothing is new."""
    due = await tx.rows(_Due, DUE, tx.now - APART, limit)
    told = 0
    for one in due:
        since = one.digest_at or tx.now - timedelta(days=1)
        if await tx.value(NEW, one.person_id, since):
            await outbox.put(tx, "digest.due", one.person_id, since=since.isoformat())
            told += 1
        await tx.run(SENT, one.person_id, tx.now)
    return told
