"""The follow page: where a problem is, and all that can be said and sent about it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream

from api.accounts.actor import Actor
from api.engagements import signing
from api.engagements.signing import Signature, Signing
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TooMany, WrongState
from api.language import _
from api.problems import attachment, link, revisions, rules
from api.problems.attachment import SentFile
from api.problems.attachment_routes import AttachmentsShown, attachments_seen, opened_by
from api.problems.link import LinkState
from api.problems.problem import Problem, ProblemStatus
from api.problems.representation import ProblemShown
from api.problems.routes import load_seen, show
from api.rate_limit import UPLOADS, limited
from api.reading import read, read_form
from api.references import read_reference
from api.routing import answering, misplacing, thanking, thread
from api.routing import queries as routing
from api.routing.answering import Answer
from api.routing.misplacing import WrongPlace
from api.routing.referral import Referral
from api.routing.thanking import Thanks
from api.routing.thread import Reply, Said
from db.database import Transaction
from frontend.forms import local_path, see_other, typed_into
from frontend.pages.private_link import link_page
from frontend.pages.problems import confirming, follow_cookie
from frontend.refused import NOTHING_REFUSED, Refused
from frontend.rendering import by_field, page

# Two files of the largest size: then one that is too large is told so beside what was typed.
LARGEST_FORM = 44 * 2**20

# Whose half-typed words a browser may forget once they have been sent.
FORMS = frozenset({"answer", "message", "place", "thanks"})

Work = Callable[[Transaction], Awaitable[object]]


class FollowPage(msgspec.Struct, frozen=True):
    """What the follow page shows beside the problem itself.

    `writes_for` is the referral in whose name a reader from the university writes; `signed` goes by engagement.
    """

    problem: ProblemShown
    own: bool
    email: str
    files: AttachmentsShown
    may_send: bool
    writes_for: UUID | None
    reworded: int
    disputed: bool
    thanked: bool
    signed: dict[str, list[Signature]]
    link_ends: Any


def _files(form: Any, name: str = "file") -> list[SentFile]:
    """What was chosen; a field that was left empty sends a file without a name."""
    sent = form.getall(name, [])
    return [SentFile(one.filename, one.file) for one in sent if isinstance(one, UploadFile) and one.filename]


def _words(form: Any, *names: str) -> dict[str, str]:
    return {name: text for name in names if isinstance(text := form.get(name), str)}


async def gather(tx: Transaction, actor: Actor, problem: Problem) -> FollowPage:
    own = rules.speaks_for_poster(actor, problem)
    shown = await show(tx, problem)
    referral = None if own else await _writes_for(tx, actor, problem)
    is_open = problem.ended_at is None and problem.confirmed_at is not None
    signed = {e.reference: await signing.signatures(tx, actor, e.reference) for e in shown.engagements if own}
    return FollowPage(
        problem=shown,
        own=own,
        email=problem.contact_email,
        files=await attachments_seen(tx, actor, problem),
        may_send=is_open and (own or referral is not None),
        writes_for=referral.id if referral else None,
        reworded=problem.version - 1,
        disputed=any(
            step.verb == "referral.disputed" and shown.held_by and step.department == shown.held_by.department_code
            for step in shown.steps
        ),
        thanked=await thanking.has_thanked(tx, problem),
        signed=signed,
        link_ends=problem.follow_expires_at,
    )


async def _writes_for(tx: Transaction, actor: Actor, problem: Problem) -> Referral | None:
    for referral in await routing.of_problem(tx, problem.id):
        if thread.has_it(referral) and await thread.may_write(tx, actor, referral):
            return referral
    return None


@get("/problems/{reference:str}", include_in_schema=False)
async def follow(
    request: Request[Any, Any, Any], actor: Actor, reference: str, key: str = "", renewed: str = "", done: str = ""
) -> Response[Any]:
    """The key goes from the address into a cookie at once, so that it is not bookmarked, shared or logged onward."""
    if key:
        async with request.app.state.database.reading() as tx:
            state, ended_at = await link.state_of(tx, read_reference(reference), key)
        if state in (LinkState.EXPIRED, LinkState.REPLACED):
            return await link_page(request, actor, read_reference(reference), state, ended_at)
        cookies = [follow_cookie(request, key)] if state is LinkState.OPEN else []
        return see_other(f"/problems/{read_reference(reference)}", cookies)
    return await _follow(request, actor, reference, renewed=renewed == "yes", done=done)


async def _follow(
    request: Request[Any, Any, Any], actor: Actor, reference: str, refused: Refused = NOTHING_REFUSED,
    *, renewed: bool = False, done: str = "",
) -> Response[Any]:  # fmt: skip
    async with request.app.state.database.reading() as tx:
        try:
            problem = await load_seen(tx, actor, reference)
        except NotFound:
            return await page(tx, request, actor, "problems/find.html", status=404, reference=reference)
        if problem.status is ProblemStatus.UNCONFIRMED:
            return await confirming(tx, request, actor, problem, {})
        shown = await gather(tx, actor, problem)
        return await page(
            tx, request, actor, "problems/follow.html", status=refused.status, shown=shown, problem=shown.problem,
            own=shown.own, refused=refused, errors=dict(refused.summary), renewed=renewed,
            done=done if done in FORMS else "",
        )  # fmt: skip


async def _do(
    request: Request[Any, Any, Any], actor: Actor, reference: str, form: str, typed: dict[str, str], work: Work,
    onward: str,
) -> Response[Any]:  # fmt: skip
    """What was refused comes back with every word that was typed, beside the reason."""
    try:
        async with request.app.state.database.transaction() as tx:
            await work(tx)
    except Invalid as fault:
        refused = Refused(form=form, typed=dict(typed), errors=by_field(fault.faults), status=422)
    except (WrongState, Conflict, NotAllowed, TooMany) as refusal:
        refused = Refused(form=form, typed=dict(typed), notice=refusal.said, status=409)
    else:
        return see_other(onward)
    return await _follow(request, actor, reference, refused)


def _page_of(reference: str, part: str = "") -> str:
    return f"/problems/{read_reference(reference)}{part}"


@post(
    "/problems/{reference:str}/answers",
    include_in_schema=False,
    guards=[limited(UPLOADS)],
    request_max_body_size=LARGEST_FORM,
)
async def answer(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    form = await request.form()
    typed, files = _words(form, "text"), _files(form)

    async def work(tx: Transaction) -> None:
        said = read(Answer, dict(typed), strict=False)
        await answering.answer(tx, actor, read_reference(reference), said, files=files)

    return await _do(request, actor, reference, "answer", typed, work, _page_of(reference, "?done=answer"))


@post(
    "/problems/{reference:str}/messages",
    include_in_schema=False,
    guards=[limited(UPLOADS)],
    request_max_body_size=LARGEST_FORM,
)
async def write(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    """From either side; the university's people write in the name of the department that has it."""
    form = await request.form()
    typed, files = _words(form, "text"), _files(form)

    async def work(tx: Transaction) -> None:
        problem = await load_seen(tx, actor, reference)
        if rules.speaks_for_poster(actor, problem):
            await thread.write(tx, actor, problem.reference, read(Said, dict(typed), strict=False), files=files)
            return
        referral = await _writes_for(tx, actor, problem)
        if referral is None:
            raise NotFound
        await thread.write_from(tx, actor, referral.id, read(Reply, dict(typed), strict=False), files=files)

    onward = local_path(_words(form, "back").get("back"), _page_of(reference, "?done=message#conversation"))
    return await _do(request, actor, reference, "message", typed, work, onward)


