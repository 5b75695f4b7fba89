"""Working days in Norway: holidays, closed weeks, and clocks that are put forward."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.departments.calendar import ClosedPeriod, WorkCalendar
from api.departments.catalogue import read_catalogue
from db.database import Transaction

OSLO = ZoneInfo("Europe/Oslo")
PLAIN = WorkCalendar("NO", "Europe/Oslo")
CHRISTMAS = ClosedPeriod(date(2026, 12, 21), date(2027, 1, 1), "jul")
NTNU = WorkCalendar("NO", "Europe/Oslo", (CHRISTMAS,))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
        date(2026, 5, 25), date(2027, 5, 17), date(2026, 12, 25), date(2026, 11, 28), date(2026, 11, 29),
    ],
)  # fmt: skip
def test_nobody_answers_on(day: date) -> None:
    assert not PLAIN.is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 12, 24), date(2026, 4, 1), date(2026, 5, 18)])
def test_somebody_answers_on(day: date) -> None:
    assert PLAIN.is_working_day(day)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23T09:00:00+01:00", 2, "2026-11-25T16:00:00+01:00"),
        ("2026-11-27T15:00:00+01:00", 1, "2026-11-30T16:00:00+01:00"),
        ("2026-11-28T12:00:00+01:00", 2, "2026-12-01T16:00:00+01:00"),
        ("2026-12-18T09:00:00+01:00", 2, "2027-01-05T16:00:00+01:00"),
        ("2027-03-26T09:00:00+01:00", 1, "2027-03-30T16:00:00+02:00"),
        ("2026-10-23T09:00:00+02:00", 1, "2026-10-26T16:00:00+01:00"),
        ("2026-11-23T23:30:00+00:00", 1, "2026-11-25T16:00:00+01:00"),
        ("2026-11-23T09:00:00+01:00", 0, "2026-11-23T16:00:00+01:00"),
    ],
    ids=[
        "Monday to Wednesday", "over a weekend", "from a Saturday", "over Christmas", "Easter and summer time",
        "winter time", "it is tomorrow in Oslo already", "today",
    ],
)  # fmt: skip
def test_an_answer_is_due_at_the_end_of(start: str, days: int, due: str) -> None:
    assert NTNU.due_after(datetime.fromisoformat(start), days) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("due", "days", "warned"),
    [
        ("2026-11-25T16:00:00+01:00", 1, "2026-11-24T16:00:00+01:00"),
        ("2026-11-30T16:00:00+01:00", 1, "2026-11-27T16:00:00+01:00"),
        ("2027-01-05T16:00:00+01:00", 2, "2026-12-18T16:00:00+01:00"),
        ("2027-03-30T16:00:00+02:00", 1, "2027-03-24T16:00:00+01:00"),
    ],
    ids=["the day before", "over a weekend", "over Christmas", "Easter and summer time"],
)
def test_a_warning_comes_on_a_working_day_before(due: str, days: int, warned: str) -> None:
    assert NTNU.due_before(datetime.fromisoformat(due), days) == datetime.fromisoformat(warned)


def moments_between(first: int, last: int) -> st.SearchStrategy[datetime]:
    start = datetime(first, 1, 1, tzinfo=UTC)
    minutes = st.integers(0, (last - first + 1) * 365 * 24 * 60)
    return minutes.map(lambda gone: start + timedelta(minutes=gone))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(moments_between(2025, 2028), st.integers(1, 30))
def test_the_days_until_it_is_due_are_the_days_that_were_asked_for(start: datetime, days: int) -> None:
    due = NTNU.due_after(start, days)
    assert NTNU.working_days_between(start, due) == days
    assert NTNU.working_days_between(due, start) == -days
    assert NTNU.is_working_day(due.date())
    assert due.astimezone(OSLO).hour == 16
    assert due > start


@settings(max_examples=60, deadline=None, derandomize=True)
@given(moments_between(2026, 2027))
def test_later_is_never_due_earlier(start: datetime) -> None:
    assert NTNU.due_after(start, 2) <= NTNU.due_after(start + timedelta(hours=7), 2)


async def test_the_institution_s_own_closed_weeks_are_in_its_calendar(tx: Transaction) -> None:
    from api.departments import queries

    calendar = await queries.work_calendar(tx)
    for period in read_catalogue().institution.closed:
        assert not calendar.is_working_day(period.starts_on)
        assert not calendar.is_working_day(period.ends_on)
    assert (calendar.country, calendar.time_zone) == ("NO", "Europe/Oslo")
