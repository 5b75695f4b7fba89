"""Partners, the relation with each of them, and the follow-ups that are owed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from babel.dates import format_date
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.errors import Conflict, Invalid, NotFound, WrongState
from api.identity import require_signed_in
from api.language import Words, _, later, spoken
from api.notifications.dates import LOCALES
from api.paging import cursor_after, key_of
from api.partnerships import following_up, partnership, queries
from api.partnerships.follow_up import FollowUp, FollowUpAnswer, FollowUpStatus
from api.partnerships.partnership import LineageRow, Relation, Rung
from api.partnerships.routes import TimelineShown, show_event
from api.problems import rules as problem_rules
from api.reading import clean, read_form
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.engagement_words import outcome_in_words
from frontend.rendering import by_field, page

PARTNERS_A_PAGE = 30
TO_CALL_AT_MOST = 12
EVENTS_A_PAGE = 20
OWED_A_PAGE = 20
AHEAD = timedelta(days=183)
BEFORE_ALL = UUID(int=0)
AFTER_ALL = UUID(int=2**128 - 1)

# Suggestions. They are kept in English and said in each reader's language; the JSON door takes any words.
OUTCOMES = (
    later("Used in practice"),
    later("Wants a new project"),
    later("Hired a student"),
    later("No effect yet"),
    later("Could not reach them"),
)
RUNGS = {
    Rung.ASKED: later("Has asked"),
    Rung.WORKING: later("Works with us"),
    Rung.DELIVERED: later("Has got results"),
    Rung.RETURNED: later("Came back"),
    Rung.PARTNER: later("Partner of several departments"),
}


class Use(msgspec.Struct, frozen=True):
    """What a problem became."""

    reference: str
    form: Words | None
    unit_code: str
    status: str
    outcome: str | None
    ended_at: datetime | None

    def __str__(self) -> str:
        name = str(self.form) if self.form else _("Work")
        return f"{name} ({self.unit_code})" if self.unit_code else name


class Roll(msgspec.Struct, frozen=True):
    """One turn of the snowball: a problem, what it became, and the completed work that it came after.

    `size` is how many problems and pieces of work there were by then.
    """

    problem_id: UUID
    reference: str
    title: str
    status: str
    at: datetime
    uses: list[Use]
    after: Use | None
    days_after: int
    size: int


def snowball(rows: list[LineageRow]) -> list[Roll]:
    """Oldest first, as the rows come."""
    rolls: list[Roll] = []
    gathered: dict[UUID, list[LineageRow]] = {}
    for row in rows:
        gathered.setdefault(row.problem_id, []).append(row)
    size, ended = 0, list[Use]()
    for of_one in gathered.values():
        first = of_one[0]
        uses = [
            Use(
                r.engagement_reference, r.form_name, r.unit_code or "", r.engagement_status or "", r.outcome, r.ended_at
            )
            for r in of_one
            if r.engagement_reference
        ]
        before = [use for use in ended if use.ended_at and use.ended_at <= first.created_at]
        after = max(before, key=_ended) if before else None
        size += 1 + len(uses)
        rolls.append(
            Roll(
                first.problem_id, first.problem_reference, first.problem_title, first.problem_status, first.created_at,
                uses, after, (first.created_at - _ended(after)).days if after else 0, size,
            )
        )  # fmt: skip
        ended += [use for use in uses if use.status == "completed"]
    return rolls


def _ended(use: Use) -> datetime:
    assert use.ended_at is not None
    return use.ended_at


def noon(day: date) -> datetime:
    """A moment within a day, for words that are made for moments."""
    return datetime.combine(day, time(12), UTC)


def day_in_full(day: date) -> str:
    return format_date(day, "full", locale=LOCALES[spoken()])


def _said(request: Request[Any, Any, Any], today: date) -> dict[str, Any]:
    """What the templates of partnerships know beside their rows."""
    return {"units": request.app.state.units, "rungs": RUNGS, "rung_count": len(Rung), "today": today, "noon": noon,
            "in_full": day_in_full, "soon": today + timedelta(days=7)}  # fmt: skip


@get("/partners", include_in_schema=False)
async def partners(request: Request[Any, Any, Any], actor: Actor, cursor: str = "", name: str = "") -> Response[str]:
    require_signed_in(actor)
    name = clean(name)
    seen, last_id = key_of(cursor, tuple[str, UUID]) or ("", BEFORE_ALL)
    after = (clean(name or seen).lower(), BEFORE_ALL if name else last_id) if name or cursor else None
    async with request.app.state.database.reading() as tx:
        found = await partnership.relations(tx, actor, after, PARTNERS_A_PAGE + 1)
        to_call = [] if after else await partnership.to_call(tx, actor, TO_CALL_AT_MOST)
        last = found[PARTNERS_A_PAGE - 1] if len(found) > PARTNERS_A_PAGE else None
        onward = f"/partners?{urlencode({'cursor': cursor_after(last.name.lower(), last.id)})}" if last else None
        return await page(
            tx, request, actor, "partnerships/partners.html", to_call=to_call, relations=found[:PARTNERS_A_PAGE],
            onward=onward, name=name, is_start=after is None, **_said(request, tx.now.date()),
        )  # fmt: skip


@get("/partners/{organisation_id:uuid}", include_in_schema=False)
async def partner(
    request: Request[Any, Any, Any], actor: Actor, organisation_id: UUID, cursor: str = ""
) -> Response[str]:
    require_signed_in(actor)
    before = key_of(cursor, tuple[datetime, UUID])
    async with request.app.state.database.reading() as tx:
        relation = await partnership.relation(tx, actor, organisation_id)
        rows = await queries.timeline(tx, organisation_id, before, EVENTS_A_PAGE + 1)
        last = rows[EVENTS_A_PAGE - 1] if len(rows) > EVENTS_A_PAGE else None
        onward = (
            f"/partners/{organisation_id}?{urlencode({'cursor': cursor_after(last.at, last.id)})}" if last else None
        )
        rolls = snowball(await partnership.lineage(tx, organisation_id))
        follow_ups = await partnership.follow_ups_of(tx, organisation_id)
        return await page(
            tx, request, actor, "partnerships/partner.html", relation=relation, rung_number=_step(relation),
            rolls=rolls, outcome_in_words=outcome_in_words, seen=await _seen(tx, actor, organisation_id, rolls),
            owed=[f for f in follow_ups if f.status is FollowUpStatus.DUE],
            done=sorted((f for f in follow_ups if f.completed_at), key=_completed, reverse=True),
            events=[_event(show_event(row)) for row in rows[:EVENTS_A_PAGE]], onward=onward, is_start=before is None,
            **_said(request, tx.now.date()),
        )  # fmt: skip


def _step(relation: Relation) -> int:
    return list(Rung).index(relation.rung) + 1


def _completed(follow_up: FollowUp) -> datetime:
    assert follow_up.completed_at is not None
    return follow_up.completed_at


def _event(event: TimelineShown) -> dict[str, Any]:
    told = [event.title or "", event.reason if event.reason and event.reason != event.title else ""]
    return {
        "title": event.text[:1].upper() + event.text[1:],
        "at": event.at,
        "text": "\n".join(line for line in told if line),
    }


async def _seen(tx: Transaction, actor: Actor, organisation_id: UUID, rolls: list[Roll]) -> frozenset[UUID]:
    """The problems whose own page opens for the actor, so that no link ends at a closed door."""
    if problem_rules.is_desk(actor):
        return frozenset(roll.problem_id for roll in rolls)
    units = partnership.visible_units(actor)
    return frozenset[UUID]() if units is None else await queries.problems_met(tx, organisation_id, units)


@get("/follow-ups", include_in_schema=False)
async def follow_ups(request: Request[Any, Any, Any], actor: Actor, cursor: str = "", done: str = "") -> Response[str]:
    return await _follow_ups(request, actor, cursor=cursor, done=done)


async def _follow_ups(
    request: Request[Any, Any, Any],
    actor: Actor,
    *,
    cursor: str = "",
    done: str = "",
    opened: UUID | None = None,
    status: int = 200,
    **values: Any,
) -> Response[str]:
    require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        today = tx.now.date()
        units = partnership.visible_units(actor)
        found = await queries.follow_ups_due(tx, today, units, key_of(cursor, tuple[date, UUID]), OWED_A_PAGE + 1)
        last = found[OWED_A_PAGE - 1] if len(found) > OWED_A_PAGE else None
        onward = f"/follow-ups?{urlencode({'cursor': cursor_after(last.due_on, last.id)})}" if last else None
        owed = found[:OWED_A_PAGE]
        coming = await queries.follow_ups_due(tx, today + AHEAD, units, (today, AFTER_ALL), OWED_A_PAGE)
        asked = await _answerable(tx, actor, opened)
        if asked and asked.status is FollowUpStatus.DUE and asked.id not in {f.id for f in owed}:
            owed = [asked, *owed]
        return await page(
            tx, request, actor, "partnerships/follow_ups.html", status=status,
            owed=[(f, following_up.may_answer(actor, f)) for f in owed], coming=coming, onward=onward,
            answered=await _answerable(tx, actor, _id_in(done)), asked=asked, opened=opened, outcomes=OUTCOMES,
            is_start=not cursor, of_everyone=units is None, **_said(request, today), **values,
        )  # fmt: skip


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _answerable(tx: Transaction, actor: Actor, follow_up_id: UUID | None) -> FollowUp | None:
    found = await queries.follow_up_by_id(tx, follow_up_id) if follow_up_id else None
    return found if found and following_up.may_answer(actor, found) else None


@post("/follow-ups/{follow_up_id:uuid}/completion", include_in_schema=False)
async def complete(request: Request[Any, Any, Any], actor: Actor, follow_up_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    try:
        answer = read_form(FollowUpAnswer, await request.body())
        async with request.app.state.database.transaction() as tx:
            await following_up.complete(tx, actor, follow_up_id, answer)
    except (Invalid, WrongState, Conflict) as refusal:
        await _require_answerable(request, actor, follow_up_id)
        is_faulty = isinstance(refusal, Invalid)
        return await _follow_ups(
            request, actor, opened=follow_up_id, status=422 if is_faulty else 409,
            typed=await typed_into(request), errors=by_field(refusal.faults) if is_faulty else {},
            refused="" if is_faulty else refusal.said,
        )  # fmt: skip
    return see_other(f"/follow-ups?done={follow_up_id}")


async def _require_answerable(request: Request[Any, Any, Any], actor: Actor, follow_up_id: UUID) -> None:
    """A faulty form of a stranger's tells no more than a good one would."""
    async with request.app.state.database.reading() as tx:
        if await _answerable(tx, actor, follow_up_id) is None:
            raise NotFound


router = Router(path="/", route_handlers=[partners, partner, follow_ups, complete])
