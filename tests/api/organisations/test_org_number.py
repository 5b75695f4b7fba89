"""The Norwegian organisation number checks itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.organisations.org_number import WEIGHTS, is_valid, plain


def number_from(digits: str) -> str | None:
    """With its check digit; None where there is none (a rest of 10)."""
    check = -sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11
    return None if check == 10 else f"{digits}{check}"


NUMBERS = st.text("0123456789", min_size=8, max_size=8).map(number_from).filter(lambda number: number is not None)


def test_ntnu_s_own_and_one_beside_it() -> None:
    assert is_valid("974767880")
    assert not is_valid("974767881")


@settings(max_examples=200, derandomize=True)
@given(NUMBERS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(number: str, place: int, by: int) -> None:
    assert is_valid(number)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_valid(wrong)


@settings(max_examples=200, derandomize=True)
@given(NUMBERS, st.integers(0, 7))
def test_two_neighbours_that_changed_places_are_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_valid(swapped) == (swapped == number)


@pytest.mark.parametrize("text", ["", "97476788", "9747678800", "97476788x", "९७४७६७८८०", "-74767880", " 974767880"])
def test_what_is_not_nine_digits_is_no_number(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize(
    "typed",
    ["974767880", "974 767 880", "NO 974 767 880 MVA", "no974767880mva", "974.767.880", "974\u00a0767\u00a0880"],
)
def test_it_is_read_as_letters_and_receipts_write_it(typed: str) -> None:
    assert plain(typed) == "974767880"


@pytest.mark.parametrize("typed", ["SE 974767880", "974767880 x", "call 974767880"])
def test_what_is_more_than_decoration_is_left_for_the_check_to_refuse(typed: str) -> None:
    assert not is_valid(plain(typed))
