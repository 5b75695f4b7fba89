"""Secrets are long, kept as hashes, and recognisable as ours where they must be."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import secrets


def test_a_token_says_itself_that_it_is_one() -> None:
    token = secrets.new_token()
    assert re.fullmatch(r"brg_pat_[0-9A-Za-z]{36}", token)
    assert secrets.looks_like_token(token)
    assert len({secrets.new_token() for _ in range(200)}) == 200


@settings(max_examples=120, derandomize=True)
@given(st.integers(min_value=8, max_value=43), st.sampled_from(secrets.BASE62))
def test_a_token_with_one_sign_changed_is_none(place: int, sign: str) -> None:
    token = secrets.TOKEN_PREFIX + "abcdefghijklmnopqrstuvwxyz0123"
    token += secrets._base62(__import__("zlib").crc32(token[8:].encode()), 6)
    changed = token[:place] + sign + token[place + 1 :]
    assert secrets.looks_like_token(changed) == (changed == token)


@pytest.mark.parametrize("text", ["", "brg_pat_", "ghp_" + "x" * 36, "brg_pat_" + "x" * 36, "brg_pat_" + "ø" * 36])
def test_noise_is_no_token(text: str) -> None:
    assert not secrets.looks_like_token(text)


def test_a_code_is_eight_signs_that_can_be_read_aloud() -> None:
    codes = {secrets.new_code() for _ in range(300)}
    assert len(codes) == 300
    assert all(len(code) == 8 and not set(code) & set("01OILU") for code in codes)


def test_a_code_opens_only_what_it_was_bound_to() -> None:
    assert secrets.hashed_code("ABCD2345", "one") != secrets.hashed_code("ABCD2345", "other")
    assert secrets.hashed_code(" abcd-2345 ", "one") == secrets.hashed_code("ABCD2345", "one"), "as people type it"


def test_a_hash_is_not_the_secret_and_can_be_compared() -> None:
    one = secrets.new_secret()
    assert len(one) >= 43
    assert secrets.same(secrets.hashed(one), secrets.hashed(one))
    assert not secrets.same(secrets.hashed(one), secrets.hashed(secrets.new_secret()))
    assert one.encode() not in secrets.hashed(one)
