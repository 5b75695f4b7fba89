"""A follow-up: what a department owes an organisation after work is completed; now, after 3 and after 12 months.

It belongs to the department, so it outlives the person who supervised.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.language import Words


class FollowUpKind(StrEnum):
    AT_COMPLETION = "at_completion"
    AFTER_3_MONTHS = "after_3_months"
    AFTER_12_MONTHS = "after_12_months"


MONTHS = {FollowUpKind.AT_COMPLETION: 0, FollowUpKind.AFTER_3_MONTHS: 3, FollowUpKind.AFTER_12_MONTHS: 12}


class FollowUpStatus(StrEnum):
    DUE = "due"
    DONE = "done"


TRANSITIONS: dict[FollowUpStatus, frozenset[FollowUpStatus]] = {
    FollowUpStatus.DUE: frozenset({FollowUpStatus.DONE}),
    FollowUpStatus.DONE: frozenset(),
}


class FollowUp(msgspec.Struct, frozen=True):
    id: UUID
    engagement_id: UUID
    engagement_reference: str
    engagement_title: str
    organisation_id: UUID
    organisation_name: str
    contact_name: str
    contact_email: str
    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    kind: FollowUpKind
    status: FollowUpStatus
    due_on: date
    completed_at: datetime | None
    completed_by_name: str | None
    outcome: str | None
    note: str | None
    next_step: str | None

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)


class FollowUpAnswer(msgspec.Struct, frozen=True):
    outcome: Annotated[str, Meta(min_length=1, max_length=80)]
    note: Annotated[str, Meta(max_length=4000)] | None = None
    next_step: Annotated[str, Meta(max_length=1000)] | None = None
