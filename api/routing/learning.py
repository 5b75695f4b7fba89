"""From what people decided to a few weights more: what was passed on brings its words to where it belonged.

What is learnt of a department only ever adds to it, and only on texts that say what its corrections say and what no
other department's examples say as often. No example of another department, left out of its profile, comes more than a
part of the way: so nobody loses what is theirs, however much is decided. What was declined and taken by nobody takes
from the department that declined it, held in check by its own examples in the same way.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from api.language import Language
from api.routing.holding_back import Held, Text, read, scored
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.matching import Router
from api.routing.topic import Forms, Kept, Taught, Topic

MARGIN = 1.5  # of the best score, how much the right department should be ahead: words that come later say less
MOST = 8.0  # of the best score, how often one text counts at most
_SENTENCE = re.compile(r"[.?!\n]+")


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


def learn(router: Router, lessons: Sequence[Lesson], held: Held | None = None) -> Learnt:
    """`router` knows the profiles and has learnt nothing yet. The same lessons always teach the same."""
    own = {profile.code for profile in router.profiles}
    passed_on = [lesson for lesson in lessons if lesson.wrong]
    gaining = sorted({code for lesson in passed_on for code in lesson.right} & own)
    losing = sorted({code for lesson in passed_on if not lesson.right for code in lesson.wrong} & own)
    if not gaining and not losing:
        return NOTHING_LEARNT
    learner = _Learner(router, lessons, held or Held(router))
    weights = {code: learner.gained(code) for code in gaining}
    for code in losing:
        lost = {form: -weight for form, weight in learner.lost(code).items()}
        weights[code] = lost | weights.get(code, {})
    return learnt_of(weights)


def learnt_of(weights: Mapping[str, dict[str, float]]) -> Learnt:
    """Named by what it holds: the same weights are the same version."""
    kept = {code: row for code, row in sorted(weights.items()) if any(row.values())}
    if not kept:
        return NOTHING_LEARNT
    return Learnt(f"learnt-{hashlib.sha256(msgspec.json.encode(kept)).hexdigest()[:12]}", kept)


class _Told(NamedTuple):
    lesson: Lesson
    text: Text
    scores: Mapping[str, float]


class _Learner:
    def __init__(self, router: Router, lessons: Sequence[Lesson], held: Held) -> None:
        self._router = router
        self._held = held
        texts = [read(router, lesson.title, lesson.description, lesson.language) for lesson in lessons]
        self._told = [_Told(lesson, text, scored(router, text)) for lesson, text in zip(lessons, texts, strict=True)]

    def gained(self, code: str) -> dict[str, float]:
        """For what others had and this department should have had."""
        mine = [told for told in self._told if told.lesson.wrong and code in told.lesson.right]
        taught: list[Taught] = []
        for lesson, text, scores in mine:
            best = max(score for other, score in scores.items() if other not in lesson.right)
            taught.append(Taught(text.forms, best * (1 + MARGIN) - scores[code], MOST * best))
        kept: list[Kept] = []
        for lesson, text, scores in self._told:
            if code not in lesson.right:
                right = max((scores[other] for other in lesson.right if other in scores), default=0.0)
                kept += _kept(text, right - scores[code], is_found=False)
        others: list[tuple[str, Forms]] = []
        for other, text, scores in self._held.each():
            if other != code:
                best = max(scores.values())
                theirs = scores.get(other, best)  # what lies outside is perhaps nobody's: then it stays with the best
                kept += _kept(text, theirs - scores[code], is_found=theirs == best)
                others.append((other, text.forms))
        return self._topic(mine, others).weights(taught, kept)

    def lost(self, code: str) -> dict[str, float]:
        """For what this department had, did not want, and nobody else has taken."""
        mine = [told for told in self._told if code in told.lesson.wrong and not told.lesson.right]
        taught = [Taught(text.forms, _lead(scores, code), MOST * scores[code]) for _lesson, text, scores in mine]
        own = [(text, scores) for lesson, text, scores in self._told if code in lesson.right]
        curated = [(text, scores) for other, text, scores in self._held.each() if other == code]
        kept = [one for text, scores in own + curated for one in _kept(text, _lead(scores, code), is_found=True)]
        return self._topic(mine, [(code, text.forms) for text, _scores in curated]).weights(taught, kept)

    def _topic(self, mine: Sequence[_Told], others: Sequence[tuple[str, Forms]]) -> Topic:
        sentences = {
            (sentence.strip(), told.lesson.language)
            for told in mine
            for sentence in _SENTENCE.split(f"{told.lesson.title}\n{told.lesson.description}")
        }
        forms = [read(self._router, "", sentence, language).forms for sentence, language in sorted(sentences)]
        return Topic([told.text.forms for told in mine], forms, others, self._held.common)


def _kept(text: Text, ahead: float, *, is_found: bool) -> list[Kept]:
    """Nothing, when there is nothing to lose."""
    return [Kept(text.forms, ahead, is_found)] if ahead > 0 else []


def _lead(scores: Mapping[str, float], code: str) -> float:
    return scores[code] - max(score for other, score in scores.items() if other != code)
