"""Terms as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.departments.term import AUTUMN, SPRING, next_terms, read_term


@pytest.mark.parametrize(
    "written",
    [
        "2027-spring",
        "V2027",
        "v27",
        "vår 2027",
        "Vår2027",
        "spring 27",
        "2027 vår",
        "27V",
        "  2027 - Spring ",
        "VÅR-27",
        "S27",
    ],
)
def test_spring_2027(written: str) -> None:
    assert read_term(written) == "2027-spring"


@pytest.mark.parametrize(
    "written", ["2027-autumn", "H2027", "høst 2027", "haust 2027", "fall 2027", "Autumn 27", "2027H"]
)
def test_autumn_2027(written: str) -> None:
    assert read_term(written) == "2027-autumn"


@pytest.mark.parametrize(
    "written", ["", "2027", "spring", "summer 2027", "2027-spring-2", "1927-spring", "2027-13", "x" * 500, "\0"]
)
def test_no_term(written: str) -> None:
    assert read_term(written) is None


WRITTEN = sorted(season for season in SPRING | AUTUMN if season.isalpha())


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 99), st.sampled_from(WRITTEN), st.booleans(), st.sampled_from(["", " ", "-", "/"]))
def test_either_order_means_the_same(year: int, season: str, long: bool, between: str) -> None:
    number = f"{'20' if long else ''}{year:02d}"
    meant = f"20{year:02d}-{'spring' if season in SPRING else 'autumn'}"
    assert read_term(f"{number}{between}{season}") == read_term(f"{season}{between}{number}") == meant
    assert read_term(meant) == meant


@pytest.mark.parametrize(
    ("today", "terms"),
    [
        (date(2026, 6, 30), ["2026-autumn", "2027-spring", "2027-autumn"]),
        (date(2026, 7, 1), ["2027-spring", "2027-autumn", "2028-spring"]),
        (date(2026, 12, 31), ["2027-spring", "2027-autumn", "2028-spring"]),
    ],
)
def test_the_terms_that_can_still_be_planned(today: date, terms: list[str]) -> None:
    assert next_terms(today, 3) == terms
