"""References that can be read out on the telephone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.references import ALPHABET, new_reference, read_reference


def test_a_new_one_has_its_letter_and_six_signs() -> None:
    made = [new_reference("P") for _ in range(500)]
    assert all(len(one) == 8 and one.startswith("P-") and set(one[2:]) <= set(ALPHABET) for one in made)
    assert len(set(made)) == 500


def test_no_sign_can_be_mistaken_for_another() -> None:
    assert len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("p-7f3k2q", "P-7F3K2Q"), (" P-7F3K2Q ", "P-7F3K2Q"), ("P-OIL000", "P-011000"), ("e-abcdef", "E-ABCDEF")],
)
def test_it_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read_reference(typed) == meant


@settings(max_examples=100, derandomize=True)
@given(st.text(max_size=30))
def test_anything_can_be_read_and_reads_the_same_again(text: str) -> None:
    once = read_reference(text)
    assert read_reference(once) == once


def test_the_generator_uses_the_whole_alphabet() -> None:
    assert {sign for _ in range(500) for sign in new_reference("E")[2:]} == set(ALPHABET)
