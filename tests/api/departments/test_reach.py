"""Which terms a problem can still reach, and until when."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.departments.reach import Start, next_starts
from api.departments.unit import FormKind, FormOfUse

BOTH = FormOfUse(
    "masters_thesis", FormKind.THESIS, "a", "a", "a", "b", "b", "b", "master", 30.0, 1, ["spring", "autumn"],
    "11-15", "05-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("today", "starts"),
    [
        (date(2026, 11, 15), [Start("2027-spring", date(2026, 11, 15)), Start("2027-autumn", date(2027, 5, 1))]),
        (date(2026, 11, 16), [Start("2027-autumn", date(2027, 5, 1)), Start("2028-spring", date(2027, 11, 15))]),
        (date(2027, 1, 1), [Start("2027-autumn", date(2027, 5, 1)), Start("2028-spring", date(2027, 11, 15))]),
    ],
)
def test_a_deadline_is_the_last_day_that_counts(today: date, starts: list[Start]) -> None:
    assert next_starts(BOTH, today) == starts


def test_a_form_begins_only_in_its_own_seasons() -> None:
    assert [s.term for s in next_starts(msgspec.structs.replace(BOTH, starts_in=["spring"]), date(2026, 1, 1))] == [
        "2027-spring"
    ]
    assert (
        next_starts(msgspec.structs.replace(BOTH, spring_deadline=None, autumn_deadline=None), date(2026, 1, 1)) == []
    )


@settings(max_examples=100, derandomize=True)
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.sampled_from(["02-29", "02-31", "04-31", "12-31", "01-01"]))
def test_every_day_of_every_year_has_a_next_start(today: date, deadline: str) -> None:
    form = msgspec.structs.replace(BOTH, spring_deadline=deadline, autumn_deadline=deadline)
    starts = next_starts(form, today)
    assert len(starts) == 2
    assert all(start.by >= today for start in starts)
    assert starts == sorted(starts, key=lambda start: start.by)
