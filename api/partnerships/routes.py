"""JSON door of partnerships: relations, their timelines, and the follow-ups that are owed."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.errors import Fault, Invalid
from api.history import words
from api.identity import require_signed_in
from api.language import Words, _, within
from api.paging import Page, checked_limit, cursor_after, key_of
from api.partnerships import following_up, partnership, queries
from api.partnerships.doors import departures
from api.partnerships.follow_up import FollowUp, FollowUpAnswer, FollowUpKind, FollowUpStatus
from api.partnerships.partnership import Relation, Rung


class RelationShown(msgspec.Struct, frozen=True):
    """`risks` are codes: `follow_up_overdue`, `quiet`, `one_department`."""

    id: UUID
    name: str
    org_number: str | None
    rung: Rung
    problems: int
    engagements: int
    completed: int
    going_on: int
    departments: list[str]
    first_contact_at: datetime
    last_contact_at: datetime | None
    next_follow_up_on: date | None
    next_step: str | None
    risks: list[str]


class FollowUpShown(msgspec.Struct, frozen=True):
    id: UUID
    organisation: str
    organisation_id: UUID
    engagement: str
    title: str
    department_code: str
    department: Words
    contact_name: str
    contact_email: str
    kind: FollowUpKind
    state: FollowUpStatus
    due_on: date
    completed_at: datetime | None
    completed_by: str | None
    outcome: str | None
    note: str | None
    next_step: str | None


class TimelineShown(msgspec.Struct, frozen=True):
    at: datetime
    verb: str
    text: str
    actor: str
    reason: str
    problem: str | None
    engagement: str | None
    title: str | None
    department_code: str | None


class LineageShown(msgspec.Struct, frozen=True):
    """A problem and what it led to, oldest first. `grew_from`: the problem whose end led to this one."""

    problem: str
    title: str
    status: str
    posted_at: datetime
    engagement: str | None
    engagement_status: str | None
    form: Words | None
    department_code: str | None
    outcome: str | None
    ended_at: datetime | None
    grew_from: str | None


def show_relation(relation: Relation, today: date) -> RelationShown:
    return RelationShown(
        relation.id, relation.name, relation.org_number, relation.rung, relation.problems, relation.engagements,
        relation.completed, relation.going_on, relation.departments, relation.first_contact_at,
        relation.last_contact_at, relation.next_follow_up_on, relation.next_step, relation.risks(today),
    )  # fmt: skip


def show_follow_up(f: FollowUp) -> FollowUpShown:
    return FollowUpShown(
        f.id, f.organisation_name, f.organisation_id, f.engagement_reference, f.engagement_title, f.unit_code,
        f.unit_name, f.contact_name, f.contact_email, f.kind, f.status, f.due_on, f.completed_at, f.completed_by_name,
        f.outcome, f.note, f.next_step,
    )  # fmt: skip


def show_event(row: queries.TimelineRow) -> TimelineShown:
    unit = Words(row.unit_nb, row.unit_nn or "", row.unit_en or "") if row.unit_nb else None
    return TimelineShown(
        row.at, row.verb, words.sentence(row.verb, actor=row.actor_name, unit=within(unit) if unit else None),
        row.actor_name, _(row.reason), row.problem_reference, row.engagement_reference, row.problem_title,
        row.unit_code,
    )  # fmt: skip


@get("/partnerships", operation_id="list_partnerships")
async def list_partnerships(
    request: Request[Any, Any, Any], actor: Actor, cursor: str | None = None, limit: int = 20
) -> Page[RelationShown]:
    """By name; a department sees those it has met, partnership staff see all."""
    need_scope(actor, "partnerships:read")
    require_signed_in(actor)
    wanted = checked_limit(limit)
    async with request.app.state.database.reading() as tx:
        found = await partnership.relations(tx, actor, key_of(cursor, tuple[str, UUID]), wanted + 1)
        today = tx.now.date()
    last = found[wanted - 1] if len(found) > wanted else None
    after = cursor_after(last.name.lower(), last.id) if last else None
    return Page([show_relation(relation, today) for relation in found[:wanted]], after)


@get("/partnerships/{organisation_id:uuid}", operation_id="show_partnership")
async def show_partnership(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> RelationShown:
    need_scope(actor, "partnerships:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        found = await partnership.relation(tx, actor, organisation_id)
        return show_relation(found, tx.now.date())


@get("/partnerships/{organisation_id:uuid}/timeline", operation_id="show_timeline")
async def timeline(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, cursor: str | None = None, limit: int = 50
) -> Page[TimelineShown]:
    """Everything that happened with the organisation, newest first, across departments."""
    need_scope(actor, "partnerships:read")
    require_signed_in(actor)
    wanted = checked_limit(limit)
    async with request.app.state.database.reading() as tx:
        await partnership.relation(tx, actor, organisation_id)
        found = await queries.timeline(tx, organisation_id, key_of(cursor, tuple[datetime, UUID]), wanted + 1)
    last = found[wanted - 1] if len(found) > wanted else None
    return Page([show_event(row) for row in found[:wanted]], cursor_after(last.at, last.id) if last else None)


@get("/partnerships/{organisation_id:uuid}/lineage", operation_id="show_lineage")
async def lineage(request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID) -> Page[LineageShown]:
    need_scope(actor, "partnerships:read")
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        await partnership.relation(tx, actor, organisation_id)
        rows = await partnership.lineage(tx, organisation_id)
    return Page(
        [
            LineageShown(
                r.problem_reference, r.problem_title, r.problem_status, r.created_at, r.engagement_reference,
                r.engagement_status, r.form_name, r.unit_code, r.outcome, r.ended_at,
                r.grew_from,
            )
            for r in rows
        ]
    )  # fmt: skip


@get("/follow-ups", operation_id="list_follow_ups")
async def list_follow_ups(
    request: Request[Any, Any, Any],
    actor: Actor,
    in_state: Annotated[str, Parameter(query="state")] = "due",
    cursor: str | None = None,
    limit: int = 20,
) -> Page[FollowUpShown]:
    """`state=due`: those whose day has come, longest due first; `state=coming`: the next year's too."""
    need_scope(actor, "follow_ups:read")
    require_signed_in(actor)
    wanted = checked_limit(limit)
    if in_state not in ("due", "coming"):
        raise Invalid([Fault("/state", _("Choose one of the answers that are offered."))])
    async with request.app.state.database.reading() as tx:
        on = tx.now.date() if in_state == "due" else date(tx.now.year + 2, 1, 1)
        units = partnership.visible_units(actor)
        found = await queries.follow_ups_due(tx, on, units, key_of(cursor, tuple[date, UUID]), wanted + 1)
    last = found[wanted - 1] if len(found) > wanted else None
    return Page([show_follow_up(f) for f in found[:wanted]], cursor_after(last.due_on, last.id) if last else None)


@post(
    "/follow-ups/{follow_up_id:uuid}/completion",
    operation_id="complete_follow_up",
    dto=Body[FollowUpAnswer],
    status_code=200,
)
async def complete_follow_up(
    request: Request[Any, Any, Any], actor: Actor, follow_up_id: UUID, data: FollowUpAnswer
) -> FollowUpShown:
    need_scope(actor, "follow_ups:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        return show_follow_up(await following_up.complete(tx, actor, follow_up_id, data))


router = Router(
    path="/",
    route_handlers=[
        list_partnerships,
        show_partnership,
        timeline,
        lineage,
        list_follow_ups,
        complete_follow_up,
        *departures.HANDLERS,
    ],
    tags=["partnerships"],
)
