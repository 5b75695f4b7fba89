"""A referral: one problem in front of one unit, with a named holder and a clock."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.departments.unit import FormKind, UnitKind
from api.language import Language, Words, later
from api.problems.problem import Confidentiality, ProblemStatus
from api.reading import Paragraphs
from api.routing.ranking import Evidence


class ReferralStatus(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    HELD = "held"
    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


S = ReferralStatus
DECIDED = frozenset({S.ACCEPTED, S.REDIRECTED, S.DECLINED, S.LAPSED, S.WITHDRAWN})
TRANSITIONS: dict[ReferralStatus, frozenset[ReferralStatus]] = {
    # Held at once where the company itself has asked for a later start.
    S.WAITING: frozenset({S.ASKED, S.HELD}) | DECIDED,
    # The clock stands still until the company has answered, which makes it wait again.
    S.ASKED: frozenset({S.WAITING, S.HELD, S.ACCEPTED, S.REDIRECTED, S.DECLINED, S.WITHDRAWN}),
    # For a later term, with the company's consent; it waits again when its day comes, or when somebody takes it up.
    S.HELD: frozenset({S.WAITING, S.REDIRECTED, S.WITHDRAWN}),
    # Withdrawn when the engagement it opened is called off. An answer can be taken back for a while: `undoing`.
    S.ACCEPTED: frozenset({S.WITHDRAWN, S.WAITING, S.ASKED}),
    S.REDIRECTED: frozenset({S.WAITING, S.ASKED}),
    S.DECLINED: frozenset({S.WAITING, S.ASKED}),
    S.LAPSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
OPEN = (S.WAITING, S.ASKED, S.HELD)


class Origin(StrEnum):
    """How a problem came to a unit: by the matching, from a unit, by the desk, because nobody else was left, because
    the one before did not answer, or because no students chose what the unit had opened.

    `called_in` joins a unit that keeps its own part; `split` brings one part of a larger problem.
    """

    ROUTED = "routed"
    REDIRECTED = "redirected"
    DESK = "desk"
    FALLBACK = "fallback"
    ONWARD = "onward"
    RETURNED = "returned"
    CALLED_IN = "called_in"
    SPLIT = "split"


class DeclineCode(StrEnum):
    CAPACITY = "capacity"
    FIELD = "field"
    SCOPE = "scope"
    SUPPLIER = "supplier"
    ETHICS = "ethics"
    SECRECY = "secrecy"
    OTHER = "other"


# What a company reads, and a contact picks from.
DECLINE_WORDS = {
    DeclineCode.CAPACITY: later("We have nobody free to guide students in this in the coming terms."),
    DeclineCode.FIELD: later("This lies outside what we work with."),
    DeclineCode.SCOPE: later("This is larger than what students can do in the time they have."),
    DeclineCode.SUPPLIER: later("This needs a supplier or a consultant more than it needs students."),
    DeclineCode.ETHICS: later("It raises questions of ethics that we can't take on."),
    DeclineCode.SECRECY: later("It needs more secrecy than students can work under."),
    DeclineCode.OTHER: later("In my own words"),
}


class Decline(msgspec.Struct, frozen=True):
    """`reason` is what the company reads; `note` adds what may help it further; `code` is for counting and learning.

    `wrong_place` says that it lies outside what the unit works with, as the code `field` does: the routing learns
    from it.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=2000)]
    note: Annotated[str, Meta(max_length=4000)] | None = None
    wrong_place: bool = False
    code: DeclineCode = DeclineCode.OTHER

    @property
    def counted_as(self) -> DeclineCode:
        return DeclineCode.FIELD if self.wrong_place and self.code is DeclineCode.OTHER else self.code

    @property
    def is_wrong_place(self) -> bool:
        return self.wrong_place or self.code is DeclineCode.FIELD


class Redirection(msgspec.Struct, frozen=True):
    department: Annotated[str, Meta(min_length=1, max_length=12)]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Question(msgspec.Struct, frozen=True):
    text: Paragraphs


class Referral(msgspec.Struct, frozen=True):
    id: UUID
    problem_id: UUID
    reference: str
    title: str
    description: str
    language: Language
    problem_status: ProblemStatus
    confidentiality: Confidentiality
    wanted: list[FormKind]
    organisation_id: UUID
    organisation_name: str
    unit_id: UUID
    unit_kind: UnitKind
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    status: ReferralStatus
    holder_id: UUID | None
    holder_name: str | None
    origin: Origin
    score: float
    confidence: float
    because: list[Evidence]
    router_version: str
    created_at: datetime
    reply_due_at: datetime
    decision_due_at: datetime
    first_reply_at: datetime | None
    paused_at: datetime | None
    resumed_at: datetime | None
    late_since: datetime | None
    moves_on_at: datetime | None
    digest_at: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    reason: str | None
    note: str | None
    decline_code: DeclineCode | None
    hold_term: str | None
    held_until: datetime | None
    reworded_title: str | None
    reworded_text: str | None
    reworded_version: int

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def urgent_by(self) -> datetime:
        """What an inbox is sorted by."""
        return self.decision_due_at if self.first_reply_at or self.resumed_at else self.reply_due_at

    @property
    def is_accepted(self) -> bool:
        return self.status is ReferralStatus.ACCEPTED

    @property
    def asks_to_hold(self) -> bool:
        """The company has been asked if it may be held for `hold_term`, and has not answered."""
        return self.status is ReferralStatus.ASKED and self.hold_term is not None

    @property
    def answer_due_at(self) -> datetime | None:
        """What the unit was to keep to; None while it waits for the company, and once it is decided."""
        if self.status is ReferralStatus.HELD:
            return self.held_until
        if self.status is not ReferralStatus.WAITING:
            return None
        return self.urgent_by

    @property
    def company_hears_at(self) -> datetime | None:
        """When the company hears at the latest: an answer, or once that is late, with whom the problem lies then."""
        return self.moves_on_at if self.late_since else self.answer_due_at

    @property
    def next_date(self) -> datetime | None:
        """When something happens with it even if nobody does anything; None once it is decided."""
        if not self.is_open:
            return None
        return self.company_hears_at or self.moves_on_at or self.decision_due_at
