"""A referral: one problem in front of one unit, with a named holder and a clock."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.departments.unit import FormKind, UnitKind
from api.language import Language, Words
from api.problems.problem import Confidentiality, ProblemStatus
from api.reading import Paragraphs
from api.routing.ranking import Evidence


class ReferralStatus(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


S = ReferralStatus
DECIDED = frozenset({S.ACCEPTED, S.REDIRECTED, S.DECLINED, S.LAPSED, S.WITHDRAWN})
TRANSITIONS: dict[ReferralStatus, frozenset[ReferralStatus]] = {
    S.WAITING: frozenset({S.ASKED}) | DECIDED,
    # The clock stands still until the company has answered, which makes it wait again.
    S.ASKED: frozenset({S.WAITING, S.ACCEPTED, S.REDIRECTED, S.DECLINED, S.WITHDRAWN}),
    # Withdrawn when the engagement it opened is called off. An answer can be taken back for a while: `undoing`.
    S.ACCEPTED: frozenset({S.WITHDRAWN, S.WAITING, S.ASKED}),
    S.REDIRECTED: frozenset({S.WAITING, S.ASKED}),
    S.DECLINED: frozenset({S.WAITING, S.ASKED}),
    S.LAPSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
OPEN = (S.WAITING, S.ASKED)


class Origin(StrEnum):
    """How a problem came to a unit: by the matching, from a unit, by the desk, because nobody else was left, because
    the one before did not answer, or because no students chose what the unit had opened.
    """

    ROUTED = "routed"
    REDIRECTED = "redirected"
    DESK = "desk"
    FALLBACK = "fallback"
    ONWARD = "onward"
    RETURNED = "returned"


class Decline(msgspec.Struct, frozen=True):
    """`reason` is what the company reads; `note` adds what may help it further.

    `wrong_place` says that it lies outside what the unit works with: the routing learns from it.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=2000)]
    note: Annotated[str, Meta(max_length=4000)] | None = None
    wrong_place: bool = False


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
    def answer_due_at(self) -> datetime | None:
        """What the unit was to keep to; None while it waits for the company, and once it is decided."""
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
