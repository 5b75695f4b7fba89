"""A department that hears once a day hears everything, once, and in time to answer."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from api.departments.calendar import WorkCalendar
from api.departments.setting import UnitSettings
from api.routing import triage
from api.routing.digesting import digest_at
from api.routing.referral import Decline
from db.database import Database
from tests import stories
from tests.api.routing.test_clock import told
from tests.conftest import Clock
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

Work = Callable[[], Awaitable[dict[str, int]]]

PLAIN = WorkCalendar("NO", "Europe/Oslo")


@pytest.mark.parametrize(
    ("start", "hour", "moment"),
    [
        ("2026-11-23T06:00:00+01:00", 7, "2026-11-23T07:00:00+01:00"),
        ("2026-11-23T07:00:00+01:00", 7, "2026-11-24T07:00:00+01:00"),
        ("2026-11-27T09:00:00+01:00", 7, "2026-11-30T07:00:00+01:00"),
        ("2026-11-23T09:00:00+01:00", "at_once", None),
        ("2026-11-24T23:00:00+01:00", 17, None),
    ],
    ids=["later today", "tomorrow", "after the weekend", "at once", "too late to answer in time"],
)
def test_the_hour_comes(start: str, hour: int, moment: str | None) -> None:
    due = PLAIN.due_after(datetime.fromisoformat(start), 1)
    chosen = UnitSettings(1, 10, digest_hour=hour)
    expected = datetime.fromisoformat(moment) if moment else None
    assert digest_at(datetime.fromisoformat(start), due, chosen, PLAIN) == expected


async def test_the_day_s_problems_come_in_one_letter_and_reminders_as_always(
    database: Database, visitors: Visitors, clock: Clock, tick: Work
) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    idi = contact_address("IDI")
    chosen = await (await visitors.signed_in(idi)).patch("/api/v1/departments/IDI/settings", json={"digest_hour": 8})
    assert chosen.status_code == 200
    async with database.transaction() as tx:
        (answered,) = await stories.referred_to(tx, "IDI", title="Already answered")
        for title in ("First of two", "Second of two"):
            await stories.referred_to(tx, "IDI", "KULT", title=title)
        await triage.decline(tx, await actor_of(tx, idi), answered.id, Decline("No."))
    await tick()
    assert await told(database, idi) == []
    assert await told(database, contact_address("KULT")) == ["new_referral"] * 2
    await clock.set("2026-11-24T08:00:00+01:00")
    await tick()
    assert await told(database, idi) == ["digest"]
    async with database.reading() as tx:
        text = await tx.value("select text from mail where occasion = 'digest'")
    assert "First of two" in text
    assert "Second of two" in text
    assert "Already answered" not in text
    await clock.set("2026-11-24T16:00:00+01:00")
    await tick()
    assert await told(database, idi) == ["digest", "due_soon", "due_soon"]
    assert not await tick()
