"""What stands against learning: the departments' own examples, each as a router finds it that has not read it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from api.language import Language
from api.routing.matching import Router, read_text
from api.routing.out_of_scope import outside_profiles
from api.routing.ranking import Profile
from api.routing.text import Word

SIDES = 2  # the examples are left out by halves: each half is scored by a router that knows the other


class Text(NamedTuple):
    """As the matching reads it, and the forms of which something can be learnt; letters tell too little."""

    words: Sequence[Word]
    title_ends: int
    english: bool
    forms: Mapping[str, float]


class Example(NamedTuple):
    code: str
    side: int
    text: Text


def read(router: Router, title: str, description: str, said: Language) -> Text:
    _text, language, words = read_text(title, description, said)
    english = language is Language.ENGLISH
    heard = router.heard(words, len(title), english=english)
    forms = {form: value for form, value in heard.items() if not form.startswith("g:")}
    return Text(words, len(title), english, forms)


def scored(router: Router, text: Text) -> dict[str, float]:
    fit = router.fit(text.words, text.title_ends, english=text.english)
    return dict(zip(router.codes, fit.scores, strict=True))


class Held:
    """Of all departments, and of what lies outside: worth keeping when several fits start from the same profiles."""

    def __init__(self, router: Router) -> None:
        self._profiles, self._outside = router.profiles, outside_profiles()
        self.examples = [
            Example(profile.code, place % SIDES, read(router, "", text, language))
            for profile in (*self._profiles, *self._outside)
            for language, texts in profile.examples.items()
            for place, text in enumerate(texts)
        ]
        self.common = Counter(form for example in self.examples for form in example.text.forms)

    def each(self) -> Iterator[tuple[str, Text, Mapping[str, float]]]:
        """With the scores that a router gives it which knows only the other half of the examples."""
        for example, scores in zip(self.examples, self._scores, strict=True):
            yield example.code, example.text, scores

    @cached_property
    def _scores(self) -> list[dict[str, float]]:
        return [scored(self._routers[example.side], example.text) for example in self.examples]

    @cached_property
    def _routers(self) -> list[Router]:
        return [
            Router(
                [_without(profile, side) for profile in self._profiles],
                outside=[_without(profile, side) for profile in self._outside],
            )
            for side in range(SIDES)
        ]


def _without(profile: Profile, side: int) -> Profile:
    examples = {
        language: [text for place, text in enumerate(texts) if place % SIDES != side]
        for language, texts in profile.examples.items()
    }
    return msgspec.structs.replace(profile, examples=examples)
