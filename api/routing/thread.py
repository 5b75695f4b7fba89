"""What the company and the departments say to each other, at any time while the problem is open.

A question stops a department's clock and an answer sets it going again; a message moves nothing.
"""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.accounts.person import Person
from api.errors import Fault, Invalid, NotFound, TooMany
from api.history import history
from api.language import _, later
from api.problems import attachment
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.problems.attachment import SentFile
from api.problems.problem import Message, Problem
from api.routing import queries
from api.routing.referral import Referral, ReferralStatus
from db import outbox
from db.database import Transaction
from db.ids import new_id

MESSAGES_A_DAY = 40

SAY = """
insert into message (id, problem_id, referral_id, kind, author_id, author_name, body, sent_at, from_company, mail_id)
values ($1, $2, $3, 'message', $4, $5, $6, $7, $8, $9)
"""

SAID_TODAY = """
select count(*) from message
where problem_id = $1 and kind = 'message' and from_company = $2 and sent_at > $3::timestamptz - interval '1 day'
"""

SUPERVISORS = """
select p.id, p.email, p.name, p.language, p.phone from engagement e join person p on p.id = e.supervisor_id
where e.referral_id = $1 and e.status in ('open', 'running')
"""

ALL_SUPERVISORS = """
select p.id, p.email, p.name, p.language, p.phone from engagement e join person p on p.id = e.supervisor_id
where e.referral_id = $1 and e.status <> 'cancelled'
"""


class Said(msgspec.Struct, frozen=True):
    """`referral_id` names the one department that it is meant for; left out, everyone who has the problem hears it.

    `attachments` are files that were sent ahead.
    """

    text: Annotated[str, Meta(min_length=1, max_length=8000)]
    referral_id: UUID | None = None
    attachments: Annotated[list[UUID], Meta(max_length=10)] = []


class Reply(msgspec.Struct, frozen=True):
    """What somebody of a department writes to the company."""

    text: Annotated[str, Meta(min_length=1, max_length=8000)]
    attachments: Annotated[list[UUID], Meta(max_length=10)] = []


def has_it(referral: Referral) -> bool:
    return referral.is_open or referral.status is ReferralStatus.ACCEPTED


async def write(
    tx: Transaction, actor: Actor, reference: str, said: Said, *, files: list[SentFile] | None = None,
    mail_id: str | None = None,
) -> Message:  # fmt: skip
    """The company's words to those who have its problem. `mail_id` is that of the mail that brought them."""
    problem = await problems.by_reference(tx, reference)
    if problem is None or not problem_rules.speaks_for_poster(actor, problem):
        raise NotFound
    problem, _side = await attachment.load_as_party(tx, actor, reference)
    meant = [r for r in await queries.of_problem(tx, problem.id) if has_it(r) and r.id == said.referral_id]
    if said.referral_id is not None and not meant:
        raise Invalid([Fault("/referral_id", _("This department does not have the problem any more."))])
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    referral = meant[0] if meant else None
    return await _say(tx, author, problem, referral, said.text, True, files or [], said.attachments, mail_id)


async def write_from(
    tx: Transaction, actor: Actor, referral_id: UUID, reply: Reply, *, files: list[SentFile] | None = None,
    mail_id: str | None = None,
) -> Message:  # fmt: skip
    """A department's words to the company, from a contact, a supervisor or the desk."""
    referral = await queries.by_id(tx, referral_id)
    problem = await problems.by_id(tx, referral.problem_id) if referral else None
    if referral is None or problem is None or not has_it(referral) or not await may_write(tx, actor, referral):
        raise NotFound
    problem = await _open(tx, actor, problem)
    return await _say(tx, actor, problem, referral, reply.text, False, files or [], reply.attachments, mail_id)


async def _open(tx: Transaction, actor: Actor, problem: Problem) -> Problem:
    found, _from_company = await attachment.load_as_party(tx, actor, problem.reference)
    return found


async def may_write(tx: Transaction, actor: Actor, referral: Referral) -> bool:
    if actor.person_id is None:
        return False
    if problem_rules.is_desk(actor) or actor.speaks_for(referral.unit_id, *problem_rules.ANSWERING):
        return True
    return actor.person_id in {one.id for one in await supervisors(tx, referral.id)}


async def supervisors(tx: Transaction, referral_id: UUID) -> list[Person]:
    """Of the work that an accepted referral has become."""
    return await tx.rows(Person, SUPERVISORS, referral_id)


async def all_supervisors(tx: Transaction, referral_id: UUID) -> list[Person]:
    """Of work that is done, too."""
    return await tx.rows(Person, ALL_SUPERVISORS, referral_id)


async def _say(
    tx: Transaction, author: Actor, problem: Problem, referral: Referral | None, text: str, from_company: bool,
    files: list[SentFile], sent_ahead: list[UUID], mail_id: str | None,
) -> Message:  # fmt: skip
    if int(await tx.value(SAID_TODAY, problem.id, from_company, tx.now)) >= MESSAGES_A_DAY:
        raise TooMany(_("That is a lot of messages for one day. Call each other, or go on tomorrow."), retry_after=3600)
    message_id, referral_id = new_id(), referral.id if referral else None
    await tx.run(
        SAY, message_id, problem.id, referral_id, author.person_id, author.name, text, tx.now, from_company, mail_id
    )
    await attachment.take_in(tx, author, problem, files, from_company=from_company, message_id=message_id)
    await attachment.bind(tx, problem, message_id, sent_ahead, from_company=from_company)
    await history.record(
        tx, author, "message.sent", message_id, reason=later("written in the thread"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id, unit_id=referral.unit_id if referral else None,
    )  # fmt: skip
    await outbox.put(tx, "message.sent", message_id)
    return next(m for m in await problems.messages(tx, problem.id) if m.id == message_id)
