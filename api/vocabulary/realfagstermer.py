"""Realfagstermer, the science vocabulary of Norwegian university libraries, as JSON Lines."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from api.vocabulary.concept import LinkKind
from api.vocabulary.importing import About, Term, TermLink
from api.vocabulary.lines import read_lines

ABOUT = About("realfagstermer", "Realfagstermer", "CC0-1.0")


class _Line(msgspec.Struct, frozen=True):
    id: str
    nb: list[str]
    nb_alt: list[str] = []
    nn: list[str] = []
    en: list[str] = []
    la: list[str] = []
    broader: list[str] = []
    related: list[str] = []


def read(file: Path) -> Iterator[Term]:
    """Narrower terms are those that call this one broader."""
    for line in read_lines(file, _Line):
        links = [TermLink(LinkKind.BROADER, other) for other in line.broader]
        links += [TermLink(LinkKind.RELATED, other) for other in line.related]
        yield Term(line.id, [*line.nb, *line.nb_alt], line.nn, line.en, ", ".join(line.la), links)
