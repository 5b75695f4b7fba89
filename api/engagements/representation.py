"""How engagements and claims look from outside."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.engagements.claim import Claim, ClaimStatus
from api.engagements.engagement import Engagement, EngagementStatus, Level, Places, Relevance
from api.engagements.together import Other
from api.language import Language, Words


class NamedUnit(msgspec.Struct, frozen=True):
    code: str
    name: Words


class LinkedEngagement(msgspec.Struct, frozen=True):
    """Another department's part of the same problem."""

    reference: str
    title: str
    status: EngagementStatus
    department: NamedUnit


class EngagementShown(msgspec.Struct, frozen=True):
    reference: str
    status: EngagementStatus
    problem: str
    organisation: str
    organisation_id: UUID
    department: NamedUnit
    form: str
    form_kind: str
    form_name: Words
    title: str
    summary: str
    language: Language
    level: Level | None
    course_code: str | None
    credits: float
    term: str
    places: Places
    places_left: int
    relevance: Relevance
    place: list[str]
    supervisor: str
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    outcome_summary: str | None
    hours: int | None
    interdisciplinary: bool = False
    linked: list[LinkedEngagement] = []


class ClaimShown(msgspec.Struct, frozen=True):
    id: UUID
    engagement: str
    title: str
    state: ClaimStatus
    lead: str
    members: list[str]
    motivation: str
    rank: int | None
    reason: str | None
    created_at: datetime
    offered_at: datetime | None
    decided_at: datetime | None


def show_engagement(e: Engagement, others: list[Other] | None = None) -> EngagementShown:
    return EngagementShown(
        e.reference, e.status, e.problem_reference, e.organisation_name, e.organisation_id,
        NamedUnit(e.unit_code, e.unit_name), e.form_code, e.form_kind.value, e.form_name, e.title, e.summary,
        e.language, e.level, e.course_code, e.credits, e.term, Places(e.groups, e.group_size), e.places_left,
        Relevance(e.relevance_work_life, e.relevance_study), e.place, e.supervisor_name, e.opened_at, e.started_at,
        e.ended_at, e.outcome, e.outcome_summary, e.hours, e.interdisciplinary,
        [LinkedEngagement(o.reference, o.title, o.status, NamedUnit(o.unit_code, o.unit_name)) for o in others or []],
    )  # fmt: skip


def show_claim(c: Claim) -> ClaimShown:
    return ClaimShown(
        c.id, c.engagement_reference, c.engagement_title, c.status, c.lead_name, c.members, c.motivation, c.rank,
        c.reason, c.created_at, c.offered_at, c.decided_at,
    )  # fmt: skip
