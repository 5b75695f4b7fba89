"""What the matching knows: built once from all profiles, then only read."""

import gc
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from math import exp

from api.routing.compounds import SHORTEST_PART, parts
from api.routing.misspelling import Spellings
from api.routing.ranking import Profile
from api.routing.said import Pair, Said, said_by, words_said
from api.routing.stemming import stem_english
from api.routing.text import form, norwegian_form
from api.routing.weights import idf, weigh

PART = 0.6  # of the whole word's weight, for each part of a compound
MISSPELT = 0.8  # of its weight, for a word that was probably meant
GRAM = 4
ODDS = 0.17  # what the odds of a word count beside how typical it is
TYPICAL = 3  # how much a profile must say of a form before its letters count

Forms = tuple[dict[str, str], dict[str, str]]  # of each word: Norwegian, English


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
            every = [said_by(profile) for profile in profiles]
            self.forms = forms = forms_of(every)
            norwegian = dict.fromkeys(forms[0].values())
            self._vocabulary = {name[2:] for name in norwegian}
            self._compounds = {name: found for name in norwegian if (found := self._parts(name))}
            self.examples = (sum(said.many[0] for said in every), sum(said.many[1] for said in every))
            self.told: dict[str, float] = {}
            seen: Counter[str] = Counter()
            totals: list[dict[str, float]] = []
            for said in every:
                examples, total = counted(said, forms)
                # Said twice or more is all the same: who learns from more examples must not blunt what is learnt.
                seen.update(examples.keys())
                seen.update([name for name, count in examples.items() if count > 1])
                for name, count in total.items():
                    self.told[name] = self.told.get(name, 0.0) + count
                totals.append(self._with_parts(total))
            del every  # what is read is counted; together with what comes it would double the memory
            for name, found in self._compounds.items():
                for part in found:
                    seen[part] += seen[name]
            many = sum(self.examples) + len(self.profiles)  # a department's labels count as one text
            self.rarest = self.gram_rarest = idf(0, many)
            self.idf = {name: idf(seen.get(name, 0.0), many) for name in dict.fromkeys(chain.from_iterable(totals))}
            self.stems = weigh(totals, self.idf, ODDS)
            self._spellings = Spellings(name for name in self.idf if name in self.stems)
            typical = {name for total in totals for name, count in total.items() if count >= TYPICAL}
            pieces = {name: grams(name) for name in self.idf if name in typical}
            self.gram_idf = _gram_idf(pieces, seen, many)
            self.grams = weigh((_gram_counts(total, pieces) for total in totals), self.gram_idf)

    def _parts(self, name: str) -> tuple[str, ...]:
        if len(name) < 2 * SHORTEST_PART + 2:
            return ()
        return tuple("n:" + part for part in parts(name[2:], self._vocabulary))

    def _with_parts(self, total: dict[str, float]) -> dict[str, float]:
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


def forms_of(every: Sequence[Said]) -> Forms:
    return (
        {word: "n:" + norwegian_form(word) for word in words_said(every, english=False)},
        {word: "e:" + stem_english(word) for word in words_said(every, english=True)},
    )


def counted(said: Said, forms: Forms) -> tuple[dict[str, float], dict[str, float]]:
    """The forms of the examples' words, and those of the labels too, each with how often it is said."""
    examples: dict[str, float] = {}
    _count(said.examples, forms, examples)
    total = dict(examples)
    _count(said.labels, forms, total)
    return examples, total


def _count(said: Pair, forms: Forms, counts: dict[str, float]) -> None:
    for words, names in zip(said, forms, strict=True):
        for name, count in zip(map(names.__getitem__, words), words.values(), strict=True):
            counts[name] = counts.get(name, 0.0) + count


def _gram_counts(total: Mapping[str, float], pieces: Mapping[str, list[str]]) -> Counter[str]:
    """Only of what a profile says often or counts among its typical terms: the rest costs time and tells no more."""
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
