"""SKOS as JSON-LD, however it is written: compact, expanded or as language maps.

A whole document, or one node a line.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from api.vocabulary.concept import LinkKind
from api.vocabulary.importing import Term, TermLink
from api.vocabulary.lines import Unreadable, read_lines

LANGUAGES = {"nb": "nb", "no": "nb", "nob": "nb", "nn": "nn", "nno": "nn", "en": "en", "eng": "en"}
NAMES = ("prefLabel", "altLabel", "hiddenLabel")
NOTES = ("definition", "scopeNote", "note")
LINKS = {
    "broader": LinkKind.BROADER, "broaderTransitive": LinkKind.BROADER, "broadMatch": LinkKind.BROADER,
    "related": LinkKind.RELATED, "relatedMatch": LinkKind.RELATED, "closeMatch": LinkKind.RELATED,
    "exactMatch": LinkKind.SAME,
}  # fmt: skip
LONGEST_ID = 300

_PREFIX = re.compile(r".*[#/:]")

Node = dict[str, Any]


def read(file: Path) -> Iterator[Term]:
    for node in _nodes(file):
        if "Concept" in {_PREFIX.sub("", str(kind)) for kind in _many(_first(node, "@type", "type"))}:
            term = _term(node)
            if term:
                yield term


def _nodes(file: Path) -> Iterator[Node]:
    """A document is read whole, because JSON-LD may name its parts in any order; lines are read one by one."""
    try:
        whole = msgspec.json.decode(file.read_bytes())
    except msgspec.DecodeError:
        yield from read_lines(file, Node)
        return
    found = _first(cast("Node", whole), "@graph", "graph") if isinstance(whole, dict) else whole
    nodes = cast("list[object]", found) if isinstance(found, list) else [cast("object", whole)]
    for node in nodes:
        if not isinstance(node, dict):
            raise Unreadable(f"{file.name} holds something that is no node of JSON-LD")
        yield cast("Node", node)


def _first(node: Node, *names: str) -> Any:
    return next((node[name] for name in names if name in node), None)


def _many(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [] if value is None else [value]


def _term(node: Node) -> Term | None:
    name = _first(node, "@id", "id", "uri")
    if not isinstance(name, str) or not name or len(name) > LONGEST_ID:
        return None
    fields = {_PREFIX.sub("", key): value for key, value in node.items()}
    labels: dict[str, list[str]] = {"nb": [], "nn": [], "en": []}
    for field in NAMES:
        for language, label in _texts(fields.get(field)):
            if own := LANGUAGES.get(language.partition("-")[0].lower()):
                labels[own].append(label)
    notes = [text for field in NOTES for _language, text in _texts(fields.get(field))]
    links = [TermLink(kind, other) for field, kind in LINKS.items() for other in _ids(fields.get(field))]
    return Term(name, labels["nb"], labels["nn"], labels["en"], "\n".join(notes), links)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Each with its language, which may be empty."""
    for one in _many(value):
        if isinstance(one, str):
            yield "", one
        elif isinstance(one, dict):
            said = cast("Node", one)
            text = _first(said, "@value", "value")
            if isinstance(text, str):
                yield str(_first(said, "@language", "lang") or ""), text
            elif text is None:
                for language, texts in said.items():
                    yield from ((language, text) for text in _many(texts) if isinstance(text, str))


def _ids(value: Any) -> Iterator[str]:
    for one in _many(value):
        name = _first(cast("Node", one), "@id", "id", "uri") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name
