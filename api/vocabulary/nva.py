"""The disciplines of Nasjonalt vitenarkiv (NVA), each within one of its areas."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from api.vocabulary.concept import LinkKind
from api.vocabulary.importing import About, Term, TermLink
from api.vocabulary.lines import read_lines

ABOUT = About("nva", "NVA", "MIT")


class _Line(msgspec.Struct, frozen=True):
    id: str
    area_id: str
    area: str
    en: str
    nb: str
    nn: str
    en_tr: str = ""


def read(file: Path) -> Iterator[Term]:
    areas: set[str] = set()
    for line in read_lines(file, _Line):
        area = f"area {line.area_id}"
        if area not in areas:
            areas.add(area)
            yield Term(area, en=[line.area])
        links = [TermLink(LinkKind.BROADER, area)]
        yield Term(line.id, [line.nb], [line.nn], [label for label in (line.en, line.en_tr) if label], links=links)
