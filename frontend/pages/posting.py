"""Posting, one question at a time: each page is kept as it is sent, so that nothing typed is ever lost."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie

from api import proof_of_work
from api.accounts.actor import Actor
from api.errors import Invalid, NotFound
from api.organisations import organisation
from api.problems import draft as drafts
from api.problems import repeated, submission
from api.problems.draft import Draft
from api.problems.routes import show
from api.proof_of_work import Challenge
from api.rate_limit import DRAFTS, POSTING, UNPROVEN, limited, take_one
from api.routing import advising
from api.routing.advising import AdviceAsked
from api.routing.language_of import guess_language
from api.routing.similar import completed
from db.database import Transaction
from frontend import brief_words
from frontend.forms import see_other, typed_into
from frontend.pages import posting_steps as steps
from frontend.pages.departments import term_in_words
from frontend.pages.engagement_words import credits_in_words, outcome_in_words
from frontend.pages.front import reach
from frontend.pages.posting_examples import EXAMPLES, template_of
from frontend.pages.posting_held import Held, draft_cookie, held, is_same_text, keep, keys_of
from frontend.pages.posting_steps import PROBLEM, REVIEW, START, WHO
from frontend.pages.problems import follow_cookie
from frontend.rendering import by_field, page


async def known_of(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """What a signed-in person need not type again."""
    if actor.person_id is None:
        return {}
    homes = await organisation.of_member(tx, actor.person_id)
    home = {"organisation.name": homes[0].name, "organisation.org_number": homes[0].org_number or ""} if homes else {}
    return {"contact.name": actor.name, "contact.email": actor.email, **home}


async def _show(
    tx: Transaction,
    request: Request[Any, Any, Any],
    actor: Actor,
    found: Held,
    step: str,
    typed: dict[str, Any],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    cookies: list[Cookie] | None = None,
    **values: Any,
) -> Response[str]:
    """One page of the walk, with what it alone needs to know."""
    title, lead = steps.WORDS[step]
    more: dict[str, Any] = {"lost": False, "anew": False, "back": "", **values}
    if step == PROBLEM:
        reached = reach(request, str(typed.get("title", "")), str(typed.get("description", "")))
        more |= {
            "reached": reached, "to_desk": reached == [], "too_short": reached is None, "examples": EXAMPLES,
        }  # fmt: skip
    elif step == START:
        advice = await _advice(tx, request, typed)
        more |= {
            "advice": advice, "starts": steps.starts(advice, str(typed.get("earliest_start") or "")),
            "term_in_words": term_in_words, "credits_in_words": credits_in_words,
        }  # fmt: skip
    return await page(
        tx, request, actor, "posting/step.html", status=status, cookies=cookies, typed=typed, errors=errors or {},
        step=step, step_title=title, step_lead=lead, place=steps.place_of(step, typed), path_of=steps.path_of,
        draft=found.now, others=[draft for _key, draft in found.others], options=brief_words.options,
        field_names=brief_words.NAMES, **more,
    )  # fmt: skip


async def _advice(tx: Transaction, request: Request[Any, Any, Any], typed: dict[str, Any]) -> advising.Advice:
    title, description = str(typed.get("title", ""))[:200], str(typed.get("description", ""))[:20000]
    return await advising.advise_on(tx, request.app.state.router, AdviceAsked(title, description))


def _typed(known: dict[str, Any], draft: Draft | None) -> dict[str, Any]:
    return {**known, **(draft.typed if draft else {})}


@get("/problems/new", include_in_schema=False)
async def new(
    request: Request[Any, Any, Any],
    actor: Actor,
    description: str = "",
    lost: bool = False,
    back: str = "",
    grew_from: str = "",
) -> Response[Any]:
    """With a text in the address (an example on the front page) beside a draft of something else: a new one."""
    async with request.app.state.database.reading() as tx:
        found = await held(tx, request, actor)
        typed = _typed({}, found.now)
        anew = False
        if description:
            anew = not is_same_text(str(typed.get("description", "")), description)
            typed = {"description": description[:20000]} if anew else {**typed, "description": description[:20000]}
        if grew_from:
            typed, anew = {**typed, "grew_from": grew_from[:20]}, True
        return await _show(tx, request, actor, found, PROBLEM, typed, lost=lost, anew=anew, back=back)


@get("/problems/new/{step:str}", include_in_schema=False)
async def one_step(request: Request[Any, Any, Any], actor: Actor, step: str, back: str = "") -> Response[Any]:
    if not steps.is_step(step):
        raise NotFound
    async with request.app.state.database.reading() as tx:
        found = await held(tx, request, actor)
        if found.now is None:
            return see_other("/problems/new?lost=true")
        typed = _typed(await known_of(tx, actor), found.now)
        if step == REVIEW:
            return await _review(tx, request, actor, found, typed)
        return await _show(tx, request, actor, found, step, typed, back=back)


@post("/problems/start", include_in_schema=False, guards=[limited(DRAFTS)])
async def start(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    """From the landing page's field. By POST, so that no text lies in a log; kept, so that it is there again."""
    sent = await typed_into(request)
    typed = steps.typed_on(PROBLEM, sent)
    if not str(typed.get("description", "")).strip() and not str(typed.get("title", "")).strip():
        return see_other("/problems/new")
    async with request.app.state.database.transaction() as tx:
        found = await held(tx, request, actor)
        before = found.now.text("description") if found.now else ""
        anew = not is_same_text(before, str(typed.get("description", "")))
        _draft, cookie = await keep(tx, request, actor, found, typed, PROBLEM, anew=anew)
    return see_other("/problems/new", [cookie])