@post(
    "/problems/{reference:str}/files",
    include_in_schema=False,
    guards=[limited(UPLOADS)],
    request_max_body_size=LARGEST_FORM,
)
async def send_file(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    form = await request.form()
    files, confidential = _files(form), form.get("confidential") == "yes"

    async def work(tx: Transaction) -> None:
        if not files:
            raise Invalid([Fault("/file", _("Choose a file first."))])
        for one in files:
            await attachment.attach(tx, actor, read_reference(reference), one, confidential=confidential)

    typed = _words(form, "confidential")
    return await _do(request, actor, reference, "files", typed, work, _page_of(reference, "#files"))


@get("/problems/{reference:str}/files/{attachment_id:uuid}", include_in_schema=False)
async def keep_file(request: Request[Any, Any, Any], actor: Actor, reference: str, attachment_id: UUID) -> Stream:
    return await opened_by(request, actor, reference, attachment_id)


@post("/problems/{reference:str}/files/{attachment_id:uuid}/removal", include_in_schema=False)
async def remove_file(
    request: Request[Any, Any, Any], actor: Actor, reference: str, attachment_id: UUID
) -> Response[Any]:
    async def work(tx: Transaction) -> None:
        await attachment.remove(tx, actor, read_reference(reference), attachment_id)

    return await _do(request, actor, reference, "files", {}, work, _page_of(reference, "#files"))


@post("/problems/{reference:str}/wrong-place", include_in_schema=False)
async def wrong_place(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    body = await request.body()

    async def work(tx: Transaction) -> None:
        await misplacing.object_to(tx, actor, read_reference(reference), read_form(WrongPlace, body))

    typed = {name: str(text) for name, text in (await typed_into(request)).items()}
    return await _do(request, actor, reference, "place", typed, work, _page_of(reference, "?done=place#happened"))


@post("/problems/{reference:str}/thanks", include_in_schema=False)
async def thank(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    body = await request.body()

    async def work(tx: Transaction) -> None:
        await thanking.thank(tx, actor, read_reference(reference), read_form(Thanks, body))

    typed = {name: str(text) for name, text in (await typed_into(request)).items()}
    return await _do(request, actor, reference, "thanks", typed, work, _page_of(reference, "?done=thanks#happened"))


@post("/problems/{reference:str}/agreements/{engagement:str}", include_in_schema=False)
async def sign(request: Request[Any, Any, Any], actor: Actor, reference: str, engagement: str) -> Response[Any]:
    """The company's own signature."""

    async def work(tx: Transaction) -> None:
        await signing.sign(tx, actor, read_reference(engagement), Signing())

    return await _do(request, actor, reference, "agreement", {}, work, _page_of(reference, "#files"))


@get("/problems/{reference:str}/changes", include_in_schema=False)
async def changes(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        problem = await load_seen(tx, actor, reference)
        found = await revisions.of_problem(tx, problem)
        return await page(
            tx,
            request,
            actor,
            "problems/changes.html",
            problem=problem,
            wordings=found,
            organisation=problem.organisation_name,
        )


router = Router(
    path="/",
    route_handlers=[
        follow, answer, write, send_file, keep_file, remove_file, wrong_place, thank, sign, changes
    ],
)  # fmt: skip
