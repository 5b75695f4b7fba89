"""JSON door of problems."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, patch, post
from litestar.params import Parameter

from api.accounts import mail_code
from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.engagements import clock as engagement_clock
from api.engagements import queries as engagements
from api.engagements import withdrawing
from api.engagements.engagement import Engagement
from api.errors import Conflict, NotFound
from api.idempotency import once
from api.identity import require_signed_in
from api.language import _
from api.paging import Page, checked_limit, cursor_after, key_of
from api.problems import queries, rules, submission
from api.problems.linked import Linked, linked_to
from api.problems.problem import Posting, Problem, ProblemStatus, Revision
from api.problems.representation import (
    STEPS,
    EngagementShort,
    HistoryStep,
    HolderShown,
    HoldShown,
    LinkedShown,
    OrganisationShown,
    ProblemInList,
    ProblemShown,
    RewordingShown,
    show_in_list,
    show_message,
    show_step,
)
from api.problems.submission import CodeTyped
from api.rate_limit import CODES, POSTING, PREVIEW, limited
from api.references import read_reference
from api.routing import advising, answering
from api.routing import queries as routing
from api.routing.advising import Advice, AdviceAsked
from api.routing.answering import Answer, Withdrawal, whose_turn
from api.routing.language_of import guess_language
from api.routing.referral import Origin, Referral, ReferralStatus
from db.database import Database, Transaction


class PostedShown(msgspec.Struct, frozen=True):
    """`follow_url` is private: whoever holds it sees and answers for the problem."""

    reference: str
    status: ProblemStatus
    follow_url: str


def follow_url(base_url: str, reference: str, key: str) -> str:
    return f"{base_url}/problems/{reference}?key={key}"


async def show(tx: Transaction, problem: Problem) -> ProblemShown:
    referrals = await routing.of_problem(tx, problem.id)
    holders = [_holder(referral) for referral in referrals if referral.is_open]
    holding = [r for r in referrals if r.asks_to_hold or r.status is ReferralStatus.HELD]
    turn = whose_turn(referrals)
    steps = await tx.rows(HistoryStep, STEPS, problem.id)
    used = await engagements.of_problem(tx, problem.id)
    at_work = [(e, on) for e in used if (on := await engagement_clock.next_date(tx, e))]
    holders += [_worker(engagement, on) for engagement, on in at_work]
    first = _holder(turn) if turn else None
    if problem.status is ProblemStatus.ENGAGED and at_work:
        first = min((_worker(e, on) for e, on in at_work), key=lambda w: (w.state != "running", w.since))
    return ProblemShown(
        problem.reference, problem.status, problem.title, problem.description, problem.language,
        OrganisationShown(problem.organisation_id, problem.organisation_name), problem.wanted, problem.earliest_start,
        problem.confidentiality, problem.version, problem.confirmed_at, first,
        first.answer_due_at if first else None, first.next_date if first else None, holders,
        [show_step(step) for step in steps],
        [show_message(message) for message in await queries.messages(tx, problem.id)],
        [
            EngagementShort(
                e.reference, e.title, e.status.value, e.form_name, e.unit_code, e.outcome, e.outcome_summary
            )
            for e in used
        ],
        problem.brief,
        holds=[_hold(referral) for referral in holding if referral.hold_term],
        rewordings=[_rewording(r) for r in referrals if r.reworded_title and (r.is_open or r.is_accepted)],
        linked=[_linked(one) for one in await linked_to(tx, problem.id)],
        interdisciplinary=len({r.unit_id for r in referrals if r.is_accepted}) > 1
        or any(r.origin is Origin.CALLED_IN and (r.is_open or r.is_accepted) for r in referrals),
    )  # fmt: skip


def _holder(referral: Referral) -> HolderShown:
    return HolderShown(
        referral.holder_name, referral.unit_name, referral.unit_code, referral.created_at, referral.status.value,
        referral.company_hears_at, referral.late_since, referral.next_date, referral.id,
        list(dict.fromkeys(found.text for found in referral.because))[:5],
    )  # fmt: skip


def _worker(engagement: Engagement, next_date: datetime) -> HolderShown:
    """Whoever answers for the work: until when students can claim it, or when its term is over."""
    return HolderShown(
        engagement.supervisor_name, engagement.unit_name, engagement.unit_code,
        engagement.started_at or engagement.opened_at, engagement.status.value, None, None, next_date,
        engagement.referral_id, [],
    )  # fmt: skip


def _hold(referral: Referral) -> HoldShown:
    return HoldShown(
        referral.id, referral.status.value, referral.unit_name, referral.unit_code, referral.holder_name,
        referral.hold_term or "", referral.reason or "", referral.held_until,
    )  # fmt: skip


def _rewording(referral: Referral) -> RewordingShown:
    return RewordingShown(
        referral.unit_name, referral.unit_code, referral.reworded_title or "", referral.reworded_text or ""
    )


def _linked(one: Linked) -> LinkedShown:
    return LinkedShown(
        one.reference, one.title, one.language, one.status, one.relation.value, one.holder_name, one.unit, one.due_at
    )


async def load_seen(tx: Transaction, actor: Actor, reference: str) -> Problem:
    problem = await queries.by_reference(tx, read_reference(reference))
    if problem is None or not await rules.may_see(tx, actor, problem):
        raise NotFound
    return problem


@post("/problems", operation_id="post_problem", dto=Body[Posting], guards=[limited(POSTING)])
async def post_problem(request: Request[Any, Any, Any], actor: Actor, data: Posting) -> Response[bytes]:
    """A stranger's problem waits for its mailed code; a signed-in person's own goes on at once."""
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> PostedShown:
        language = guess_language(f"{data.title}\n{data.description}")
        made = await submission.submit(tx, actor, data, language=language)
        url = follow_url(request.app.state.settings.base_url, made.reference, made.follow_key)
        return PostedShown(made.reference, made.status, url)

    return await once(request, actor, work)


@post(
    "/problems/advice", operation_id="advise_on_problem", dto=Body[AdviceAsked], status_code=200,
    guards=[limited(PREVIEW)],
)  # fmt: skip
async def advise_on_problem(request: Request[Any, Any, Any], data: AdviceAsked) -> Advice:
    """Before posting: the forms of use that a text can reach, when they begin, and similar completed work."""
    async with request.app.state.database.reading() as tx:
        return await advising.advise_on(tx, request.app.state.router, data)


@post(
    "/problems/{reference:str}/confirmation",
    operation_id="confirm_problem",
    dto=Body[CodeTyped],
    status_code=200,
    guards=[limited(CODES)],
)
async def confirm_problem(request: Request[Any, Any, Any], reference: str, data: CodeTyped) -> ProblemInList:
    database: Database = request.app.state.database
    async with database.transaction() as tx:
        problem = await submission.confirm(tx, read_reference(reference), data)
    if problem is None:
        raise mail_code.wrong_code()
    return show_in_list(problem)


@get("/problems", operation_id="list_problems")
async def list_problems(
    request: Request[Any, Any, Any], actor: Actor, cursor: str | None = None, limit: int = 20
) -> Page[ProblemInList]:
    """One's own and one's organisations', newest first."""
    need_scope(actor, "problems:read")
    person_id = require_signed_in(actor)
    before = key_of(cursor, tuple[UUID])
    wanted = checked_limit(limit)
    async with request.app.state.database.reading() as tx:
        organisations = sorted(actor.organisation_ids)
        found = await queries.of_person(tx, person_id, organisations, before[0] if before else None, wanted + 1)
    more = len(found) > wanted
    return Page(
        [show_in_list(problem) for problem in found[:wanted]],
        cursor_after(found[wanted - 1].id) if more else None,
    )


