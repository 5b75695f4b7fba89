"""The private link of a problem: how long it opens, and how it is renewed when it is lost, leaked or too old."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import msgspec

from api.accounts import mail_code
from api.accounts.actor import Actor
from api.accounts.mail_code import Purpose
from api.errors import NotFound
from api.history import history
from api.language import later
from api.problems import queries, rules
from api.problems.problem import Problem, ProblemStatus
from api.problems.submission import FOLLOW_LIFETIME, MAILS_AT_MOST
from api.reading import Email
from api.secrets import hashed, new_secret
from db import outbox
from db.database import Transaction

BY_KEY = """
select p.reference, p.follow_expires_at as ended_at, false as replaced from problem p where p.follow_hash = $1
union all
select p.reference, l.replaced_at, true from replaced_link l join problem p on p.id = l.problem_id where l.key_hash = $1
"""

KEEP_REPLACED = "insert into replaced_link (key_hash, problem_id, replaced_at) values ($1, $2, $3)"

RENEW = "update problem set follow_hash = $2, follow_expires_at = $3 where id = $1"


class LinkRequest(msgspec.Struct, frozen=True):
    """Where to send the code for a new link: the address that the problem was posted with."""

    email: Email


class LinkAnswer(msgspec.Struct, frozen=True):
    """With the mailed code, or without anything by whoever holds the link or is signed in."""

    email: Email | None = None
    code: str | None = None


class Renewed(msgspec.Struct, frozen=True):
    reference: str
    follow_key: str
    expires_at: datetime


class LinkState(Enum):
    UNKNOWN = "unknown"
    OPEN = "open"
    EXPIRED = "expired"
    REPLACED = "replaced"


class _Link(msgspec.Struct, frozen=True):
    reference: str
    ended_at: datetime
    replaced: bool


async def state_of(tx: Transaction, reference: str, key: str) -> tuple[LinkState, datetime | None]:
    """What became of a link, and when; a key that was never one, or one of another problem's, is unknown."""
    found = await tx.row(_Link, BY_KEY, hashed(key))
    if found is None or found.reference != reference:
        return LinkState.UNKNOWN, None
    if found.replaced:
        return LinkState.REPLACED, found.ended_at
    # The same clock as in the query that lets somebody in.
    if found.ended_at <= await tx.value(queries.NOW):
        return LinkState.EXPIRED, found.ended_at
    return LinkState.OPEN, found.ended_at


async def ask_for_code(tx: Transaction, reference: str, request: LinkRequest) -> None:
    """Mail a code to whoever posted the problem; otherwise do nothing, and show the same."""
    problem = await queries.by_reference(tx, reference)
    email = request.email.lower()
    if problem is None or problem.contact_email != email or problem.status is ProblemStatus.UNCONFIRMED:
        return
    if await mail_code.issued_recently(tx, Purpose.RENEW_LINK, email) < MAILS_AT_MOST:
        code = await mail_code.issue(tx, Purpose.RENEW_LINK, email, problem.id)
        await outbox.put(tx, "link.code_issued", problem.id, code=code)


async def renew(tx: Transaction, actor: Actor, reference: str, answer: LinkAnswer) -> Renewed | None:
    """A new link in place of the old one, for a year; None when the code is wrong (commit that: it costs a try)."""
    problem = await queries.by_reference(tx, reference, lock=True)
    if answer.code is not None:
        email = (answer.email or actor.email).lower()
        known = problem.id if problem and problem.contact_email == email else None
        if not await mail_code.consume(tx, Purpose.RENEW_LINK, email, known or _NOBODY, answer.code):
            return None
    elif problem is None or not rules.speaks_for_poster(actor, problem):
        raise NotFound
    if problem is None:
        return None
    return await _replace(tx, actor, problem)


_NOBODY = UUID(int=0)


async def _replace(tx: Transaction, actor: Actor, problem: Problem) -> Renewed:
    key, until = new_secret(), tx.now + FOLLOW_LIFETIME
    await tx.run(KEEP_REPLACED, problem.follow_hash, problem.id, tx.now)
    await tx.run(RENEW, problem.id, hashed(key), until)
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    await history.record(
        tx, author, "link.renewed", problem.id, reason=later("a new private link took the old one's place"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "link.renewed", problem.id, key=key)
    return Renewed(problem.reference, key, until)
