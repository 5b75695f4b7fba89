"""What changed between two wordings."""

import random

import pytest

from api.problems.wording import WORDS_AT_MOST, Change, changes


def old_of(found: list[Change]) -> str:
    return "".join(c.text for c in found if c.kind != "added")


def new_of(found: list[Change]) -> str:
    return "".join(c.text for c in found if c.kind != "removed")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count lice", "count lice", [("same", "count lice")]),
        ("", "count", [("added", "count")]),
        ("count", "", [("removed", "count")]),
        ("", "", []),
        (
            "count lice by hand each day",
            "count lice from a boat each day",
            [("same", "count lice "), ("removed", "by hand"), ("added", "from a boat"), ("same", " each day")],
        ),
        (
            "one two three",
            "four five six",
            [("removed", "one two three"), ("added", "four five six")],
        ),
    ],
)
def test_words_that_went_and_came(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert [(c.kind, c.text) for c in changes(old, new)] == told


def test_both_texts_are_whole_in_it() -> None:
    chance = random.Random(7)
    words = ["lus", "på", "laks,", "merd", "\n\n", "blåbær", "3,5", "–", "  "]
    for _round in range(200):
        old, new = [" ".join(chance.choices(words, k=chance.randint(0, 30))) for _side in range(2)]
        found = changes(old, new)
        assert old_of(found) == old
        assert new_of(found) == new


def test_a_long_text_is_compared_by_the_line() -> None:
    lines = [f"line number {number} of a long text about lice\n" for number in range(WORDS_AT_MOST // 4)]
    new = [*lines[:100], "one more\n", *lines[100:]]
    found = changes("".join(lines), "".join(new))
    assert [c.text for c in found if c.kind == "added"] == ["one more\n"]
    assert old_of(found) == "".join(lines)
