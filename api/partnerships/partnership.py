"""The relation with an organisation: one, over all departments, read from what has happened."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.errors import NotFound
from api.language import Words
from api.partnerships import queries
from api.partnerships.follow_up import FollowUp
from db.database import Transaction


class Rung(StrEnum):
    """How far the relation has come. A rung is reached by what happened, never set by hand."""

    ASKED = "asked"
    WORKING = "working"
    DELIVERED = "delivered"
    RETURNED = "returned"
    PARTNER = "partner"


class Relation(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    org_number: str | None
    problems: int
    engagements: int
    completed: int
    going_on: int
    departments: list[str]
    first_contact_at: datetime
    last_contact_at: datetime | None
    next_follow_up_on: date | None
    next_step: str | None

    @property
    def rung(self) -> Rung:
        if self.completed >= 2 and len(self.departments) >= 2:
            return Rung.PARTNER
        if self.completed and self.problems > 1:
            return Rung.RETURNED
        if self.completed:
            return Rung.DELIVERED
        return Rung.WORKING if self.engagements else Rung.ASKED

    def risks(self, today: date) -> list[str]:
        """Codes: `follow_up_overdue`, `quiet` (nobody in touch for 180 days), `one_department`."""
        found: list[str] = []
        if self.next_follow_up_on and self.next_follow_up_on < today:
            found.append("follow_up_overdue")
        last = self.last_contact_at or self.first_contact_at
        if (today - last.date()).days > 180:
            found.append("quiet")
        if self.engagements > 1 and len(self.departments) == 1:
            found.append("one_department")
        return found


class LineageRow(msgspec.Struct, frozen=True):
    """A problem, and one of the engagements it became (or none)."""

    problem_id: UUID
    problem_reference: str
    problem_title: str
    problem_status: str
    created_at: datetime
    engagement_reference: str | None
    engagement_status: str | None
    form_nb: str | None
    form_nn: str | None
    form_en: str | None
    outcome: str | None
    unit_code: str | None
    ended_at: datetime | None
    grew_from: str | None

    @property
    def form_name(self) -> Words | None:
        if self.form_nb is None:
            return None
        return Words(self.form_nb, self.form_nn or self.form_nb, self.form_en or self.form_nb)


def visible_units(actor: Actor) -> list[UUID] | None:
    """None for those who see every relation, else the units whose relations the actor sees."""
    if actor.has(Role.PARTNERSHIP, Role.DESK, Role.ADMIN):
        return None
    units = actor.units_as(Role.CONTACT, Role.TEACHER)
    if not units:
        raise NotFound
    return sorted(units)


async def relations(tx: Transaction, actor: Actor, after: tuple[str, UUID] | None, limit: int) -> list[Relation]:
    """By name."""
    name, last = after or (None, None)
    return await tx.rows(Relation, queries.RELATIONS, visible_units(actor), name, last, limit)


async def to_call(tx: Transaction, actor: Actor, limit: int) -> list[Relation]:
    """Those with a follow-up due within a week, longest due first; then those that have been quiet for half a year."""
    return await tx.rows(Relation, queries.TO_CALL, visible_units(actor), tx.now.date(), limit)


async def relation(tx: Transaction, actor: Actor, organisation_id: UUID) -> Relation:
    """`NotFound` also for organisations that none of the actor's departments has met."""
    units = visible_units(actor)
    if units is not None and not await tx.value(queries.TOUCHES, organisation_id, units):
        raise NotFound
    found = await tx.row(Relation, queries.RELATION, organisation_id)
    if found is None:
        raise NotFound
    return found


async def lineage(tx: Transaction, organisation_id: UUID) -> list[LineageRow]:
    """Oldest first."""
    return await tx.rows(LineageRow, queries.LINEAGE, organisation_id)


async def follow_ups_of(tx: Transaction, organisation_id: UUID) -> list[FollowUp]:
    return await tx.rows(FollowUp, queries.FOLLOW_UPS_OF_ORGANISATION, organisation_id)
