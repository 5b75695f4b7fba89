"""What people also send, though no department can work on it: the matching knows it as it knows the departments.

`outside.json` has a kind of such texts each in the form of a department's file, written for the program as everything
it ships with. A text whose words are rather those of such texts than those of problems goes to the broker desk, where
a person looks at it.
"""

from collections.abc import Collection, Sequence
from functools import cache
from math import inf, log
from pathlib import Path

import msgspec

from api.departments.catalogue import Concept, Examples
from api.language import Language, Words
from api.routing.index import Index, counted, forms_of
from api.routing.ranking import Profile, ProfileConcept
from api.routing.said import said_by
from api.routing.text import form

FILE = Path(__file__).parent / "outside.json"
UNSEEN = 0.3  # how often a word is taken to stand in texts in which it does not stand
AHEAD, ORDINARY = 10, -1.1  # so many words with the odds of an ordinary problem's stand ahead of a text's own


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    concepts: list[Concept]
    examples: Examples


def outside_profiles() -> list[Profile]:
    """Profiles of what nobody at a university works on, in the same form as a department's."""
    return list(_profiles())


@cache
def _profiles() -> tuple[Profile, ...]:
    kinds = msgspec.json.decode(FILE.read_bytes(), type=list[Kind])
    return tuple(_profile(kind) for kind in kinds)


def _profile(kind: Kind) -> Profile:
    nb, nn, en = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH
    return Profile(
        f"outside:{kind.kind}",
        [],
        Words(kind.kind, kind.kind, kind.kind),
        [ProfileConcept({nb: each.nb, nn: each.nn, en: each.en}, each.w) for each in kind.concepts],
        {nb: kind.examples.nb, nn: kind.examples.nn, en: kind.examples.en},
    )


class Outside:
    """How much likelier words are in one kind of what lies outside than in problems: naive Bayes over their forms."""

    def __init__(self, index: Index, kinds: Sequence[Profile]) -> None:
        self._index = index
        every = [said_by(kind) for kind in kinds]
        forms = forms_of(every)
        self._kinds = [(counted(said, forms)[1], said.many) for said in every]

    def odds(self, words: Collection[str], *, english: bool) -> float:
        """Of the likeliest kind: the mean logarithm over the words, ordinary ones ahead of them.

        So a short text must say it plainly.
        """
        inside, forms = self._index.told, self._index.forms[english]
        names = [forms.get(word) or form(word, english) for word in words]
        best = -inf
        for outside, many in self._kinds:
            if not (many[english] and self._index.examples[english]):
                continue
            more = self._index.examples[english] / many[english]
            total = AHEAD * ORDINARY
            for name in names:
                total += log(more * (outside.get(name, 0.0) + UNSEEN) / (inside.get(name, 0.0) + UNSEEN * more))
            best = max(best, total / (AHEAD + len(names)))
        return best
