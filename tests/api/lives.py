"""Any sequence of verbs, by anyone, on everything there is: what the state machine tests draw from."""

# ruff: noqa: E501 - SQL of one thought a line

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import asyncpg
from hypothesis.stateful import RuleBasedStateMachine, invariant

from api.accounts.actor import Actor, visitor
from api.engagements import clock as engagement_clock
from api.errors import Refusal as Refused
from api.language import Language
from api.routing import clock as referral_clock
from api.routing import standing_in
from db.database import Database, Transaction
from db.embedded.process import Broken
from tests import stories
from tests.api.test_states import TABLES
from tests.people import actor_of, contact_address, student_address
from workers.deliveries import Deliveries

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
CODES = ("IDI", "KULT", "IBM")
KINDS = {
    "problem": "problem",
    "referral": "referral",
    "engagement": "engagement",
    "claim": "claim",
    "follow_up": "follow-up",
    "flag": "flag",
    "concern": "concern",
}
TEXTS = (
    stories.DESCRIPTION,
    "Vi vil forstå hvordan arkivene fra hermetikkindustrien kan fortelle byens historie.",
    "zzz qqq",
)

PROBLEM = """
select p.id, p.reference, c.email from problem p join person c on c.id = p.contact_id
order by p.status = any($1) desc, p.id desc limit 2"""
REFERRAL = """
select r.id, u.code, p.reference from referral r join unit u on u.id = r.unit_id join problem p on p.id = r.problem_id
order by r.status = any($1) desc, r.id desc limit 2"""
STATUSES = " union all ".join(f"select '{table}' as kind, id, status from {table}" for table in KINDS)
COUNTS = "select (select count(*) from history) as history, (select count(*) from outbox) as outbox"

# What must never be, whatever has been done; each finds the rows that are wrong.
NEVER = {
    "a problem that waits and that nobody holds": """
        select p.id from problem p where p.status = 'waiting' and not exists (
            select 1 from referral r where r.problem_id = p.id and r.status in ('waiting', 'asked', 'held') and r.holder_id is not null)""",
    "a problem that was submitted and that nobody will route": """
        select p.id from problem p where p.status = 'submitted' and not exists (
            select 1 from outbox o where o.subject_id = p.id and o.topic = 'problem.submitted' and o.done_at is null)""",
    "a problem in use that nobody works on": """
        select p.id from problem p where p.status = 'engaged' and not exists (
            select 1 from engagement e where e.problem_id = p.id and e.status in ('open', 'running'))""",
    "a problem that has ended and still lies with somebody": """
        select p.id from problem p join referral r on r.problem_id = p.id
        where p.status in ('completed', 'declined', 'withdrawn', 'divided', 'joined') and r.status in ('waiting', 'asked', 'held')""",
    "a problem that has ended while somebody works on it": """
        select p.id from problem p join engagement e on e.problem_id = p.id
        where p.status in ('completed', 'declined', 'withdrawn', 'divided', 'joined') and e.status in ('open', 'running')""",
    "a problem that was accepted over a question that is not settled": """
        select p.id from problem p join flag f on f.problem_id = p.id join engagement e on e.problem_id = p.id
        where f.status <> 'resolved' and e.status <> 'cancelled' and e.id > f.id""",
    "a problem that was divided into fewer than two": """
        select p.id from problem p where p.status = 'divided' and 2 > (select count(*) from problem q where q.part_of = p.id)""",
    "a problem in front of a unit before it was confirmed": """
        select p.id from problem p join referral r on r.problem_id = p.id where p.status in ('unconfirmed', 'submitted')""",
    "more claims accepted than there are places": """
        select e.id from engagement e where e.groups < (
            select count(*) from claim c where c.engagement_id = e.id and c.status = 'accepted')""",
    "work that runs with nobody in it": """
        select e.id from engagement e where e.status = 'running' and not exists (
            select 1 from claim c where c.engagement_id = e.id and c.status = 'accepted')""",
    "a claim that still hopes where nothing is open": """
        select c.id from claim c join engagement e on e.id = c.engagement_id
        where c.status in ('submitted', 'offered') and e.status <> 'open'""",
    "a follow-up of work that was not completed": """
        select f.id from follow_up f join engagement e on e.id = f.engagement_id where e.status <> 'completed'""",
}

# What must never be once the clocks have been worked, `$1` being the time.
OWED = {
    "a problem that waits without a named holder or a date ahead": """
        select p.id from problem p where p.status = 'waiting' and not exists (
            select 1 from referral r where r.problem_id = p.id and r.holder_id is not null
            and (r.status in ('waiting', 'asked') and r.wakes_at > $1 and r.moves_on_at > $1
                or r.status = 'held' and r.held_until > $1))""",
    "a promise that was broken without a word": """
        select r.id from referral r where r.status = 'waiting'
            and case when coalesce(r.first_reply_at, r.resumed_at) is null then r.reply_due_at else r.decision_due_at end <= $1
            and not exists (select 1 from history h where h.subject_id = r.id and h.verb = 'referral.escalated')""",
    "a company that was promised an answer before now": """
        select r.id from referral r where r.status = 'waiting' and r.moves_on_at <= $1""",
    "work whose next date is behind": """
        select e.id from engagement e where e.status in ('open', 'running') and (e.next_at is null or e.next_at <= $1)""",
    "somebody told twice of the same stage": """
        select h.subject_id from history h where h.verb in ('referral.lapsed', 'engagement.cancelled')
            group by h.subject_id, h.verb having count(*) > 1""",
}


