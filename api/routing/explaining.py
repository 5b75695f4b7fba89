"""Reasons: what of the text's own words spoke for a department, and which of the department's terms they hit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from api.language import Language
from api.routing.index import Index
from api.routing.ranking import Evidence, ProfileConcept
from api.routing.text import Word, bare_words

MOST = 6
LEAST = 0.02  # of the department's score
BETWEEN = 3  # characters between two words that make one span


class _Label(NamedTuple):
    concept: ProfileConcept
    forms: frozenset[str]


class Glossary:
    """Which labels of a department hold a form; worked out for a department when it is first explained."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._labels: dict[int, dict[str, list[_Label]]] = {}

    def term(self, department: int, word: str, said: frozenset[str], english: bool) -> ProfileConcept | None:
        """The department's concept that a word of the text hits: the one of whose label the text says most."""
        labels = self._of(department)
        best: ProfileConcept | None = None
        best_fit = (0.0, 0, 0.0)
        for feature in self._index.named(word, english):
            for label in labels.get(feature, ()):
                fit = (len(label.forms & said) / len(label.forms), len(label.forms), label.concept.weight)
                if fit > best_fit:
                    best, best_fit = label.concept, fit
            if best is not None:
                break
        return best

    def names(self, words: Iterable[str], english: bool) -> Iterator[str]:
        for word in words:
            yield from self._index.named(word, english)

    def _of(self, department: int) -> dict[str, list[_Label]]:
        found = self._labels.get(department)
        if found is None:
            found = dict[str, list[_Label]]()
            for concept in self._index.profiles[department].concepts:
                norwegian = [*concept.labels.get(Language.BOKMAL, ()), *concept.labels.get(Language.NYNORSK, ())]
                for english, labels in ((False, norwegian), (True, concept.labels.get(Language.ENGLISH, ()))):
                    names = self._index.forms[english]
                    for said in dict.fromkeys(labels):
                        label = _Label(concept, frozenset(map(names.__getitem__, bare_words(said))))
                        for form in label.forms:
                            found.setdefault(form, []).append(label)
            self._labels[department] = found
        return found


def explain(
    glossary: Glossary,
    department: int,
    shares: Mapping[str, float],
    words: Sequence[Word],
    text: str,
    *,
    english: bool,
    reader: Language,
) -> list[Evidence]:
    """The words that add most, neighbours that hit the same term taken together; `shares` sum to 1 over all words."""
    telling = sorted((word for word in shares if shares[word] >= LEAST), key=lambda word: (-shares[word], word))
    telling = telling[: 2 * MOST]
    first: dict[str, Word] = {}
    for word in words:
        if word.text in shares:
            first.setdefault(word.text, word)
    said = frozenset(glossary.names(first, english))
    spans: list[tuple[int, int, str, float]] = []
    for place in sorted((first[word] for word in telling), key=lambda place: place.start):
        concept = glossary.term(department, place.text, said, english)
        term = concept.shown.said_in(reader) if concept is not None else text[place.start : place.end]
        share = shares[place.text]
        if spans and concept is not None:
            start, end, before, added = spans[-1]
            if before == term and place.start - end <= BETWEEN and "\n" not in text[end : place.start]:
                spans[-1] = (start, place.end, term, added + share)
                continue
        spans.append((place.start, place.end, term, share))
    spans.sort(key=lambda span: (-span[3], span[0]))
    return [Evidence(text[start:end], term, round(share, 4)) for start, end, term, share in spans[:MOST]]
