"""Dates as people say them."""

from datetime import datetime

import pytest

from api.departments.calendar import WorkCalendar
from api.language import Language, speaking
from api.notifications.dates import day_in_words, exact

CALENDAR = WorkCalendar("NO", "Europe/Oslo")
NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T16:00:00+01:00", "today"),
        ("2026-11-24T00:30:00+01:00", "tomorrow"),
        ("2026-11-23T23:30:00+00:00", "tomorrow"),
        ("2026-11-22T16:00:00+01:00", "yesterday"),
        ("2026-11-25T16:00:00+01:00", "Wednesday, in 2 working days"),
        ("2026-11-20T16:00:00+01:00", "3 days ago"),
        ("2026-12-24T16:00:00+01:00", "24 December"),
        ("2027-01-15T16:00:00+01:00", "15 January 2027"),
    ],
)
def test_a_day_is_said_as_it_lies_from_now(moment: str, said: str) -> None:
    with speaking(Language.ENGLISH):
        assert day_in_words(datetime.fromisoformat(moment), CALENDAR, NOW) == said


@pytest.mark.parametrize(
    ("language", "weekday"), [(Language.BOKMAL, "mandag"), (Language.NYNORSK, "måndag"), (Language.ENGLISH, "Monday")]
)
def test_the_exact_time_is_oslo_s_in_the_reader_s_language(language: Language, weekday: str) -> None:
    with speaking(language):
        said = exact(datetime.fromisoformat("2026-11-23T08:00:00+00:00"), "Europe/Oslo")
    assert said.startswith(weekday)
    assert "09:00" in said
