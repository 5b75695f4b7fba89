"""From a text to words with their places, and from a word to the form in which texts are compared."""

import re
from typing import NamedTuple

from api.routing.stemming import stem_english, stem_norwegian

LONGEST_WORD = 40
# Letters, perhaps behind digits ("3D"); lone letters and numbers say nothing.
_WORD = re.compile(r"(?<![^\W_])(?:\d+[^\W\d_]+|[^\W\d_][^\W_]+)")
# Markup and addresses say where a text was pasted from, never what it is about.
_NOISE = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>|https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,255}|&[a-z]{2,8};")
# Nynorsk and bokmål spell the same word apart in regular ways; both are brought to one spelling, not to a correct one.
_ALIKE = {
    "øy": "ø", "au": "ø", "ei": "e", "hv": "kv", "hj": "h", "kj": "k", "tj": "t", "gj": "g", "mn": "vn", "vatn":
    "vann", "botn": "bunn", "frem": "fram", "skul": "skol", "sjuk": "syk", "kyrk": "kirk", "mjøl": "mel", "golv":
    "gulv", "verksemd": "virksomhet", "bru": "bro",
}  # fmt: skip
_MAY_DIFFER = re.compile("|".join(_ALIKE))


class Word(NamedTuple):
    """As it is looked up, in small letters, and where it stands in the text."""

    text: str
    start: int
    end: int


def without_noise(text: str) -> str:
    """As long as the text, so that places stay true."""
    return _NOISE.sub(lambda found: " " * len(found.group()), text)


def words_of(text: str) -> list[Word]:
    return [
        Word(found.group().casefold(), found.start(), found.end())
        for found in _WORD.finditer(text)
        if found.end() - found.start() <= LONGEST_WORD
    ]


def bare_words(text: str) -> list[str]:
    """Without places; what profiles are read with, where nobody needs to point at a span."""
    return _WORD.findall(text.casefold())


def norwegian_form(word: str) -> str:
    return _MAY_DIFFER.sub(_alike, stem_norwegian(word))


def _alike(found: re.Match[str]) -> str:
    return _ALIKE[found.group()]


def form(word: str, english: bool) -> str:
    """The two languages share no forms: "fisk" in one is not "fisk" in the other."""
    return "e:" + stem_english(word) if english else "n:" + norwegian_form(word)
