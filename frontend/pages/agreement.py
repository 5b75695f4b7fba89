"""The agreement of an engagement on its page: who has signed it, and the files that it opens."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, post

from api.accounts.actor import Actor
from api.engagements import signing
from api.engagements.engagement import Engagement, EngagementStatus
from api.engagements.signing import Signature, Signing
from api.errors import Invalid, NotAllowed, WrongState
from api.problems import rules
from api.problems.attachment_routes import AttachmentsShown, attachments_seen
from api.problems.problem import Problem
from api.reading import read_form
from api.references import read_reference
from db.database import Transaction
from frontend.forms import see_other, typed_into
from frontend.rendering import by_field


class AgreementShown(msgspec.Struct, frozen=True):
    """`may_sign`: the reader has a part in it, has not signed, and it has not ended. `records`: is the supervisor."""

    signed: list[Signature]
    may_sign: bool
    records: bool
    files: AttachmentsShown | None


async def agreement_of(tx: Transaction, actor: Actor, engagement: Engagement, problem: Problem) -> AgreementShown:
    """For a party of it. The files are for those who may open them."""
    signed = await signing.signatures(tx, actor, engagement.reference)
    going_on = engagement.status in (EngagementStatus.OPEN, EngagementStatus.RUNNING)
    for_company = rules.speaks_for_poster(actor, problem)
    own = {one.person_id for one in signed} if not for_company else {o.person_id for o in signed if o.for_organisation}
    has_signed = bool(own) if for_company else actor.person_id in own
    takes_part = for_company or await signing.takes_part(tx, engagement, actor)
    opens = await rules.may_see(tx, actor, problem) or await rules.may_open_annex(tx, actor, problem)
    return AgreementShown(
        signed,
        going_on and takes_part and not has_signed,
        going_on and actor.person_id == engagement.supervisor_id,
        await attachments_seen(tx, actor, problem) if opens else None,
    )


@post("/engagements/{reference:str}/signatures", include_in_schema=False)
async def sign(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    from frontend.pages.engagements import show_work  # it shows what stands here

    try:
        wanted = read_form(Signing, await request.body())
        async with request.app.state.database.transaction() as tx:
            await signing.sign(tx, actor, read_reference(reference), wanted)
    except Invalid as refusal:
        typed, errors = {**await typed_into(request), "step": "signature"}, by_field(refusal.faults)
        return await show_work(request, actor, reference, status=422, typed=typed, errors=errors)
    except (WrongState, NotAllowed) as refusal:
        return await show_work(request, actor, reference, status=409, typed={"step": "signature"}, refused=refusal.said)
    return see_other(f"/engagements/{read_reference(reference)}#agreement")


router = Router(path="/", route_handlers=[sign])
