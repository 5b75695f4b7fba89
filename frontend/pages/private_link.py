"""When a private link opens nothing any more, or is lost: a new one, by a mailed code or from the follow page."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get, post

from api.accounts import mail_code
from api.accounts.actor import Actor
from api.errors import Invalid
from api.problems import link
from api.problems.link import LinkAnswer, LinkRequest, LinkState
from api.rate_limit import CODES, limited
from api.reading import read_form
from api.references import read_reference
from frontend.forms import see_other, typed_into
from frontend.pages.problems import follow_cookie
from frontend.rendering import by_field, page


async def link_page(
    request: Request[Any, Any, Any], actor: Actor, reference: str, state: LinkState, ended_at: datetime | None
) -> Response[Any]:
    """For a link that opens nothing any more: what became of it, and how to get a new one."""
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "problems/link.html", status=410, reference=reference, state=state.value,
            ended_at=ended_at, sent_to="",
        )  # fmt: skip


@get("/problems/{reference:str}/link", include_in_schema=False)
async def ask_for_link(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "problems/link.html", reference=read_reference(reference), state="", ended_at=None,
            sent_to="",
        )  # fmt: skip


@post("/problems/{reference:str}/link/code", status_code=200, include_in_schema=False, guards=[limited(CODES)])
async def send_link_code(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[str]:
    """The same page for every address."""
    errors: dict[str, str] = {}
    typed = await typed_into(request)
    try:
        wanted = read_form(LinkRequest, await request.body())
        async with request.app.state.database.transaction() as tx:
            await link.ask_for_code(tx, read_reference(reference), wanted)
    except Invalid as fault:
        errors = by_field(fault.faults)
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "problems/link.html", status=422 if errors else 200, typed=typed, errors=errors,
            reference=read_reference(reference), state="", ended_at=None,
            sent_to="" if errors else str(typed.get("email", "")),
        )  # fmt: skip


@post("/problems/{reference:str}/link", include_in_schema=False, guards=[limited(CODES)])
async def renew_link(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    typed = await typed_into(request)
    try:
        answer = read_form(LinkAnswer, await request.body())
        async with request.app.state.database.transaction() as tx:
            made = await link.renew(tx, actor, read_reference(reference), answer)
        if made is None:
            raise mail_code.wrong_code()
    except Invalid as fault:
        async with request.app.state.database.reading() as tx:
            return await page(
                tx, request, actor, "problems/link.html", status=422, typed=typed, errors=by_field(fault.faults),
                reference=read_reference(reference), state="", ended_at=None, sent_to=str(typed.get("email", "")),
            )  # fmt: skip
    return see_other(f"/problems/{made.reference}?renewed=yes", [follow_cookie(request, made.follow_key)])


router = Router(path="/", route_handlers=[ask_for_link, send_link_code, renew_link])
