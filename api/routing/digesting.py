"""Units that hear of new problems once a day: gathered at their hour, never later than the first answer is due."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.departments.calendar import WorkCalendar
from api.departments.setting import UnitSettings
from db import outbox
from db.database import Transaction

GATHERED_AT_MOST = 50

PUT_OFF = "update referral set digest_at = $2 where id = $1"

DUE = """
select unit_id, (array_agg(id order by reply_due_at, id))[1:50] as referral_ids
from referral where digest_at <= $1 and digested_at is null group by unit_id order by unit_id limit $2
"""

GATHERED = "update referral set digested_at = $2 where id = any($1) and digested_at is null"


class _Due(msgspec.Struct, frozen=True):
    unit_id: UUID
    referral_ids: list[UUID]


def digest_at(start: datetime, reply_due: datetime, chosen: UnitSettings, calendar: WorkCalendar) -> datetime | None:
    """None: at once."""
    if not isinstance(chosen.digest_hour, int):
        return None
    hour = calendar.next_at(start, chosen.digest_hour)
    return hour if hour < reply_due else None


async def gather(tx: Transaction, limit: int = 50) -> int:
    """One fact for each unit whose hour has come; how many referrals they tell of."""
    told = 0
    for due in await tx.rows(_Due, DUE, tx.now, limit):
        if await tx.run(GATHERED, due.referral_ids, tx.now) == len(due.referral_ids):
            ids = " ".join(str(referral_id) for referral_id in due.referral_ids)
            await outbox.put(tx, "digest.gathered", due.unit_id, referrals=ids)
        told += len(due.referral_ids)
    return told
