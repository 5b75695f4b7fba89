"""Signing in with a mailed code. Feide gets its own module beside this one, and ends in the same session."""

from uuid import UUID

import msgspec

from api.accounts import mail_code, person, session
from api.accounts.actor import Actor
from api.accounts.mail_code import Purpose
from api.errors import NotFound
from api.history import history
from api.language import Language, later
from api.reading import Email
from db import outbox
from db.database import Transaction

CODES_IN_A_QUARTER = 5


class CodeRequest(msgspec.Struct, frozen=True):
    email: Email


class CodeAnswer(msgspec.Struct, frozen=True):
    email: Email
    code: str


async def ask_for_code(tx: Transaction, request: CodeRequest, language: Language) -> None:
    """Mail a code to a known address that has not had many just now; otherwise do nothing, and show the same."""
    email = request.email.lower()
    known = await person.by_email(tx, email)
    if known is None:
        return
    if await mail_code.issued_recently(tx, Purpose.SIGN_IN, email) >= CODES_IN_A_QUARTER:
        return
    code = await mail_code.issue(tx, Purpose.SIGN_IN, email)
    await outbox.put(tx, "sign_in.code_issued", known.id, code=code, language=language.value)


async def sign_in(tx: Transaction, answer: CodeAnswer, user_agent: str) -> str | None:
    """A new session's token, or None when the code is wrong (commit that: it costs a try)."""
    email = answer.email.lower()
    if not await mail_code.consume(tx, Purpose.SIGN_IN, email, None, answer.code):
        return None
    known = await person.by_email(tx, email)
    return await begin(tx, known, user_agent) if known else None


async def begin(tx: Transaction, who: person.Person, user_agent: str) -> str:
    """A session for somebody who has just proved who they are."""
    actor = Actor(person_id=who.id, name=who.name, email=who.email)
    await history.record(tx, actor, "session.opened", who.id, reason=later("signed in"), now=tx.now)
    return await session.open_session(tx, who.id, user_agent)


async def sign_out(tx: Transaction, actor: Actor) -> None:
    if actor.session_id and actor.person_id:
        await session.end_session(tx, actor.session_id, actor.person_id)
        await history.record(tx, actor, "session.ended", actor.person_id, reason=later("signed out"), now=tx.now)


async def end_session(tx: Transaction, actor: Actor, session_id: UUID) -> None:
    """One of one's own sessions, such as that of a telephone that was lost."""
    if actor.person_id is None or not await session.end_session(tx, session_id, actor.person_id):
        raise NotFound
    await history.record(
        tx, actor, "session.ended", actor.person_id, reason=later("ended in the list of sessions"), now=tx.now
    )