def etag(version: int) -> str:
    return f'"{version}"'


@get("/problems/{reference:str}", operation_id="show_problem")
async def show_problem(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[ProblemShown]:
    """Where it is, who holds it, since when, when an answer is due, and every step so far."""
    need_scope(actor, "problems:read")
    async with request.app.state.database.reading() as tx:
        shown = await show(tx, await load_seen(tx, actor, reference))
    return Response(shown, headers={"ETag": etag(shown.version)})


@patch("/problems/{reference:str}", operation_id="revise_problem", dto=Body[Revision])
async def revise_problem(
    request: Request[Any, Any, Any],
    actor: Actor,
    reference: str,
    data: Revision,
    if_match: Annotated[str | None, Parameter(header="If-Match")] = None,
) -> Response[ProblemShown]:
    need_scope(actor, "problems:write")
    if if_match and if_match.strip('W/" ').isdigit():
        data = msgspec.structs.replace(data, version=int(if_match.strip('W/" ')))
    elif if_match:
        raise Conflict(_("The text has been changed since you opened it. Look at the newest one first."))
    async with request.app.state.database.transaction() as tx:
        problem = await answering.revise(tx, actor, read_reference(reference), data)
        shown = await show(tx, problem)
    return Response(shown, headers={"ETag": etag(shown.version)})


@post("/problems/{reference:str}/answers", operation_id="answer_question", dto=Body[Answer])
async def answer_question(
    request: Request[Any, Any, Any], actor: Actor, reference: str, data: Answer
) -> Response[bytes]:
    need_scope(actor, "problems:write")

    async def work(tx: Transaction) -> ProblemShown:
        return await show(tx, await answering.answer(tx, actor, read_reference(reference), data))

    return await once(request, actor, work)


@post("/problems/{reference:str}/withdrawal", operation_id="withdraw_problem", dto=Body[Withdrawal], status_code=200)
async def withdraw_problem(
    request: Request[Any, Any, Any], actor: Actor, reference: str, data: Withdrawal
) -> ProblemShown:
    need_scope(actor, "problems:write")
    async with request.app.state.database.transaction() as tx:
        return await show(tx, await withdrawing.withdraw(tx, actor, read_reference(reference), data))


router = Router(
    path="/",
    route_handlers=[
        post_problem, advise_on_problem, confirm_problem, list_problems, show_problem, revise_problem, answer_question,
        withdraw_problem,
    ],
    tags=["problems"],
)  # fmt: skip
