"""A claim: a student, or a group with one who leads it, wants to do an engagement."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.reading import Email


class ClaimStatus(StrEnum):
    SUBMITTED = "submitted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


S = ClaimStatus
TRANSITIONS: dict[ClaimStatus, frozenset[ClaimStatus]] = {
    S.SUBMITTED: frozenset({S.OFFERED, S.DECLINED, S.WITHDRAWN}),
    S.OFFERED: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
}


class Claiming(msgspec.Struct, frozen=True):
    """`members` are the others of the group, by address; `rank` is how high the student wants it, 1 being highest."""

    motivation: Annotated[str, Meta(min_length=1, max_length=4000)]
    members: Annotated[list[Email], Meta(max_length=59)] = []
    rank: Annotated[int, Meta(ge=1, le=20)] | None = None


class Refusal(msgspec.Struct, frozen=True):
    """Why a claim is declined or withdrawn, for the other side to read."""

    reason: Annotated[str, Meta(max_length=2000)] | None = None


class Claim(msgspec.Struct, frozen=True):
    id: UUID
    engagement_id: UUID
    engagement_reference: str
    engagement_title: str
    unit_id: UUID
    supervisor_id: UUID
    status: ClaimStatus
    lead_id: UUID
    lead_name: str
    motivation: str
    rank: int | None
    reason: str | None
    created_at: datetime
    offered_at: datetime | None
    decided_at: datetime | None
    members: list[str]
    member_ids: list[UUID]
