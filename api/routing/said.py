"""What the profiles say, as counts of words: all that the matching reads of them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from api.language import Language
from api.routing.ranking import Profile
from api.routing.text import bare_words

LABEL = 1.5  # what a word of a concept counts beside one of an example, times the concept's weight

Pair = tuple[Counter[str], Counter[str]]  # Norwegian, English


class Said(NamedTuple):
    """One profile's examples and labels; labels count by their concept's weight."""

    examples: Pair
    labels: Pair
    many: tuple[int, int]  # examples


def said_by(profile: Profile) -> Said:
    examples: Pair = (Counter(), Counter())
    many = [0, 0]
    for language, texts in profile.examples.items():
        english = language is Language.ENGLISH
        examples[english].update(bare_words("\n".join(texts)))
        many[english] += len(texts)
    by_weight: dict[tuple[float, bool], list[str]] = {}
    for concept in profile.concepts:
        for language, labels in concept.labels.items():
            by_weight.setdefault((concept.weight, language is Language.ENGLISH), []).extend(labels)
    labelled: Pair = (Counter(), Counter())
    for (weight, english), labels in by_weight.items():
        for word, count in Counter(bare_words("\n".join(labels))).items():
            labelled[english][word] += LABEL * weight * count  # pyright: ignore[reportArgumentType]
    return Said(examples, labelled, (many[0], many[1]))


def words_said(every: Sequence[Said], *, english: bool) -> dict[str, None]:
    """Each once, in an order that every process shares."""
    return dict.fromkeys(chain.from_iterable((*said.examples[english], *said.labels[english]) for said in every))
