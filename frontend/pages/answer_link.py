"""The small page that a link in a letter opens: what would happen, and the button that makes it happen."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import Unit
from api.engagements import answering_by_mail
from api.engagements.answering_by_mail import Offered
from api.errors import Conflict, Expired, Invalid, NotFound, WrongState
from api.problems import queries as problems
from api.reading import read_form
from api.routing import triage
from api.routing.answer_link import Offer
from db.database import Transaction
from frontend.forms import see_other
from frontend.pages.engagement_words import credits_in_words, term_in_words
from frontend.pages.referral_page import best_of, offered_for
from frontend.rendering import page


class Confirmed(msgspec.Struct, frozen=True):
    """The department that the reader was shown, where the link passes on."""

    department: str = ""


async def _next_best(tx: Transaction, request: Request[Any, Any, Any], offered: Offered) -> Unit | None:
    if offered.link.answer is not Offer.PASS_ON:
        return None
    referral = offered.referral
    problem = await problems.by_id(tx, referral.problem_id)
    assert problem is not None
    units = await departments.departments(tx, tx.now.date())
    return best_of(await offered_for(tx, request, problem, units, referral.unit_id))


async def _show(
    request: Request[Any, Any, Any], actor: Actor, token: str, *, status: int = 200, changed: bool = False
) -> Response[Any]:
    async with request.app.state.database.reading() as tx:
        offered = await answering_by_mail.look(tx, token)
        is_over = offered.is_over(tx)
        to = await _next_best(tx, request, offered)
        forms = await departments.forms_of(tx, offered.referral.unit_id)
        form = next((f for f in forms if offered.acceptance and f.code == offered.acceptance.form), None)
        possible = form is not None if offered.link.answer is Offer.ACCEPT else to is not None
        possible = possible or offered.link.answer is Offer.DECLINE
        return await page(
            tx, request, actor, "routing/answer_link.html", status=410 if is_over else status, token=token,
            offered=offered, referral=offered.referral, to=to, form=form,
            is_over=is_over, possible=possible, changed=changed, status_words=triage.STATUS_WORDS,
            why_not=answering_by_mail.why_not(offered.referral.language), credits_in_words=credits_in_words,
            term_in_words=term_in_words,
        )  # fmt: skip


@get("/answer/{token:str}", include_in_schema=False)
async def look(request: Request[Any, Any, Any], actor: Actor, token: str) -> Response[Any]:
    return await _show(request, actor, token)


@post("/answer/{token:str}", include_in_schema=False)
async def answer(request: Request[Any, Any, Any], actor: Actor, token: str) -> Response[Any]:
    """What was shown and nothing else: when another department would get it by now, the reader is asked anew."""
    confirmed = read_form(Confirmed, await request.body())
    try:
        async with request.app.state.database.transaction() as tx:
            offered = await answering_by_mail.look(tx, token)
            to = await _next_best(tx, request, offered) if offered.can_be_taken else None
            if to is not None and to.code != confirmed.department:
                raise Conflict
            await answering_by_mail.answer(tx, token, to=to.code if to else "")
    except NotFound:
        raise
    except (Conflict, WrongState, Invalid, Expired):
        return await _show(request, actor, token, status=409, changed=True)
    return see_other(f"/answer/{token}")


router = Router(path="/", route_handlers=[look, answer])
