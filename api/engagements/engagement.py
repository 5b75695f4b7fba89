"""An engagement: a problem in academic use, as a thesis, a project or a course's case."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.departments.unit import FormKind
from api.language import Language, Words
from api.reading import Email, Line

Relevant = Annotated[str, Meta(min_length=1, max_length=2000)]


class EngagementStatus(StrEnum):
    OPEN = "open"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


S = EngagementStatus
TRANSITIONS: dict[EngagementStatus, frozenset[EngagementStatus]] = {
    S.OPEN: frozenset({S.RUNNING, S.CANCELLED}),
    S.RUNNING: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset(),
}


class Level(StrEnum):
    BACHELOR = "bachelor"
    MASTER = "master"
    PHD = "phd"


class Places(msgspec.Struct, frozen=True):
    groups: Annotated[int, Meta(ge=1, le=200)] = 1
    group_size: Annotated[int, Meta(ge=1, le=60)] = 1


class Relevance(msgspec.Struct, frozen=True):
    """Why it matters: for working life, and for what the student is examined in."""

    work_life: Relevant
    study: Relevant


class Acceptance(msgspec.Struct, frozen=True):
    """How the department will use the problem. `form` is a form's code, or `thesis`, `project` or `course` alone.

    Title and summary default to the problem's own; the supervisor to whoever accepts. `answers` are to the
    department's own questions, by their number from "1". `over_capacity` accepts more groups than the department has
    said that there is room for.
    """

    form: Annotated[str, Meta(min_length=1, max_length=40)]
    credits: Annotated[float, Meta(ge=0.5, le=120)]
    term: Annotated[str, Meta(min_length=1, max_length=20)]
    relevance: Relevance
    places: Places = Places()
    level: Level | None = None
    title: Line | None = None
    summary: Annotated[str, Meta(min_length=1, max_length=20000)] | None = None
    supervisor_email: Email | None = None
    course_code: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    note: Annotated[str, Meta(max_length=4000)] | None = None
    answers: dict[str, Annotated[str, Meta(max_length=4000)]] = {}
    over_capacity: bool = False


class OwnAnswer(msgspec.Struct, frozen=True):
    """What the department asks of whoever accepts, and what they said."""

    question: str
    answer: str


class Completion(msgspec.Struct, frozen=True):
    """`hours` is a rough count of what the work took, by everyone together."""

    outcome: Annotated[str, Meta(min_length=1, max_length=80)]
    summary: Annotated[str, Meta(min_length=1, max_length=8000)]
    hours: Annotated[int, Meta(ge=0, le=100000)] | None = None


class Cancellation(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Engagement(msgspec.Struct, frozen=True):
    id: UUID
    reference: str
    problem_id: UUID
    problem_reference: str
    referral_id: UUID
    organisation_id: UUID
    organisation_name: str
    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    form_code: str
    form_kind: FormKind
    form_nb: str
    form_nn: str
    form_en: str
    supervisor_id: UUID
    supervisor_name: str
    status: EngagementStatus
    title: str
    summary: str
    language: Language
    level: Level | None
    course_code: str | None
    credits: float
    term: str
    groups: int
    group_size: int
    relevance_work_life: str
    relevance_study: str
    place: list[str]
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    outcome_summary: str | None
    hours: int | None
    ending_reason: str | None
    next_at: datetime | None
    nudges: int
    answers: list[OwnAnswer]
    places_taken: int
    interdisciplinary: bool

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)

    @property
    def form_name(self) -> Words:
        return Words(self.form_nb, self.form_nn, self.form_en)

    @property
    def places_left(self) -> int:
        return self.groups - self.places_taken
