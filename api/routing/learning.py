"""From what people decided to a few weights more: each text that went wrong adds its words to where it belonged.

It takes a part of them from where it was wrong. A text counts until it goes right by a margin, and never more than
`MOST`; a word counts as far as several texts agree on it: a handful of corrections moves little, two hundred move a
lot, and what goes right already teaches nothing. The departments' own examples, and problems that were accepted, hold
against it, so that no department loses what is its own.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from api.language import Language
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.matching import Router, read_text
from api.routing.text import Word

# Chosen by playing corrections of departments that changed their scope (tests/api/routing/test_learning.py) over
# examples of the catalogue that were left out; within a factor of two they matter little.
MARGIN = 4.5  # how much better the right department should score than the wrong one: more than is needed to win
MOST = 1.0  # how often one text counts at most
TAKEN = 0.1  # from the wrong department, of what the right one gets
DOUBT = 20  # corrections that hold a word, before it may move half as readily as one that nobody doubts
HELD_MOST = 4.0  # how often an example counts at most, on which its department is to lose nothing by what is learnt
TOUCHED = 0.02  # of a score, before an example holds against it
BOUND = 6.0  # of one word's weight, either way
LEAST = 0.001  # a smaller weight is none
FEATURES = 1500  # the weightiest of a department
ROUNDS = 12


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"


class Decision(msgspec.Struct, frozen=True):
    """What people said of one problem and one unit; a unit that is no department, such as the desk, can be wrong."""

    problem: str
    title: str
    description: str
    language: Language
    code: str
    verdict: Verdict
    at: datetime


class Lesson(msgspec.Struct, frozen=True):
    """All that was decided of one problem. Without a wrong department it only confirms."""

    problem: str
    title: str
    description: str
    language: Language
    right: frozenset[str]
    wrong: frozenset[str]


def lessons_of(decisions: Iterable[Decision]) -> list[Lesson]:
    """In the order of the problems; of each problem and department the newest word counts."""
    last: dict[str, dict[str, Decision]] = {}
    for decision in sorted(decisions, key=lambda decision: decision.at):
        last.setdefault(decision.problem, {})[decision.code] = decision
    found: list[Lesson] = []
    for problem in sorted(last):
        said = last[problem]
        one = next(iter(said.values()))
        right = frozenset(code for code, decision in said.items() if decision.verdict is Verdict.RIGHT)
        found.append(Lesson(problem, one.title, one.description, one.language, right, frozenset(said) - right))
    return found


def learn(router: Router, lessons: Sequence[Lesson]) -> Learnt:
    """`router` knows the profiles and has learnt nothing yet. The same lessons always teach the same."""
    own = {profile.code for profile in router.profiles}
    moved = {code for lesson in lessons if lesson.wrong for code in (*lesson.right, *lesson.wrong)} & own
    if not moved:
        return NOTHING_LEARNT
    learner = _Learner(router, moved)
    learner.trust_what_many_say(lessons)
    for lesson in lessons:
        learner.hear(lesson)
    learner.settle(ROUNDS // 2)
    learner.hear_examples()
    learner.settle(ROUNDS)
    return learner.learnt()


class _Demand(NamedTuple):
    """That `up` gains over `down`, by what is learnt of these words, at least `need`; counted at most `most` times."""

    words: Mapping[str, float]
    square: float
    up: str | None
    down: str | None
    need: float
    most: float


class _Read(NamedTuple):
    """A text as the learner hears it, and what the profiles alone make of it."""

    words: dict[str, float]
    square: float
    scores: dict[str, float]


class _Learner:
    """Weights that meet the demands with as little change as possible, found by one demand at a time."""

    def __init__(self, router: Router, moved: set[str]) -> None:
        self._router = router
        self._weights: dict[str, dict[str, float]] = {code: {} for code in sorted(moved)}
        self._trust: dict[str, float] = {}
        self._demands: list[_Demand] = []
        self._counted: list[float] = []

    def trust_what_many_say(self, lessons: Sequence[Lesson]) -> None:
        holding: Counter[str] = Counter()
        for lesson in lessons:
            if lesson.wrong:
                words, ends, english = _words(lesson.title, lesson.description, lesson.language)
                holding.update(self._router.heard(words, ends, english=english).keys())
        self._trust = {word: count / (count + DOUBT) for word, count in holding.items()}

    def hear(self, lesson: Lesson) -> None:
        read = self._read(lesson.title, lesson.description, lesson.language)
        scores = read.scores
        right, wrong = sorted(lesson.right & scores.keys()), sorted(lesson.wrong & scores.keys())
        if not lesson.wrong:
            for code in right:
                for other in sorted(self._weights.keys() - lesson.right):
                    ahead = scores[code] - scores[other]
                    self._demand(read, code, other, min(ahead, MARGIN) - ahead, MOST)
            return
        others = sorted(scores.keys() - lesson.right - lesson.wrong, key=lambda code: (-scores[code], code))[:2]
        for code in right:
            for other in wrong:
                self._demand(read, code, other, MARGIN + scores[other] - scores[code], MOST)
            for other in others:
                self._demand(read, code, None, MARGIN + scores[other] - scores[code], MOST)
        if not right and others:
            for code in wrong:
                self._demand(read, None, code, MARGIN + scores[code] - scores[others[0]], MOST)

    def hear_examples(self) -> None:
        """Of those that the profiles hold, the ones on which something learnt would count."""
        for profile in self._router.profiles:
            for language, texts in profile.examples.items():
                for text in texts:
                    read = self._read("", text, language)
                    for code, weights in self._weights.items():
                        if code != profile.code and _sum(weights, read.words) > TOUCHED:
                            self._demand(read, profile.code, code, 0.0, HELD_MOST)

    def settle(self, rounds: int) -> None:
        """Each demand in turn counts just as much as it takes to meet it, from 0 to its most; until they agree."""
        weights, counted = self._weights, self._counted
        for _round in range(rounds):
            for place, (words, square, up, down, need, most) in enumerate(self._demands):
                ahead = (_sum(weights[up], words) if up else 0.0) - (_sum(weights[down], words) if down else 0.0)
                before = counted[place]
                after = min(most, max(0.0, before + (need - ahead) / square))
                if after == before:
                    continue
                counted[place] = after
                for code, step in ((up, after - before), (down, TAKEN * (before - after))):
                    if code:
                        row = weights[code]
                        for word, value in words.items():
                            row[word] = row.get(word, 0.0) + step * value

    def learnt(self) -> Learnt:
        kept: dict[str, dict[str, float]] = {}
        for code, row in self._weights.items():
            bounded = {word: max(-BOUND, min(BOUND, self._trust[word] * weight)) for word, weight in row.items()}
            told = sorted(bounded.items(), key=lambda item: (-abs(item[1]), item[0]))[:FEATURES]
            own = {word: round(weight, 5) for word, weight in sorted(told) if abs(weight) >= LEAST}
            if own:
                kept[code] = own
        if not kept:
            return NOTHING_LEARNT
        return Learnt(f"learnt-{hashlib.sha256(msgspec.json.encode(kept)).hexdigest()[:12]}", kept)

    def _read(self, title: str, description: str, said: Language) -> _Read:
        words, ends, english = _words(title, description, said)
        heard = self._router.heard(words, ends, english=english)
        trust = self._trust
        trusted = {word: trust[word] * value for word, value in heard.items() if word in trust}
        fit = self._router.fit(words, ends, english=english)
        scores = dict(zip(self._router.codes, fit.scores, strict=True))
        return _Read(trusted, sum(value * value for value in trusted.values()), scores)

    def _demand(self, read: _Read, up: str | None, down: str | None, need: float, most: float) -> None:
        """Only who was named in a correction moves."""
        up, down = up if up in self._weights else None, down if down in self._weights else None
        square = read.square * ((up is not None) + TAKEN * (down is not None))
        if square:
            self._demands.append(_Demand(read.words, square, up, down, need, most))
            self._counted.append(0.0)


def _words(title: str, description: str, said: Language) -> tuple[list[Word], int, bool]:
    _text, language, words = read_text(title, description, said)
    return words, len(title), language is Language.ENGLISH


def _sum(weights: Mapping[str, float], words: Mapping[str, float]) -> float:
    return sum(value * weights[word] for word, value in words.items() if word in weights)
