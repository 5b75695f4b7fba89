"""Departments that mean the same share one concept: the union of what they call it, and each one's own weight."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from api.departments.catalogue import Catalogue, Concept


class SharedConcept(msgspec.Struct, frozen=True):
    """`key` names it for good: its first words in bokmål and English, whatever their case."""

    key: str
    nb: list[str]
    nn: list[str]
    en: list[str]


class OwnTerm(NamedTuple):
    key: str
    weight: int


class Sharing(NamedTuple):
    """All concepts by key, and what each department (by code) works with, in the order of its file."""

    concepts: dict[str, SharedConcept]
    terms: dict[str, list[OwnTerm]]


def key_of(concept: Concept) -> str:
    return f"{concept.nb[0]} / {concept.en[0]}".casefold()


def each_once(labels: Iterable[str]) -> list[str]:
    """The first spelling of each word stays."""
    found: dict[str, str] = {}
    for label in labels:
        found.setdefault(label.casefold(), label)
    return list(found.values())


def share(catalogue: Catalogue) -> Sharing:
    said: dict[str, list[Concept]] = {}
    terms: dict[str, list[OwnTerm]] = {}
    for file in catalogue.departments:
        weights: dict[str, int] = {}
        for concept in file.concepts:
            key = key_of(concept)
            said.setdefault(key, []).append(concept)
            weights[key] = max(concept.w, weights.get(key, 0))
        terms[file.code] = [OwnTerm(key, weight) for key, weight in weights.items()]
    concepts = {
        key: SharedConcept(
            key,
            each_once(label for one in meant for label in one.nb),
            each_once(label for one in meant for label in one.nn),
            each_once(label for one in meant for label in one.en),
        )
        for key, meant in said.items()
    }
    return Sharing(concepts, terms)