class House:
    """One database and its people, for all examples; each example is a transaction that is taken back."""

    def __init__(self, run: Callable[[Awaitable[Any]], Any], database: Database, hands: Deliveries) -> None:
        self.run = run
        self.database = database
        self.hands = hands
        self.actors: dict[str, Actor] = {}

    async def know_everyone(self) -> None:
        async with self.database.transaction() as tx:
            for code in (*CODES, "DESK"):
                self.actors[code] = await actor_of(tx, "desk@example.org" if code == "DESK" else contact_address(code))
            for number in range(1, 4):
                self.actors[f"student{number}"] = await actor_of(tx, student_address(number))
            self.actors["company"] = await actor_of(tx, "bedrift@example.org")
            self.actors["partner"] = await actor_of(tx, "partner@example.org")
            self.actors["visitor"] = visitor(Language.ENGLISH)

    async def contact(self, tx: Transaction, code: str) -> Actor:
        """Contacts of departments that the matching brings in are met when they are needed."""
        if code not in self.actors:
            self.actors[code] = await actor_of(tx, contact_address(code))
        return self.actors[code]


Verb = Callable[[Transaction, Actor], Awaitable[object]]


class Lives(RuleBasedStateMachine):
    """`wrong` is the actor of a verb now and then: whoever it is, only what may happen happens."""

    house: ClassVar[House]
    seen: ClassVar[set[tuple[str, str | None, str]]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.run(self._begin())

    def run(self, work: Awaitable[Any]) -> Any:
        return self.house.run(work)

    async def _begin(self) -> None:
        self.connection: Any = await self.house.database.pool.acquire()
        self.outer = self.connection.transaction()
        await self.outer.start()

    def teardown(self) -> None:
        self.run(self._end())

    async def _end(self) -> None:
        await self.outer.rollback()
        await self.house.database.pool.release(self.connection)

    async def _look(self) -> tuple[dict[tuple[str, Any], str], int, int]:
        rows = await self.connection.fetch(STATUSES)
        counted = await self.connection.fetchrow(COUNTS)
        return {(row["kind"], row["id"]): row["status"] for row in rows}, counted["history"], counted["outbox"]

    async def _try(self, actor: Actor, verb: Verb) -> None:
        before, told, facts = await self._look()
        inner = self.connection.transaction()
        await inner.start()
        try:
            await verb(Transaction(self.connection, self.now), actor)
        except Refused:
            await inner.rollback()
            return
        except asyncpg.PostgresError as fault:
            raise Broken(f"a constraint had to stop what the verb should have refused: {fault}") from fault
        await inner.commit()
        after, told_after, facts_after = await self._look()
        moved = {thing: (before.get(thing), status) for thing, status in after.items() if before.get(thing) != status}
        for (kind, _id), (old, new) in moved.items():
            states, table = TABLES[KINDS[kind]]
            assert old is None or states(new) in table[states(old)], f"{kind} went from {old} to {new}"
            self.seen.add((kind, old, new))
        if moved:
            assert told_after > told, f"no history of {moved}"
            assert facts_after > facts, f"no fact of {moved}"

    def attempt(self, verb: Verb, right: str, wrong: str | None) -> None:
        async def work() -> None:
            tx = Transaction(self.connection, self.now)
            actor = await self.house.contact(tx, right) if wrong is None else self.house.actors[wrong]
            await self._try(actor, verb)

        self.run(work())

    def pass_time(self, by: timedelta) -> None:
        """As the worker does it: the clocks are worked until they have nothing to do, and then have nothing to do."""
        self.now += by

        async def work(tx: Transaction, _actor: Actor) -> None:
            for _round in range(50):
                people = await standing_in.end(tx) + await standing_in.begin(tx)
                if not people + await engagement_clock.work(tx) + await referral_clock.work(tx):
                    return
            raise Broken("the clocks never come to rest")

        self.attempt(work, "visitor", "visitor")

        async def owed() -> dict[str, Any]:
            return {what: found for what, sql in OWED.items() if (found := await self._owed(sql))}

        assert self.run(owed()) == {}

    async def _owed(self, sql: str) -> list[Any]:
        return await self.connection.fetch(sql, *([self.now] if "$1" in sql else []))

    def pick(self, sql: str, number: int, *fitting: str) -> Any:
        """One of the two that the verb fits best: those in a fitting state first, the newest of them first."""

        async def work() -> Any:
            rows = await self.connection.fetch(sql, list(fitting))
            return rows[number % len(rows)] if rows else None

        return self.run(work())

    @invariant()
    def nothing_is_lost_and_nothing_impossible(self) -> None:
        async def look() -> dict[str, Any]:
            return {what: found for what, sql in NEVER.items() if (found := await self.connection.fetch(sql))}

        assert self.run(look()) == {}
