"""JSON door of an engagement's agreement: who has signed it."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.body import Body
from api.engagements import signing
from api.engagements.signing import Signing
from api.idempotency import once
from api.references import read_reference
from db.database import Transaction


class SignatureShown(msgspec.Struct, frozen=True):
    """`on_paper`: recorded by the supervisor."""

    name: str
    for_organisation: bool
    signed_at: datetime
    on_paper: bool


class SignaturesShown(msgspec.Struct, frozen=True):
    items: list[SignatureShown]


async def _show(tx: Transaction, actor: Actor, reference: str) -> SignaturesShown:
    found = await signing.signatures(tx, actor, reference)
    return SignaturesShown([SignatureShown(s.name, s.for_organisation, s.signed_at, s.on_paper) for s in found])


@get("/engagements/{reference:str}/signatures", operation_id="list_signatures")
async def list_signatures(request: Request[Any, Any, Any], actor: Actor, reference: str) -> SignaturesShown:
    need_scope(actor, "engagements:read")
    async with request.app.state.database.reading() as tx:
        return await _show(tx, actor, read_reference(reference))


@post("/engagements/{reference:str}/signatures", operation_id="sign_agreement", dto=Body[Signing])
async def sign_agreement(
    request: Request[Any, Any, Any], actor: Actor, reference: str, data: Signing
) -> Response[bytes]:
    """For oneself; the supervisor also records what others have signed on paper."""
    need_scope(actor, "engagements:write")

    async def work(tx: Transaction) -> SignaturesShown:
        await signing.sign(tx, actor, read_reference(reference), data)
        return await _show(tx, actor, read_reference(reference))

    return await once(request, actor, work)


router = Router(path="/", route_handlers=[list_signatures, sign_agreement], tags=["engagements"])
