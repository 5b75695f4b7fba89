"""Texts of one poster that are the same problem once more, and those that are not."""

import pytest

from api.problems.draft import first_sentence
from api.problems.likeness import are_alike, likeness
from tests.stories import DESCRIPTION


def test_a_text_is_like_itself_however_it_is_written_down() -> None:
    assert likeness(DESCRIPTION, DESCRIPTION.upper().replace(". ", "!\n\n")) == 1.0
    assert are_alike(DESCRIPTION, f"{DESCRIPTION} We can send the pictures, and pay for the train.")
    assert are_alike(DESCRIPTION, DESCRIPTION.replace("lice by hand", "salmon lice with our own hands"))


def test_another_problem_of_the_same_house_is_another_problem() -> None:
    other = "We film salmon in our net pens to see how they swim. The cameras grow over with algae within a week."
    assert not are_alike(DESCRIPTION, other)
    assert likeness(DESCRIPTION, "") == 0.0


@pytest.mark.parametrize(("one", "other", "alike"), [("Slow app", "slow APP!", True), ("Slow app", "Slow boat", False)])
def test_a_few_words_must_be_the_same_ones(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is alike


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Paint peels off. It began in May.", "Paint peels off"),
        ("\n\n  Why do visitors leave? We wonder.", "Why do visitors leave?"),
        ("One line without an end", "One line without an end"),
        ("It costs 3.5 kroner a piece. Too much.", "It costs 3.5 kroner a piece"),
        ("word " * 40, "word word word word word word word word word word word word word word word…"),
        ("", ""),
    ],
)
def test_a_name_is_suggested_from_the_first_sentence(text: str, title: str) -> None:
    assert first_sentence(text) == title
    assert len(first_sentence(text)) <= 80
