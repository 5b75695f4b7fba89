"""What a worker would have done meanwhile: effects of each fact at once, and letters only for the last days."""

from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

import msgspec

from api.engagements import clock as engagement_clock
from api.notifications import mail
from api.notifications.hearing import HEARERS
from api.partnerships import following_up
from api.routing import clock
from api.routing.matching import Router
from api.routing.referring import route
from db.database import Transaction
from db.outbox import Fact

LETTERS_FOR = timedelta(days=2)
# Its code was typed long ago.
UNREAD = frozenset({"problem.code_issued"})
SOON = timedelta(minutes=1)

# What falls due is looked for this often: each look costs two questions.
LOOK_EVERY = timedelta(hours=5)

# Of this transaction alone: a running installation writes its own facts beside ours.
FACTS = """
select id, topic, subject_id, payload, attempts from outbox
where id > $1 and done_at is null and xmin = pg_current_xact_id()::xid order by id limit 1000
"""

NEWEST = "select coalesce(max(id), 0) from outbox"

CODE = """
select payload ->> 'code' from outbox where subject_id = $1 and topic = 'problem.code_issued' and id > $2
"""

SETTLE = "update outbox set done_at = now(), attempts = 1 where id > $1 and xmin = pg_current_xact_id()::xid"

SENT = "update mail set sent_at = created_at where fact_id > $1 and xmin = pg_current_xact_id()::xid"

# What is due next in the demo year, and whether something real is due too: that one is for the real worker to tell of.
NEXT_WAKING = """
select min(coalesce(r.wakes_at, r.created_at)) filter (where p.demo) as due,
    coalesce(bool_or(not p.demo), false) as real
from referral r join problem p on p.id = r.problem_id
where r.status in ('waiting', 'asked') and coalesce(r.wakes_at, r.created_at) < $1
"""

REAL_WORK = "select exists (select 1 from engagement where status in ('open', 'running') and not demo)"

NEXT_FOLLOW_UP = """
select min((f.due_on + time '07:00') at time zone 'UTC') filter (where e.demo) as due,
    coalesce(bool_or(not e.demo), false) as real
from follow_up f join engagement e on e.id = f.engagement_id
where f.status = 'due' and f.notified_at is null and (f.due_on + time '07:00') at time zone 'UTC' < $1
"""


class _Next(msgspec.Struct, frozen=True):
    due: datetime | None
    real: bool


class Afterwards:
    def __init__(self, router: Router, now: datetime, base_url: str, before: int) -> None:
        self._router = router
        self._letters_from = now - LETTERS_FOR
        self._base_url = base_url
        self._before = self._seen = before
        self._clock = self._looked = datetime.min.replace(tzinfo=UTC)

    @classmethod
    async def beginning(cls, tx: Transaction, router: Router, base_url: str) -> Self:
        return cls(router, tx.now, base_url, int(await tx.value(NEWEST)))

    async def take_effect(self, tx: Transaction) -> None:
        """Of the facts that are new since the last time, and of those that they cause."""
        self._clock = max(self._clock, tx.now)
        caused = True
        while caused:
            facts = await tx.rows(Fact, FACTS, self._seen)
            self._seen = max([self._seen, *(fact.id for fact in facts)])
            caused = False
            for fact in facts:
                caused |= await self._has_effect(tx, fact)

    async def _has_effect(self, tx: Transaction, fact: Fact) -> bool:
        if fact.topic == "problem.submitted":
            await route(tx, fact.subject_id, self._router)
            return True
        if fact.topic == "engagement.completed":
            await following_up.owe(tx, fact.subject_id)
        hearer = HEARERS.get(fact.topic)
        if hearer and fact.topic not in UNREAD and tx.now >= self._letters_from:
            await mail.write(tx, fact.id, await hearer(tx, fact, self._base_url))
        return False

    async def let_time_pass(self, tx: Transaction) -> None:
        """Tell of what fell due before now, each at its own time."""
        if tx.now - self._looked < LOOK_EVERY:
            return
        self._looked = tx.now
        for sql, tell in ((NEXT_WAKING, clock.work), (NEXT_FOLLOW_UP, following_up.notify_due)):
            while True:
                coming = await tx.row(_Next, sql, tx.now)
                if coming is None or coming.due is None or coming.real:
                    break
                then = Transaction(tx.connection, max(coming.due, self._clock) + SOON)
                if not await tell(then):
                    break
                await self.take_effect(then)

    async def settle(self, tx: Transaction) -> None:
        """Nothing of the year is left for a worker to do, and every letter lies as sent."""
        self._looked = datetime.min.replace(tzinfo=UTC)
        # Only now: a story's students come when it says, whatever the season in which it is told.
        if not await tx.value(REAL_WORK):
            while await engagement_clock.work(tx):
                await self.take_effect(tx)
        await self.let_time_pass(tx)
        await tx.run(SENT, self._before)
        await tx.run(SETTLE, self._before)

    async def code_of(self, tx: Transaction, problem_id: UUID) -> str:
        """The code that the contact finds in their mailbox."""
        return str(await tx.value(CODE, problem_id, self._seen))
