"""The answers beside yes, no, a question and passing on: each a page of its own, reached from the referral's."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.departments import queries as departments
from api.departments.reach import planning_begins
from api.departments.term import next_terms
from api.errors import Conflict, Invalid, NotFound, WrongState
from api.identity import require_signed_in
from api.language import _, spoken
from api.notifications.dates import LOCALES
from api.reading import nest, read, read_form
from api.references import read_reference
from api.routing import calling_in, flagging, holding, joining, notes, queries, rewording, rules, splitting
from api.routing.calling_in import CallIn
from api.routing.flag import KIND_WORDS, Raising
from api.routing.holding import AT_LEAST, Consent, Hold
from api.routing.joining import Join
from api.routing.notes import Writing
from api.routing.referral import Referral
from api.routing.rewording import Rewording
from api.routing.splitting import Split
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.engagement_words import term_in_words
from frontend.pages.more import between_departments
from frontend.pages.referral_page import ReferralPage, gather
from frontend.rendering import by_field, page

PARTS_AT_MOST = 5
VERBS = ("hold", "split", "join", "rewording", "second-department", "flags", "notes")
PATHS = [f"/inbox/{{referral_id:uuid}}/{verb}" for verb in VERBS]


def _verb(request: Request[Any, Any, Any]) -> str:
    return str(request.url.path).rsplit("/", 1)[-1]


@get(PATHS, include_in_schema=False)
async def verb_page(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[str]:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    return await _show(request, actor, referral_id, _verb(request))


@post(PATHS, include_in_schema=False)
async def act(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    """Whatever is refused comes back with every word that was typed."""
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    verb, typed = _verb(request), await typed_into(request)
    try:
        async with request.app.state.database.transaction() as tx:
            await _do(tx, actor, referral_id, verb, await request.body(), typed)
    except Invalid as fault:
        errors = by_field(fault.faults)
        return await _show(request, actor, referral_id, verb, status=422, typed=typed, errors=errors)
    except (WrongState, Conflict) as refusal:
        return await _show(request, actor, referral_id, verb, status=409, typed=typed, refused=refusal.said)
    return see_other(f"/inbox/{referral_id}/notes" if verb == "notes" else f"/inbox/{referral_id}")


async def _do(
    tx: Transaction, actor: Actor, referral_id: UUID, verb: str, body: bytes, typed: dict[str, Any]
) -> object:
    match verb:
        case "hold":
            return await holding.propose(tx, actor, referral_id, read_form(Hold, body))
        case "split":
            return await splitting.split(tx, actor, referral_id, _split(typed))
        case "join":
            return await joining.join(tx, actor, referral_id, read_form(Join, body))
        case "rewording":
            return await rewording.reword(tx, actor, referral_id, read_form(Rewording, body))
        case "second-department":
            return await calling_in.call_in(tx, actor, referral_id, read_form(CallIn, _last_choice(typed)))
        case "flags":
            return await flagging.raise_flag(tx, actor, referral_id, read_form(Raising, body))
        case _:
            return await notes.write(tx, actor, referral_id, read_form(Writing, body))


def _split(typed: dict[str, Any]) -> Split:
    """Rows that were left empty are no parts."""
    sent = nest((name, text) for name, text in typed.items() if isinstance(text, str))
    rows = sent.get("parts", {})
    parts = [rows[str(place)] for place in range(PARTS_AT_MOST) if str(place) in rows]
    return read(Split, {**sent, "parts": parts}, strict=False)


def _last_choice(typed: dict[str, Any]) -> bytes:
    """A suggestion that was ticked, unless the list below it names another."""
    chosen = typed.get("department", "")
    chosen = chosen if isinstance(chosen, str) else next((one for one in reversed(chosen) if one), "")
    return urlencode({"department": chosen, "reason": str(typed.get("reason", ""))}).encode()


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    referral_id: UUID,
    verb: str,
    *,
    status: int = 200,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    refused: str = "",
) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        if verb == "notes":
            written = await notes.read_all(tx, actor, referral_id)
            referral = await queries.by_id(tx, referral_id)
            assert referral is not None
            return await page(
                tx, request, actor, "routing/notes.html", status=status, referral=referral, notes=written,
                typed=typed or {}, errors=errors or {},
            )  # fmt: skip
        shown = await gather(tx, request, actor, referral_id)
        return await page(
            tx, request, actor, "routing/verb.html", status=status, shown=shown, verb=verb,
            typed=_first(shown, verb) if typed is None else typed, errors=errors or {}, refused=refused,
            between=await between_departments(tx, actor, shown.referral),
            terms=await _terms(tx, shown.referral) if verb == "hold" else [],
            older=await joining.older_ones(tx, actor, shown.referral.problem_id) if verb == "join" else [],
            kinds=KIND_WORDS, parts_at_most=PARTS_AT_MOST, is_desk=rules.is_desk(actor),
            desk_code=(await departments.desk(tx)).code,
        )  # fmt: skip


def _first(shown: ReferralPage, verb: str) -> dict[str, Any]:
    """What stands in the form before anybody has typed."""
    referral = shown.referral
    if verb == "rewording":
        return {
            "title": referral.reworded_title or referral.title,
            "text": referral.reworded_text or referral.description,
            "version": referral.reworded_version,
        }
    if verb == "second-department" and shown.offered:
        best = next((one for one in shown.offered if not one.has_it), None)
        return {"department": best.unit.code} if best else {}
    if verb == "split":
        return {"parts.0.title": referral.title, "parts.0.department": referral.unit_code}
    return {}


async def _terms(tx: Transaction, referral: Referral) -> list[tuple[str, str, str]]:
    """Those that are far enough off, and when it would come back for each."""
    forms, today = await departments.forms_of(tx, referral.unit_id), tx.now.date()
    found: list[tuple[str, str, str]] = []
    for term in next_terms(today):
        day = planning_begins(forms, term)
        if day >= today + AT_LEAST:
            said = format_date(day, "d MMMM y", locale=LOCALES[spoken()])
            found.append((term, term_in_words(term), _("It comes back to you on %(day)s.", day=said)))
    return found


@post("/inbox/{referral_id:uuid}/resumption", include_in_schema=False)
async def take_up(request: Request[Any, Any, Any], actor: Actor, referral_id: UUID) -> Response[Any]:
    need_scope(actor, "referrals:write")
    require_signed_in(actor)
    async with request.app.state.database.transaction() as tx:
        await holding.take_up(tx, actor, referral_id)
    return see_other(f"/inbox/{referral_id}")


@post("/problems/{reference:str}/hold-consent", include_in_schema=False)
async def consent(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    """Pressed a second time, or late: the page itself says how it stands."""
    typed = await typed_into(request)
    answer = {**typed, "consent": typed.get("consent") == "yes"}
    sent = {name: value for name, value in answer.items() if value != ""}
    try:
        async with request.app.state.database.transaction() as tx:
            await holding.consent(tx, actor, read_reference(reference), read(Consent, sent, strict=False))
    except NotFound:
        raise
    except (WrongState, Conflict):
        pass
    return see_other(f"/problems/{read_reference(reference)}")


router = Router(path="/", route_handlers=[verb_page, act, take_up, consent])
