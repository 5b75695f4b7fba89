"""What the matching reads and what it answers: plain values, no I/O."""

from enum import StrEnum

import msgspec

from api.language import Language, Words

LIKELY = 0.5


class Outcome(StrEnum):
    REFER = "refer"
    DESK = "desk"


class ProfileConcept(msgspec.Struct, frozen=True):
    """One idea of a department's, and what it is called. `weight` 1 supports, 2 is typical, 3 nearly decides.

    A language in which it has no name borrows another's, the other Norwegian one first.
    """

    labels: dict[Language, list[str]]
    weight: float

    @property
    def shown(self) -> Words:
        firsts = {language: labels[0] for language, labels in self.labels.items() if labels}
        any_of_them = next(iter(firsts.values()), "")
        nb, nn = firsts.get(Language.BOKMAL), firsts.get(Language.NYNORSK)
        return Words(nb or nn or any_of_them, nn or nb or any_of_them, firsts.get(Language.ENGLISH, any_of_them))


class Profile(msgspec.Struct, frozen=True):
    """All that the matching knows of a department. Examples are short problems as a company would put them."""

    code: str
    campus: list[str]
    name: Words
    concepts: list[ProfileConcept]
    examples: dict[Language, list[str]]


class Evidence(msgspec.Struct, frozen=True):
    """A span of the company's own text, the term it hit, and its share of the department's score (0 to 1)."""

    text: str
    term: str
    weight: float


class Candidate(msgspec.Struct, frozen=True):
    """`score` is comparable between problems; `confidence` (0 to 1) is how often such a referral is right."""

    code: str
    score: float
    confidence: float
    because: list[Evidence]


class Ranking(msgspec.Struct, frozen=True):
    """At most five departments, best first; none and `desk` when nothing fits well. `language` is the text's own."""

    outcome: Outcome
    language: Language
    departments: list[Candidate]
    version: str

    @property
    def to_ask(self) -> list[Candidate]:
        """The best guess, and whoever else is more likely right than not: being asked in vain costs people's time."""
        return [found for place, found in enumerate(self.departments) if place == 0 or found.confidence >= LIKELY]
