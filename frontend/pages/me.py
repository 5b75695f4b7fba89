"""One's own page: what waits, what goes on, what one did, settings, and one's own data."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie

from api.accounts import person, preference, session, sign_in
from api.accounts.actor import Actor, Role
from api.engagements import queries as engagements
from api.engagements.claim import Claim, ClaimStatus
from api.engagements.engagement import Engagement, EngagementStatus
from api.engagements.queries import Supervised
from api.history import words as history_words
from api.identity import LANGUAGE_COOKIE, require_signed_in
from api.language import Language, _, many, within
from api.oversight import own_data, waiting
from api.oversight.waiting import Act, Posted
from api.partnerships import partnership
from api.partnerships import queries as partnerships
from api.problems import draft
from api.problems.problem import ProblemStatus
from api.reading import read_form
from api.routing import queries as routing
from api.routing.referral import ReferralStatus
from api.routing.rules import inbox_units
from db.database import Transaction
from frontend.forms import see_other
from frontend.pages.preferences import router as preferences
from frontend.rendering import page

DUE_AT_MOST = 100

# What to look for in a browser's own name, most particular first: each also names those after it.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class Waiting(msgspec.Struct, frozen=True):
    """One thing that is the reader's to do."""

    title: str
    line: str
    href: str
    since: datetime | None = None
    due: datetime | None = None


class Done(msgspec.Struct, frozen=True):
    title: str
    at: datetime
    text: str
    href: str


class LanguageChoice(msgspec.Struct, frozen=True):
    language: Language


def device(user_agent: str) -> str:
    """Enough of a browser's name for its owner to know it by."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("An unknown browser")


@get("/me", include_in_schema=False)
async def me(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    person_id = require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        claims = await engagements.claims_of_person(tx, person_id)
        works = {found.id: found for found in await engagements.of_student(tx, person_id)}
        supervised = await engagements.supervised(tx, person_id, sorted(actor.units_as(Role.CONTACT)))
        posted = await waiting.posted(tx, person_id, sorted(actor.organisation_ids))
        todo = [
            *_offers(claims),
            *_asked_of_company(posted),
            *await _shared(tx, request, actor),
            *_of_supervisor(supervised),
        ]
        return await page(
            tx, request, actor, "accounts/me.html", todo=todo, posted=posted,
            preference=await preference.of(tx, person_id),
            claims=[(c, works.get(c.engagement_id)) for c in claims[:20] if c.status is not ClaimStatus.OFFERED],
            supervised=sorted((work for work in supervised if not _asks(work)), key=lambda w: w.started_at is None),
            done=[_told(act) for act in await waiting.done_by(tx, person_id, 6)],
            sessions=[(one, device(one.user_agent)) for one in await session.open_ones(tx, person_id)],
            others=await draft.of_person(tx, person_id), where=_where, state_of=_state_of,
        )  # fmt: skip


def _offers(claims: list[Claim]) -> list[Waiting]:
    return [
        Waiting(
            claim.engagement_title, _("You are offered a place. Say yes or no."),
            f"/engagements/{claim.engagement_reference}", claim.offered_at,
        )
        for claim in claims
        if claim.status is ClaimStatus.OFFERED
    ]  # fmt: skip


def _asked_of_company(posted: list[Posted]) -> list[Waiting]:
    found: list[Waiting] = []
    for problem in posted:
        if problem.status is ProblemStatus.UNCONFIRMED:
            said = _("Type the code from our mail, and it is on its way.")
            found.append(Waiting(problem.title, said, f"/problems/{problem.reference}", problem.created_at))
        elif problem.referral_status is ReferralStatus.ASKED:
            said = _("%(name)s has asked you something.", name=problem.holder_name or problem.unit)
            found.append(Waiting(problem.title, said, f"/problems/{problem.reference}"))
    return found


async def _shared(tx: Transaction, request: Request[Any, Any, Any], actor: Actor) -> list[Waiting]:
    """What one answers for together with others: the inbox, and who is owed a word."""
    found: list[Waiting] = []
    if units := inbox_units(actor, request.app.state.house.desk_id):
        first = await routing.inbox(tx, units, [ReferralStatus.WAITING], None, 1)
        count = int(await tx.value(routing.COUNT_OPEN, units))
        if count:
            said = many("%(count)s problem waits for an answer.", "%(count)s problems wait for an answer.", count)
            found.append(Waiting(_("Inbox"), said, "/inbox", due=first[0].answer_due_at if first else None))
    if actor.has(Role.CONTACT, Role.TEACHER, Role.PARTNERSHIP, Role.DESK):
        units = partnership.visible_units(actor)
        due = await partnerships.follow_ups_due(tx, tx.now.date(), units, None, DUE_AT_MOST)
        if due:
            said = many(
                "%(count)s company is owed a word from you.", "%(count)s companies are owed a word from you.", len(due)
            )
            found.append(Waiting(_("Follow-ups"), said, "/follow-ups"))
    return found


def _asks(work: Supervised) -> str:
    """What an engagement wants of whoever answers for it; nothing while it is others' turn or students work."""
    if work.status is not EngagementStatus.OPEN:
        return ""
    if work.submitted and work.taken < work.groups:
        return many(
            "%(count)s has asked for a place. Offer it or decline.",
            "%(count)s have asked for a place. Offer it or decline.",
            work.submitted,
        )
    if work.taken and (work.taken >= work.groups or not work.offered):
        return _("You have students. Start the work when you have met.")
    return ""


