"""The broker desk's board."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.errors import Conflict
from api.language import later
from api.oversight import desk, strangers
from api.oversight.hanging import by_a_thread
from api.routing import queries
from frontend.forms import see_other
from frontend.pages.oversight import share
from frontend.pages.people import LACKS
from frontend.rendering import page

# What did not happen, for people; a topic that is not here goes by its own name.
TOPICS = {
    "sign_in.code_issued": later("Send somebody the code to sign in with"),
    "problem.code_issued": later("Send a company the code for its problem"),
    "problem.submitted": later("Put a problem in front of departments"),
    "problem.taken_in": later("Tell a company what the desk wrote down for it"),
    "problem.routed": later("Tell a company where its problem went"),
    "referral.created": later("Tell a department of a new problem"),
    "referral.overdue": later("Remind a department of an answer"),
    "referral.asked": later("Send a company a question"),
    "referral.answered": later("Tell a department of a company's answer"),
    "referral.accepted": later("Tell a company of a yes"),
    "referral.declined": later("Tell a company of a no"),
    "referral.taken": later("Tell a contact of a problem that is theirs to answer"),
    "referral.undone": later("Tell a company of an answer that was taken back"),
    "digest.due": later("Send a contact the letter of the day"),
    "engagement.completed": later("Plan the follow-ups of completed work"),
    "departure.received": later("Tell somebody what they take over"),
    "unit.change_decided": later("Tell departments that one of them changes"),
    "need.published": later("Find problems that a course seeks"),
    "need.met": later("Tell a teacher of a problem that fits"),
    "absence.begun": later("Tell who stands in for somebody"),
    "absence.ended": later("Tell somebody what is theirs again"),
    "unit.unattended": later("Tell the desk that nobody is there"),
    "person.appointed": later("Tell somebody that they answer for a department"),
    "person.dismissed": later("Give what somebody held to a colleague"),
    "organisation.invited": later("Send an invitation to join an organisation"),
    "organisation.register_asked": later("Look up an organisation in the register"),
    "register.changes_asked": later("Read what has changed in the register"),
    "mail.written": later("Send a mail"),
}


@get("/desk", include_in_schema=False)
async def board(request: Request[Any, Any, Any], actor: Actor, done: str = "") -> Response[str]:
    return await _show(request, actor, done=done)


async def _show(
    request: Request[Any, Any, Any], actor: Actor, *, status: int = 200, done: str = "", notice: str = ""
) -> Response[str]:
    need_scope(actor, "referrals:read")
    async with request.app.state.database.reading() as tx:
        found, odd = await desk.board(tx, actor), await strangers.to_look_at(tx, actor)
        hanging = await by_a_thread(tx, actor)
        moved = None
        if done and done != "revived":
            try:
                moved = await queries.by_id(tx, UUID(done))
            except ValueError:
                moved = None
        return await page(
            tx, request, actor, "oversight/desk.html", status=status, board=found, odd=odd, moved=moved,
            revived=done == "revived", notice_text=notice, topics=TOPICS, at_most=desk.AT_MOST,
            hanging=hanging, lack_words=LACKS, share_in_words=share,
        )  # fmt: skip


@post("/desk/facts/{fact_id:int}/revival", include_in_schema=False)
async def revive(request: Request[Any, Any, Any], actor: Actor, fact_id: int) -> Response[Any]:
    need_scope(actor, "referrals:write")
    try:
        async with request.app.state.database.transaction() as tx:
            await desk.revive(tx, actor, fact_id)
    except Conflict as refusal:
        return await _show(request, actor, status=409, notice=refusal.said)
    return see_other("/desk?done=revived")


router = Router(path="/", route_handlers=[board, revive])