@post(["/problems/new", "/problems/new/{step:str}"], include_in_schema=False, guards=[limited(DRAFTS)])
async def answer(request: Request[Any, Any, Any], actor: Actor, step: str = PROBLEM) -> Response[Any]:
    """Kept first, looked at afterwards: a faulty answer is as safe as a good one."""
    if step not in steps.FIELDS:
        raise NotFound
    sent = await typed_into(request)
    typed = steps.typed_on(step, sent)
    if step == PROBLEM and sent.get("example"):
        typed["description"] = template_of(str(sent["example"]), str(typed.get("description", "")))
    async with request.app.state.database.transaction() as tx:
        found = await held(tx, request, actor)
        draft, cookie = await keep(tx, request, actor, found, typed, step, anew=sent.get("anew") == "yes")
        if step == PROBLEM and sent.get("example"):
            return see_other("/problems/new", [cookie])
        known = await known_of(tx, actor)
        whole = {**known, **draft.typed, **typed}
        errors = {} if sent.get("skip") else steps.faults_on(step, whole)
        if errors:
            now = Held(draft, found.key, found.others)
            return await _show(
                tx, request, actor, now, step, whole, status=422, errors=errors, cookies=[cookie],
                back=str(sent.get("back", "")),
            )  # fmt: skip
    onward = steps.place_of(step, whole).after
    if sent.get("back") == REVIEW:
        onward = REVIEW
    elif sent.get("to") == WHO:
        onward = WHO
    return see_other(steps.path_of(onward), [cookie])


@post("/problems/new/saved", status_code=204, include_in_schema=False, guards=[limited(DRAFTS)])
async def autosave(request: Request[Any, Any, Any], actor: Actor) -> Response[None]:
    """What a script sends while one types."""
    sent = await typed_into(request)
    step = str(sent.get("step", PROBLEM))
    if step not in steps.FIELDS:
        raise NotFound
    typed = steps.typed_on(step, sent)
    if not any(typed.values()):
        return Response(None, status_code=204)
    async with request.app.state.database.transaction() as tx:
        found = await held(tx, request, actor)
        _draft, cookie = await keep(tx, request, actor, found, typed, step, anew=sent.get("anew") == "yes")
    return Response(None, status_code=204, cookies=[cookie])


@get("/problems/new/proof", include_in_schema=False, guards=[limited(DRAFTS)])
async def proof(request: Request[Any, Any, Any]) -> Challenge:
    """A riddle for a stranger's machine."""
    async with request.app.state.database.reading() as tx:
        return proof_of_work.new_challenge(request.app.state.settings.secret, tx.now)


async def _review(
    tx: Transaction,
    request: Request[Any, Any, Any],
    actor: Actor,
    found: Held,
    typed: dict[str, Any],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response[str]:
    whole = steps.with_title(typed)
    title, description = str(whole["title"]), str(whole.get("description", ""))
    twin = await repeated.still_open(tx, actor, title, description)
    language = guess_language(f"{title}\n{description}")
    similar = await completed(tx, title, description, language)
    rows = [(step, steps.WORDS[step][0], steps.answers(step, whole)) for step in steps.FIELDS]
    return await page(
        tx, request, actor, "posting/review.html", status=status, errors=errors or {}, typed=whole, rows=rows,
        path_of=steps.path_of, draft=found.now, step=REVIEW, page_of=steps.page_of,
        faulty_steps={steps.page_of(field) for field in errors or {}},
        twin=await show(tx, twin) if twin else None, similar=similar,
        outcome_in_words=outcome_in_words, others=[],
    )  # fmt: skip


@post("/problems/new/send", include_in_schema=False, guards=[limited(POSTING)])
async def send(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    """The draft becomes a problem. A stranger's machine has worked for it, or must be slow about it."""
    sent = await typed_into(request)
    if not actor.is_signed_in:
        async with request.app.state.database.transaction() as tx:
            secret = request.app.state.settings.secret
            has_worked = await proof_of_work.spend(tx, secret, str(sent.get("altcha", "")))
        if not has_worked:
            await take_one(request, UNPROVEN)
    try:
        async with request.app.state.database.transaction() as tx:
            found = await held(tx, request, actor)
            draft = await drafts.take(tx, found.now) if found.now else None
            if draft is None:
                return see_other("/problems/new?lost=true")
            typed = _typed(await known_of(tx, actor), draft)
            posting = steps.read_posting(typed)
            language = guess_language(f"{posting.title}\n{posting.description}")
            made = await submission.submit(tx, actor, posting, language=language)
            await drafts.discard(tx, draft)
    except Invalid as fault:
        async with request.app.state.database.reading() as tx:
            found = await held(tx, request, actor)
            typed = _typed(await known_of(tx, actor), found.now)
            return await _review(tx, request, actor, found, typed, status=422, errors=by_field(fault.faults))
    cookies = [follow_cookie(request, made.follow_key), draft_cookie(request, "", keys_of(found))]
    return see_other(f"/problems/{made.reference}", cookies)


router = Router(path="/", route_handlers=[new, one_step, start, answer, autosave, proof, send])
