"""JSON door of private links."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, Router, post

from api.accounts import mail_code
from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.accounts.routes import Accepted
from api.body import Body
from api.problems import link
from api.problems.link import LinkAnswer, LinkRequest
from api.problems.routes import follow_url
from api.rate_limit import CODES, limited
from api.references import read_reference


class LinkShown(msgspec.Struct, frozen=True):
    """`follow_url` is private; the one before it opens nothing any more."""

    reference: str
    follow_url: str
    expires_at: datetime


@post(
    "/problems/{reference:str}/link/code",
    operation_id="ask_for_link",
    dto=Body[LinkRequest],
    status_code=202,
    guards=[limited(CODES)],
)
async def ask_for_link(request: Request[Any, Any, Any], reference: str, data: LinkRequest) -> Accepted:
    """Mails a code to the address that the problem was posted with; the same answer for any other."""
    async with request.app.state.database.transaction() as tx:
        await link.ask_for_code(tx, read_reference(reference), data)
    return Accepted()


@post("/problems/{reference:str}/link", operation_id="renew_link", dto=Body[LinkAnswer], guards=[limited(CODES)])
async def renew_link(
    request: Request[Any, Any, Any], actor: Actor, reference: str, data: LinkAnswer
) -> Response[LinkShown]:
    """By the poster, or with the mailed code. Calling again makes yet another, so no key is asked for."""
    need_scope(actor, "problems:write")
    async with request.app.state.database.transaction() as tx:
        made = await link.renew(tx, actor, read_reference(reference), data)
    if made is None:
        raise mail_code.wrong_code()
    url = follow_url(request.app.state.settings.base_url, made.reference, made.follow_key)
    return Response(LinkShown(made.reference, url, made.expires_at), status_code=201)


router = Router(path="/", route_handlers=[ask_for_link, renew_link], tags=["problems"])
