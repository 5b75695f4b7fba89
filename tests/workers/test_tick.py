"""What is due is done once, in order, at the time that the domain sees; done again, nothing happens."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from api.accounts import person
from api.language import Language
from api.partnerships.following_up import months_after
from db import outbox
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.waiting import until
from workers.deliveries import Delivered, Deliveries
from workers.schedule import SCHEDULE
from workers.tick import tick as work_through

Work = Callable[[], Awaitable[dict[str, int]]]


async def occasions(database: Database) -> list[str]:
    async with database.reading() as tx:
        return await tx.value("select coalesce(array_agg(occasion order by id), '{}') from mail")


async def test_a_tick_with_nothing_due_does_nothing(tick: Work) -> None:
    assert not await tick()


async def test_a_second_tick_finds_nothing_more(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        await stories.posted_by_member(tx)
    assert await tick()
    assert not await tick()
    await clock.forward(days=30)
    assert (await tick())["work the clock of referrals"] >= 1
    assert not await tick()


async def test_two_ticks_at_once_do_it_once(database: Database, clock: Clock, deliveries: Deliveries) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        await stories.referred_to(tx, "IDI", "KULT")
    await clock.forward(days=30)
    await asyncio.gather(*(work_through(database, deliveries) for _twin in range(3)))

    async def nothing_waits() -> bool:
        """A twin that met another in the same row has put its fact off for a moment."""
        await work_through(database, deliveries)
        async with database.reading() as tx:
            return not (await outbox.backlog(tx)).waiting

    await until("nothing is put off any more", nothing_waits)
    told = await occasions(database)
    assert told.count("new_referral") == 3, "in the end the desk, too"
    assert told.count("overdue") == 4, "each contact and the desk, once for each"
    assert told.count("lapsed") == 2
    assert told.count("went_on") == 1, "the company, once nobody was left who might answer"


async def test_follow_ups_are_announced_on_their_day(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set("2026-11-30T09:00:00+01:00")
    async with database.transaction() as tx:
        await stories.completed_at(tx)
    await tick()
    for days, announced in ((0, 1), (89, 1), (1, 2), (274, 2), (1, 3)):
        await clock.forward(days=days)
        await tick()
        assert (await occasions(database)).count("follow_up_due") == announced, await clock.now()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


async def test_everyone_reads_their_own_language(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        contact = await stories.person_named(tx, "kontakt.idi@example.org")
        await person.choose_language(tx, contact.id, Language.NYNORSK)
        await stories.referred_to(tx, "IDI", description=stories.DESCRIPTION)
        await tx.run("update problem set language = 'en'")
    await deliver()
    async with database.transaction() as tx:
        assert await tx.value("select language from mail where recipient = 'kontakt.idi@example.org'") == "nn"


async def test_a_fact_that_fails_leaves_nothing_and_is_put_off_until_it_is_dead(
    database: Database, deliveries: Deliveries
) -> None:
    """A mail to an engagement that isn't there fails each time, and never half."""
    async with database.transaction() as tx:
        problem = await stories.posted_by_member(tx)
        await tx.run("update outbox set done_at = now()")
        await tx.run("insert into outbox (topic, subject_id) values ('engagement.started', $1)", problem.id)
    outcomes: list[Delivered] = []
    for _attempt in range(20):
        async with database.transaction() as tx:
            await tx.run("update outbox set available_at = now() where done_at is null")
        from db import outbox

        async with database.transaction() as tx:
            facts = await outbox.claim(tx)
        if not facts:
            break
        outcomes += [await deliveries.deliver(fact.id) for fact in facts]
    assert outcomes == [Delivered.PUT_OFF] * 7 + [Delivered.DEAD]
    assert await occasions(database) == []


def test_every_line_of_the_schedule_has_its_minutes() -> None:
    assert all(line.minutes and line.minutes <= set(range(60)) for line in SCHEDULE)
    assert len({line.name for line in SCHEDULE}) == len(SCHEDULE)
