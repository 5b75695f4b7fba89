"""How well a text fits each profile, as a sum over its words: the words' parts of the score are the reasons."""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from api.routing.index import Index, grams
from api.routing.learnt import NOTHING_LEARNT, Learnt, LearntRows
from api.routing.small_words import SMALL_WORDS
from api.routing.text import Word

MEANING, SPELLING = 0.56, 0.35  # what the words count, and the letters they are spelt with
TITLE = 1.5  # what a word in the title counts beside one in the description
LETTERS = 0.6  # of a word's weight, for each piece of four letters that something may be learnt of
UNHEARD = 0.5  # of the rarest word's weight, for a word that no profile holds: something may be learnt of it
REMEMBERED = 4096  # words of each language, about 2 MB in all


class WordFit(NamedTuple):
    """What one word says for each profile, by meaning and by spelling, and its part in the length of a text."""

    meaning: "array[float] | None"
    spelling: "array[float] | None"
    meaning_square: float
    spelling_square: float
    learnt: tuple[tuple[int, float], ...] = ()
    learnt_square: float = 0.0


class Fit(NamedTuple):
    """A score for each profile, and the parts that it is the sum of: a word, and what it adds for each profile."""

    scores: list[float]
    parts: list[tuple[str, list[float]]]


class Scorer:
    def __init__(self, index: Index, learnt: Learnt = NOTHING_LEARNT) -> None:
        self.index = index
        self._learnt = LearntRows(learnt, [profile.code for profile in index.profiles])
        self._remembered: tuple[OrderedDict[str, WordFit], OrderedDict[str, WordFit]] = (OrderedDict(), OrderedDict())

    def fit(self, words: Sequence[Word], title_ends: int, *, english: bool) -> Fit:
        counts = _counts(words, title_ends, english)
        meant = spelt = heard = 0.0
        told: list[tuple[str, float, WordFit]] = []
        for word, count in counts.items():
            fit = self._word(word, english)
            amount = 1 + log(count)
            meant += amount * amount * fit.meaning_square
            spelt += amount * amount * fit.spelling_square
            heard += amount * amount * fit.learnt_square
            told.append((word, amount, fit))
        meant, spelt = MEANING / (sqrt(meant) or 1.0), SPELLING / (sqrt(spelt) or 1.0)
        parts: list[tuple[str, list[float]]] = []
        for word, amount, fit in told:
            a, b = amount * meant, amount * spelt
            if fit.meaning is None:
                if fit.spelling is not None:
                    parts.append((word, [b * s for s in fit.spelling]))
            elif fit.spelling is None:
                parts.append((word, [a * m for m in fit.meaning]))
            else:
                parts.append((word, [a * m + b * s for m, s in zip(fit.meaning, fit.spelling, strict=True)]))
        if heard:
            parts = self._with_learnt(parts, told, 1 / sqrt(heard))
        scores = [float(sum(column)) for column in zip(*(row for _word, row in parts), strict=True)]
        return Fit(scores or [0.0] * len(self.index.profiles), parts)

    def heard(self, words: Sequence[Word], title_ends: int, *, english: bool) -> dict[str, float]:
        """A text as that of which something can be learnt: its features, together of length 1."""
        found: dict[str, float] = {}
        square = 0.0
        for word, count in _counts(words, title_ends, english).items():
            amount = 1 + log(count)
            for feature, value in self._heard(*self.index.features(word, english)):
                square += amount * amount * value * value
                found[feature] = found.get(feature, 0.0) + amount * value
        length = sqrt(square) or 1.0
        return {feature: value / length for feature, value in found.items()}

    def _heard(self, name: str, features: list[tuple[str, float]]) -> list[tuple[str, float]]:
        idf = self.index.idf
        known = [(feature, amount * idf[feature]) for feature, amount in features]
        if name not in idf:
            known.append((name, UNHEARD * self.index.rarest))
        rarest = self.index.gram_rarest
        return known + [("g:" + piece, LETTERS * self.index.gram_idf.get(piece, rarest)) for piece in grams(name)]

    def _with_learnt(
        self, parts: list[tuple[str, list[float]]], told: list[tuple[str, float, WordFit]], scale: float
    ) -> list[tuple[str, list[float]]]:
        """What was learnt takes from a word at most what the word gives: nothing counts less than nothing."""
        rows = dict(parts)
        for word, amount, fit in told:
            if fit.learnt:
                row = rows.get(word) or [0.0] * len(self.index.profiles)
                for department, weight in fit.learnt:
                    row[department] = max(0.0, row[department] + amount * scale * weight)
                rows[word] = row
        return list(rows.items())

    def _word(self, word: str, english: bool) -> WordFit:
        remembered = self._remembered[english]
        found = remembered.get(word)
        if found is None:
            found = remembered[word] = self._look_up(word, english)
            if len(remembered) > REMEMBERED:
                remembered.popitem(last=False)
        return found

    def _look_up(self, word: str, english: bool) -> WordFit:
        index = self.index
        name, features = index.features(word, english)
        meaning, meaning_square = index.stems.mixed(
            [(feature, amount * sqrt(index.idf[feature])) for feature, amount in features]
        )
        pieces = [(piece, index.gram_idf[piece]) for piece in grams(name) if piece in index.grams]
        spelling, spelling_square = index.grams.mixed(pieces)
        if not self._learnt:
            return WordFit(meaning, spelling, meaning_square, spelling_square)
        heard = self._heard(name, features)
        learnt_square = sum(amount * amount for _feature, amount in heard)
        return WordFit(meaning, spelling, meaning_square, spelling_square, self._learnt.mixed(heard), learnt_square)


def _counts(words: Sequence[Word], title_ends: int, english: bool) -> dict[str, float]:
    counts: dict[str, float] = {}
    small = SMALL_WORDS[english]
    for word in words:
        if word.text in small:
            continue
        counts[word.text] = counts.get(word.text, 0.0) + (TITLE if word.start < title_ends else 1.0)
    return counts
