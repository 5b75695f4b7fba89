"""What the matching knows: built once from all profiles, then only read."""

import gc
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from math import exp
from typing import NamedTuple

from api.language import Language
from api.routing.compounds import SHORTEST_PART, parts
from api.routing.misspelling import Spellings
from api.routing.ranking import Profile
from api.routing.stemming import stem_english
from api.routing.text import bare_words, form, norwegian_form
from api.routing.weights import idf, weigh

PART = 0.6  # of the whole word's weight, for each part of a compound
MISSPELT = 0.8  # of its weight, for a word that was probably meant
GRAM = 4
ENOUGH = 2  # a word grows no commoner by more of one department's examples: who learns must not blunt what is learnt
TYPICAL = 2  # how much a profile must say of a form before its letters count


def grams(name: str) -> list[str]:
    """Pieces of four letters of a form; the first letter of a word is marked, the language is not."""
    marked = "<" + name[2:]
    return [marked[at : at + GRAM] for at in range(len(marked) - GRAM + 1)]


class Index:
    """Two tables of weights: of forms (words and parts of compounds), and of the letters they are spelt with.

    The second finds relatives that the first can't know: typing errors, unseen compounds and derivations, the other
    Norwegian norm, and words that English and Norwegian share.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = list(profiles)
        with _without_collecting():
            said = _read(profiles)
            self.forms = forms = (
                {word: "n:" + norwegian_form(word) for word in said.words(english=False)},
                {word: "e:" + stem_english(word) for word in said.words(english=True)},
            )
            norwegian = dict.fromkeys(forms[0].values())
            self._vocabulary = {name[2:] for name in norwegian}
            self._compounds = {name: found for name in norwegian if (found := self._parts(name))}
            totals = [self._total(own, forms) for own in said.profiles]
            seen: dict[str, float] = {}
            for counts, names in zip(said.documents_with, forms, strict=True):
                for word, count in counts.items():
                    seen[names[word]] = seen.get(names[word], 0.0) + count
            for name, found in self._compounds.items():
                for part in found:
                    seen[part] = seen.get(part, 0.0) + seen.get(name, 0.0)
            many = said.documents
            self.rarest = self.gram_rarest = idf(0, many)
            del said  # what is read is counted; together with what comes it would double the memory
            self.idf = {name: idf(seen.get(name, 0.0), many) for name in dict.fromkeys(chain.from_iterable(totals))}
            self.stems = weigh(totals, self.idf)
            self._spellings = Spellings(name for name in self.idf if name in self.stems)
            shared: dict[str, str] = {}
            pieces = {name: [shared.setdefault(piece, piece) for piece in grams(name)] for name in self.idf}
            self.gram_idf = _gram_idf(pieces, seen, many)
            self.grams = weigh((_gram_counts(total, pieces) for total in totals), self.gram_idf)

    def _parts(self, name: str) -> tuple[str, ...]:
        if len(name) < 2 * SHORTEST_PART + 2:
            return ()
        return tuple("n:" + part for part in parts(name[2:], self._vocabulary))

    def _total(self, said: "_Pair", forms: tuple[dict[str, str], dict[str, str]]) -> dict[str, float]:
        total: dict[str, float] = {}
        for words, names in zip(said, forms, strict=True):
            for word, count in words.items():
                name = names[word]
                total[name] = total.get(name, 0.0) + count
        compounds = self._compounds
        for name in [name for name in total if name in compounds]:
            for part in compounds[name]:
                total[part] = total.get(part, 0.0) + PART * total[name]
        return total

    def features(self, word: str, english: bool) -> tuple[str, list[tuple[str, float]]]:
        """The form of a word, and the known features it stands for: itself, or the parts of a compound, or both."""
        name = self.forms[english].get(word) or form(word, english)
        found = [(name, 1.0)] if name in self.stems else []
        if not english:
            split = self._compounds[name] if name in self._compounds else () if found else self._parts(name)
            found += [(part, PART) for part in split if part in self.stems]
        if not found and word not in self.forms[english]:
            foreign = self.forms[not english].get(word)  # "machine learning" in the middle of a Norwegian text
            if foreign is not None and foreign in self.stems:
                return name, [(foreign, 1.0)]
            meant = self._spellings.meant(name)
            if meant is not None:
                return name, [(meant, MISSPELT)]
        return name, found

    def named(self, word: str, english: bool) -> list[str]:
        """The form of a word, then those of its parts, known or not."""
        name, found = self.features(word, english)
        return [name, *(feature for feature, _amount in found if feature != name)]


_Pair = tuple[Counter[str], Counter[str]]  # Norwegian, English


class _Said(NamedTuple):
    """How often each profile says each word (labels count by their concept's weight), and in how many examples."""

    profiles: list[_Pair]
    documents_with: _Pair
    documents: int

    def words(self, *, english: bool) -> dict[str, None]:
        """Each once, in an order that every process shares."""
        return dict.fromkeys(chain.from_iterable(pair[english] for pair in self.profiles))


def _read(profiles: Sequence[Profile]) -> _Said:
    said: list[_Pair] = []
    documents_with: _Pair = (Counter(), Counter())
    documents = 0
    for profile in profiles:
        own: _Pair = (Counter(), Counter())
        examples_with: _Pair = (Counter(), Counter())
        for language, examples in profile.examples.items():
            english = language is Language.ENGLISH
            for example in examples:
                words = bare_words(example)
                own[english].update(words)
                examples_with[english].update(set(words))
                documents += 1
        for counts, everywhere in zip(examples_with, documents_with, strict=True):
            everywhere.update({word: min(count, ENOUGH) for word, count in counts.items()})
        by_weight: dict[tuple[float, bool], list[str]] = {}
        for concept in profile.concepts:
            for language, labels in concept.labels.items():
                by_weight.setdefault((concept.weight, language is Language.ENGLISH), []).extend(labels)
        for (weight, english), labels in by_weight.items():
            for word, count in Counter(bare_words("\n".join(labels))).items():
                own[english][word] += weight * count  # pyright: ignore[reportArgumentType]
        said.append(own)
    return _Said(said, documents_with, documents)


def _gram_counts(total: Mapping[str, float], pieces: Mapping[str, list[str]]) -> Counter[str]:
    """Only of what a profile says twice or counts among its typical terms: the rest costs time and tells no more."""
    return Counter(chain.from_iterable(pieces[name] for name, count in total.items() if count >= TYPICAL))


def _gram_idf(pieces: Mapping[str, list[str]], seen: Mapping[str, float], documents: int) -> dict[str, float]:
    """From how many examples hold the forms with a gram, as if those were spread independently."""
    holding: dict[str, float] = {}
    for name, own in pieces.items():
        count = seen.get(name)
        if count:
            for piece in own:
                holding[piece] = holding.get(piece, 0.0) + count
    many = max(1, documents)
    rarest = idf(0, many)
    known = {piece: idf(many * (1 - exp(-count / many)), many) for piece, count in holding.items()}
    return {piece: known.get(piece, rarest) for piece in dict.fromkeys(chain.from_iterable(pieces.values()))}


@contextmanager
def _without_collecting() -> Generator[None]:
    """Half a million small objects live on: looking through them again and again for garbage costs a fifth more."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
