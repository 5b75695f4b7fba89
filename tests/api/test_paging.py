"""Pages that stay in place while rows come and go."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import Invalid
from api.paging import checked_limit, cursor_after, key_of

SOMEBODY = UUID("01a206ce-1910-7199-a92c-e880488db06f")
KEY = (datetime(2027, 1, 15, 8, tzinfo=UTC), SOMEBODY)


def test_a_cursor_gives_its_key_back() -> None:
    assert key_of(cursor_after(*KEY), tuple[datetime, UUID]) == KEY
    assert key_of(None, tuple[UUID]) is None
    assert key_of("", tuple[UUID]) is None


def test_a_cursor_is_safe_in_an_address() -> None:
    assert all(c.isalnum() or c in "-_" for c in cursor_after("æøå ?&/", SOMEBODY))


@pytest.mark.parametrize(
    "garbage",
    [
        "x", "%%%", "====", "ÆØÅ", "a" * 5000, "\0", "null",
        base64.urlsafe_b64encode(b'["2027-01-15"]').decode(),
        base64.urlsafe_b64encode(b'["not a date", "not an id"]').decode(),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
        cursor_after("2027-01-15T08:00:00", SOMEBODY),
        cursor_after("0001-01-01T00:00:00+14:00", SOMEBODY),
        cursor_after("9999-12-31T23:59:59-14:00", SOMEBODY),
    ],
)  # fmt: skip
def test_a_cursor_that_we_did_not_give_is_refused(garbage: str) -> None:
    with pytest.raises(Invalid) as refused:
        key_of(garbage, tuple[datetime, UUID])
    assert [fault.pointer for fault in refused.value.faults] == ["/cursor"]


def test_a_name_in_a_cursor_holds_nothing_that_no_name_can_hold() -> None:
    with pytest.raises(Invalid):
        key_of(cursor_after("a\0b", SOMEBODY), tuple[str, UUID])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_no_text_at_all_breaks_it(text: str) -> None:
    try:
        key_of(text, tuple[datetime, UUID])
    except Invalid as refused:
        assert refused.faults


@pytest.mark.parametrize("limit", [0, -1, 101, 10**30])
def test_a_page_has_between_one_and_a_hundred(limit: int) -> None:
    assert checked_limit(1) == 1
    assert checked_limit(100) == 100
    with pytest.raises(Invalid) as refused:
        checked_limit(limit)
    assert [fault.pointer for fault in refused.value.faults] == ["/limit"]