def _of_supervisor(supervised: list[Supervised]) -> list[Waiting]:
    return [
        Waiting(work.title, said, f"/engagements/{work.reference}", work.waiting_since)
        for work in supervised
        if (said := _asks(work))
    ]


def _where(problem: Posted) -> str:
    """Where a problem is and who holds it, in one sentence for whoever posted it."""
    match problem.status:
        case ProblemStatus.UNCONFIRMED:
            return _("Not sent yet. It waits for the code from our mail.")
        case ProblemStatus.SUBMITTED:
            return _("It is finding its way to the right department.")
        case ProblemStatus.COMPLETED:
            return _("The work is completed.")
        case ProblemStatus.DECLINED:
            return _("Nobody could take it on this time.")
        case ProblemStatus.WITHDRAWN:
            return _("Withdrawn.")
        case ProblemStatus.DIVIDED:
            return _("Split into parts, each of which goes on by itself.")
        case ProblemStatus.JOINED:
            return _("Joined into an older one of yours.")
        case ProblemStatus.ENGAGED if problem.engagement_status is EngagementStatus.RUNNING:
            return _("Students are at work on it.")
        case ProblemStatus.ENGAGED:
            return _("It is taken on, and open for students.")
        case ProblemStatus.WAITING:
            pass
    if problem.unit and problem.referral_status is ReferralStatus.HELD:
        return _("%(unit)s holds it for a later term.", unit=problem.unit)
    if problem.unit and problem.holder_name:
        return _("%(name)s at %(unit)s has it.", name=problem.holder_name, unit=problem.unit)
    return _("%(unit)s has it.", unit=problem.unit) if problem.unit else _("The broker desk sees to it.")


def _state_of(claim: Claim, work: Engagement | None) -> str:
    """What a student's claim has come to; the work's own state once there is a place."""
    if claim.status is ClaimStatus.ACCEPTED and work and work.status is not EngagementStatus.OPEN:
        return work.status.value
    return claim.status.value


def _told(act: Act) -> Done:
    said = history_words.sentence(act.verb, actor=_("You"), unit=within(act.unit) if act.unit else None)
    href = f"/problems/{act.problem_reference}" if act.problem_reference else ""
    if act.engagement_reference:
        href = f"/engagements/{act.engagement_reference}"
    return Done(act.title or said, act.at, said if act.title else "", href)


@get("/me/data.json", include_in_schema=False)
async def data(request: Request[Any, Any, Any], actor: Actor) -> Response[bytes]:
    person_id = require_signed_in(actor)
    async with request.app.state.database.reading() as tx:
        own = await own_data.of(tx, person_id)
    text = msgspec.json.format(msgspec.json.encode(own), indent=2)
    headers = {"Content-Disposition": 'attachment; filename="brobygger-my-data.json"'}
    return Response(text, media_type="application/json", headers=headers)


@post("/me/language", include_in_schema=False)
async def choose_language(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    """For the pages of this browser, and for the mails, wherever they are read."""
    person_id = require_signed_in(actor)
    chosen = read_form(LanguageChoice, await request.body()).language
    async with request.app.state.database.transaction() as tx:
        await person.choose_language(tx, person_id, chosen)
    secure = not request.app.state.settings.development
    cookie = Cookie(
        LANGUAGE_COOKIE, value=chosen.value, path="/", max_age=31_536_000, samesite="lax", httponly=True, secure=secure
    )
    return see_other("/me#settings", [cookie])


@post("/me/sessions/{session_id:uuid}/end", include_in_schema=False)
async def end_session(request: Request[Any, Any, Any], actor: Actor, session_id: UUID) -> Response[Any]:
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await sign_in.end_session(tx, actor, session_id)
    return see_other("/" if session_id == actor.session_id else "/me#settings")


router = Router(path="/", route_handlers=[me, data, choose_language, end_session, preferences])
