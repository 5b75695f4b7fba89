"""Tekord, the vocabulary of NTNU University Library: its terms, and those of them that Realfagstermer translates."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from api.vocabulary import realfagstermer
from api.vocabulary.concept import LinkKind
from api.vocabulary.importing import About, Term, TermLink
from api.vocabulary.lines import read_lines

ABOUT = About("tekord", "Tekord", "PDDL-1.0")
ABOUT_BILINGUAL = About("tekord-bilingual", "Tekord + Realfagstermer", "PDDL-1.0 AND CC0-1.0")

KINDS = {"exactMatch": LinkKind.SAME, "closeMatch": LinkKind.RELATED, "broadMatch": LinkKind.BROADER}


class _Line(msgspec.Struct, frozen=True):
    """`sub` narrows the term ("Aceton", "Giftvirkning"); `see` names the terms that are used in its stead."""

    id: str
    nb: str
    qualifier: str | None = None
    sub: list[str] = []
    udc: list[str] = []
    broader: list[str] = []
    related: list[str] = []
    see: list[str] = []
    definition: list[str] = []

    @property
    def label(self) -> str:
        name = f"{self.nb} ({self.qualifier})" if self.qualifier else self.nb
        return ": ".join([name, *self.sub])


class _Pair(msgspec.Struct, frozen=True):
    tekord: str
    real: str
    rel: str
    nb: str
    qualifier: str | None = None
    nn: list[str] = []
    en: list[str] = []


def read(file: Path) -> Iterator[Term]:
    """Twice through the file: a term that another is used for becomes one of that other's synonyms."""
    instead: dict[str, list[str]] = defaultdict(list)
    for line in read_lines(file, _Line):
        for used in line.see:
            instead[used].append(line.label)
    for line in read_lines(file, _Line):
        if line.see:
            continue
        links = [TermLink(LinkKind.BROADER, other) for other in line.broader]
        links += [TermLink(LinkKind.RELATED, other) for other in line.related]
        udc = f"UDC {', '.join(line.udc)}" if line.udc else ""
        note = ". ".join([*line.definition, *([udc] if udc else [])])
        yield Term(line.id, [line.label, *instead.get(line.id, ())], note=note, links=links)


def read_bilingual(file: Path) -> Iterator[Term]:
    """Only what means exactly the same lends its words."""
    for pair in read_lines(file, _Pair):
        label = f"{pair.nb} ({pair.qualifier})" if pair.qualifier else pair.nb
        links = [TermLink(LinkKind.SAME, pair.tekord, ABOUT.code)]
        if kind := KINDS.get(pair.rel):
            links.append(TermLink(kind, pair.real, realfagstermer.ABOUT.code))
        name = f"{pair.tekord} {pair.real}"
        if pair.rel == "exactMatch":
            yield Term(name, [label], pair.nn, pair.en, links=links)
        else:
            yield Term(name, [label], links=links)
