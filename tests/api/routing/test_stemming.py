"""Our stems are Snowball's."""

import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from api.departments.catalogue import read_catalogue
from api.routing.stemming import stem_english, stem_norwegian
from api.routing.text import bare_words

NORWEGIAN = snowballstemmer.stemmer("norwegian")
ENGLISH = snowballstemmer.stemmer("english")
ENDINGS_NO = [
    "a", "e", "ede", "ande", "ende", "ane", "ene", "hetene", "en", "heten", "ar", "er", "heter", "s", "ers",
    "ets", "et", "het", "ert", "erte", "ast", "leg", "elig", "els", "lov", "dt", "vt",
]  # fmt: skip
ENDINGS_EN = [
    "s", "es", "ies", "ied", "ed", "ing", "ingly", "eed", "edly", "ational", "ization", "fulness", "ousli",
    "iviti", "ness", "ement", "ion", "al", "ative", "ll", "y", "logi", "li",
]  # fmt: skip


def shipped_words() -> tuple[set[str], set[str]]:
    norwegian: set[str] = set()
    english: set[str] = set()
    for department in read_catalogue().departments:
        for text in department.examples.nb + department.examples.nn:
            norwegian.update(bare_words(text))
        for text in department.examples.en:
            english.update(bare_words(text))
    return norwegian, english


def test_every_shipped_word_has_snowballs_stem() -> None:
    norwegian, english = shipped_words()
    assert len(norwegian) > 5000
    assert [w for w in norwegian if stem_norwegian(w) != NORWEGIAN.stemWord(w)] == []
    assert [w for w in english if stem_english(w) != ENGLISH.stemWord(w)] == []


@given(st.text("abdefghijklmnoprstuvyæøå", min_size=1, max_size=9), st.sampled_from(ENDINGS_NO), st.booleans())
def test_norwegian_words_never_seen(root: str, ending: str, genitive: bool) -> None:
    word = root + ending + "s" * genitive
    assert stem_norwegian(word) == NORWEGIAN.stemWord(word)


@given(st.text("abcdefghilmnoprstuvwy", min_size=1, max_size=8), st.sampled_from(ENDINGS_EN))
def test_english_words_never_seen(root: str, ending: str) -> None:
    word = root + ending
    assert stem_english(word) == ENGLISH.stemWord(word)
