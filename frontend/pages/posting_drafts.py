"""Going on with what is begun: later, in another browser, by a mailed link; beginning anew; throwing away."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.errors import Invalid
from api.language import spoken
from api.problems import draft as drafts
from api.rate_limit import CODES, DRAFTS, limited
from api.reading import Email, read_form
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.pages.posting_held import Held, draft_cookie, held, keys_of
from frontend.pages.posting_steps import is_step, path_of
from frontend.rendering import by_field, page


class LinkWish(msgspec.Struct, frozen=True):
    email: Email


@get("/problems/drafts/go-on", include_in_schema=False)
async def go_on(request: Request[Any, Any, Any], actor: Actor, draft: str = "") -> Response[Any]:
    """From a mail, or from one's own page; the key goes from the address into the cookie at once."""
    async with request.app.state.database.reading() as tx:
        opened = await drafts.find(tx, actor, [draft])
        found = await held(tx, request, actor)
    if not opened:
        return see_other("/problems/new?lost=true")
    earlier = [key for key in [found.key, *keys_of(found)] if key]
    return see_other(path_of(opened[0].step), [draft_cookie(request, draft, earlier)])


async def _key_of(tx: Transaction, actor: Actor, found: Held, draft_id: UUID) -> str:
    """Of a draft that this browser holds or that is the person's own; empty for anybody else's."""
    for key, one in [(found.key, found.now), *found.others]:
        if one is not None and one.id == draft_id:
            return key
    return str(draft_id) if await drafts.find(tx, actor, [str(draft_id)]) else ""


@post("/problems/drafts/{draft_id:uuid}/opening", include_in_schema=False, guards=[limited(DRAFTS)])
async def open_one(request: Request[Any, Any, Any], actor: Actor, draft_id: UUID) -> Response[Any]:
    async with request.app.state.database.reading() as tx:
        found = await held(tx, request, actor)
        key = await _key_of(tx, actor, found, draft_id)
        opened = await drafts.find(tx, actor, [key]) if key else []
    if not opened:
        return see_other("/problems/new?lost=true")
    earlier = [other for other in [found.key, *keys_of(found)] if other]
    return see_other(path_of(opened[0].step), [draft_cookie(request, key, earlier)])


@post("/problems/drafts/{draft_id:uuid}/discarding", include_in_schema=False, guards=[limited(DRAFTS)])
async def discard(request: Request[Any, Any, Any], actor: Actor, draft_id: UUID) -> Response[Any]:
    async with request.app.state.database.transaction() as tx:
        found = await held(tx, request, actor)
        key = await _key_of(tx, actor, found, draft_id)
        for one in await drafts.find(tx, actor, [key]) if key else []:
            await drafts.discard(tx, one)
    left = [other for other in keys_of(found) if other != key]
    return see_other("/problems/new", [draft_cookie(request, "" if key == found.key else found.key, left)])


@post("/problems/drafts/anew", include_in_schema=False, guards=[limited(DRAFTS)])
async def anew(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    """An empty form; what was written before stays among those begun earlier."""
    async with request.app.state.database.reading() as tx:
        found = await held(tx, request, actor)
    earlier = [key for key in [found.key, *keys_of(found)] if key]
    return see_other("/problems/new", [draft_cookie(request, "", earlier)])


@post("/problems/drafts/link", include_in_schema=False, guards=[limited(CODES)])
async def mail_link(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    typed = await typed_into(request)
    back = path_of(str(typed.get("step", ""))) if is_step(str(typed.get("step", ""))) else "/problems/new"
    async with request.app.state.database.transaction() as tx:
        found = await held(tx, request, actor)
        if found.now is None:
            return see_other("/problems/new?lost=true")
        try:
            wish = read_form(LinkWish, await request.body())
        except Invalid as fault:
            return await page(
                tx, request, actor, "posting/link.html", status=422, typed=typed, errors=by_field(fault.faults),
                sent=False, back=back, step=typed.get("step", ""),
            )  # fmt: skip
        key = found.key
        if len(key) == 36:
            return see_other("/me")
        await drafts.mail_link(tx, found.now, key, wish.email, spoken())
        return await page(
            tx, request, actor, "posting/link.html", typed=typed, sent=True, back=back, email=wish.email,
            step=typed.get("step", ""),
        )  # fmt: skip


router = Router(path="/", route_handlers=[go_on, open_one, discard, anew, mail_link])
