"""A concept: one idea, what it is called in three languages, and which departments work with it."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.errors import Fault
from api.language import Language, Words, _
from api.reading import Checked

SHIPPED, EDITED = "shipped", "edited"
OWN_SOURCES = (SHIPPED, EDITED)

Label = Annotated[str, Meta(min_length=1, max_length=100)]
Labels = Annotated[list[Label], Meta(max_length=100)]
OwnLabels = Annotated[list[Label], Meta(max_length=40)]
Note = Annotated[str, Meta(max_length=2000)]
Reason = Annotated[str, Meta(max_length=500)]
Weight = Annotated[int, Meta(ge=1, le=3)]


class LinkKind(StrEnum):
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"
    SAME = "same"


class Said(msgspec.Struct, frozen=True):
    """What a concept is called, by language; any of the lists may be empty, never all of them."""

    labels_nb: list[str]
    labels_nn: list[str]
    labels_en: list[str]

    def said_in(self, language: Language) -> list[str]:
        return {Language.BOKMAL: self.labels_nb, Language.NYNORSK: self.labels_nn, Language.ENGLISH: self.labels_en}[
            language
        ]

    @property
    def label(self) -> Words:
        """A language without a word of its own borrows one, the other Norwegian one first."""
        nb, nn, en = self.labels_nb, self.labels_nn, self.labels_en
        return Words((nb or nn or en)[0], (nn or nb or en)[0], (en or nb or nn)[0])


class Concept(Said, frozen=True):
    """`external_id` is the source's own name for it. `version` counts the changes that people have made, from 1."""

    id: UUID
    source_code: str
    source_name: str
    licence: str
    external_id: str | None
    note: str
    version: int
    created_at: datetime
    retired_at: datetime | None


class SaidBy(msgspec.Struct, frozen=True):
    """A department that works with the concept; its own words are for it alone, beside those that all share."""

    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    weight: int
    own_nb: list[str]
    own_nn: list[str]
    own_en: list[str]

    @property
    def unit(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)

    @property
    def own(self) -> list[tuple[str, str]]:
        """Each with its language's code."""
        by_language = (("nb", self.own_nb), ("nn", self.own_nn), ("en", self.own_en))
        return [(language, word) for language, words in by_language for word in words]


class Linked(Said, frozen=True):
    id: UUID
    kind: LinkKind


class Source(msgspec.Struct, frozen=True):
    code: str
    name: str
    licence: str
    imported_at: datetime | None
    concepts: int


class NewConcept(Checked, frozen=True):
    """The first word of each language is the one that is shown."""

    nb: Labels = msgspec.field(default_factory=list[str])
    nn: Labels = msgspec.field(default_factory=list[str])
    en: Labels = msgspec.field(default_factory=list[str])
    note: Note = ""
    reason: Reason = ""

    def faults(self) -> Iterable[Fault]:
        if not (self.nb or self.nn or self.en):
            yield Fault("/nb", _("Write at least one word, in any of the three languages."))


class ConceptRevision(msgspec.Struct, frozen=True):
    """What is left out stays. `version` is the one that was looked at: nobody writes over another's change."""

    nb: Labels | None = None
    nn: Labels | None = None
    en: Labels | None = None
    note: Note | None = None
    reason: Reason = ""
    version: int | None = None
    retired: bool | None = None


class TermGiven(msgspec.Struct, frozen=True):
    """How surely it leads to the department (1 supports, 2 is typical, 3 nearly decides), and its own words."""

    weight: Weight
    nb: OwnLabels = []
    nn: OwnLabels = []
    en: OwnLabels = []
    reason: Reason = ""


def each_once(labels: Iterable[str]) -> list[str]:
    """In one line each, whatever their case; the first spelling stays."""
    found: dict[str, str] = {}
    for label in labels:
        line = " ".join(label.split())
        if line:
            found.setdefault(line.casefold(), line)
    return list(found.values())
