"""Files that belong to a problem: taken in, listed, taken away again.

What is sent is kept in the database with the change it comes with, and handed to storage afterwards: so nobody who
posts has to wait for storage, and a file is there exactly when its row is.
"""

import hashlib
import secrets
from datetime import datetime
from typing import IO
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.errors import Fault, Invalid, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.problems import queries, rules
from api.problems.file_kind import Refused, kind_of, safe_name
from api.problems.problem import ENDED, Problem, ProblemStatus
from db import outbox
from db.database import Transaction
from db.ids import new_id

LARGEST = 20 * 2**20
FILES_AT_MOST = 10
PART = 2**20

COLUMNS = """
    id, problem_id, message_id, from_company, author_id, author_name, name, media_type, size, sha256, key, confidential,
    received_at, stored_at
"""

INSERT = """
insert into attachment (id, problem_id, message_id, from_company, author_id, author_name, name, media_type, size,
    sha256, key, confidential, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""

INSERT_PART = "insert into attachment_part (attachment_id, number, bytes) values ($1, $2, $3)"

BY_ID = f"select {COLUMNS} from attachment where id = $1"  # noqa: S608

OF_PROBLEM = f"select {COLUMNS} from attachment where problem_id = $1 order by id limit 100"  # noqa: S608

COUNT = "select count(*) from attachment where problem_id = $1 and from_company = $2"

BIND = """
update attachment set message_id = $1
where id = any($2::uuid[]) and problem_id = $3 and from_company = $4 and message_id is null and not confidential
"""

REMOVE = "delete from attachment where id = $1"


class SentFile(msgspec.Struct, frozen=True):
    """What somebody sends: what they call it, and its bytes from the beginning."""

    name: str
    file: IO[bytes]


class Attachment(msgspec.Struct, frozen=True):
    """Its bytes lie in storage under `key` since `stored_at`, and until then in the database."""

    id: UUID
    problem_id: UUID
    message_id: UUID | None
    from_company: bool
    author_id: UUID | None
    author_name: str
    name: str
    media_type: str
    size: int
    sha256: bytes
    key: str
    confidential: bool
    received_at: datetime
    stored_at: datetime | None


def refused(name: str, why: str) -> Invalid:
    """Says which file, since several may have been sent at once."""
    return Invalid([Fault("/file", _("“%(name)s”: %(why)s", name=name, why=why))])


async def of_problem(tx: Transaction, problem_id: UUID) -> list[Attachment]:
    return await tx.rows(Attachment, OF_PROBLEM, problem_id)


async def attach(tx: Transaction, actor: Actor, reference: str, sent: SentFile, *, confidential: bool) -> Attachment:
    """By the company, or by somebody of a department that has the problem."""
    problem, from_company = await load_as_party(tx, actor, reference)
    if confidential and not from_company:
        raise Invalid([Fault("/confidential", _("Only the company can send a confidential annex."))])
    added = await take_in(tx, actor, problem, [sent], from_company=from_company, confidential=confidential)
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    await history.record(
        tx, author, "attachment.added", added[0].id, reason=later("a file for those who work with it"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id,
    )  # fmt: skip
    return added[0]


async def load_as_party(tx: Transaction, actor: Actor, reference: str) -> tuple[Problem, bool]:
    """The problem, locked, while it is open, and whether the actor stands on the company's side of it."""
    problem = await queries.by_reference(tx, reference, lock=True)
    if problem is None:
        raise NotFound
    from_company = rules.speaks_for_poster(actor, problem)
    if not from_company and not await rules.holds(tx, actor, problem):
        raise NotFound
    if problem.status is ProblemStatus.UNCONFIRMED:
        said = _("Type the code from your mail first. Then it has somebody to go to.")
        raise WrongState(said, state=problem.status.value, allowed=[])
    if problem.status in ENDED:
        raise WrongState(_("This problem has ended."), state=problem.status.value, allowed=[])
    return problem, from_company


async def take_in(
    tx: Transaction, actor: Actor, problem: Problem, sent: list[SentFile], *, from_company: bool,
    confidential: bool = False, message_id: UUID | None = None,
) -> list[Attachment]:  # fmt: skip
    """All of them or none; the problem is locked, so two at once can't go past the limit."""
    if not sent:
        return []
    if int(await tx.value(COUNT, problem.id, from_company)) + len(sent) > FILES_AT_MOST:
        said = _("There is room for %(count)s files. Take one away first.", count=FILES_AT_MOST)
        raise Invalid([Fault("/file", said)])
    name = actor.name if actor.is_signed_in else problem.contact_name
    author = msgspec.structs.replace(actor, name=name)
    return [await _keep(tx, author, problem, one, from_company, confidential, message_id) for one in sent]


async def _keep(
    tx: Transaction, author: Actor, problem: Problem, sent: SentFile, from_company: bool, confidential: bool,
    message_id: UUID | None,
) -> Attachment:  # fmt: skip
    size, digest = _measure(sent)
    try:
        kind = kind_of(sent.file)
    except Refused as refusal:
        raise refused(sent.name, str(refusal)) from None
    random = secrets.token_hex(16)
    made = Attachment(
        new_id(), problem.id, message_id, from_company, author.person_id, author.name, safe_name(sent.name, kind),
        kind.media_type, size, digest, f"{random[:2]}/{random}", confidential, tx.now, None,
    )  # fmt: skip
    await tx.run(
        INSERT, made.id, made.problem_id, made.message_id, made.from_company, made.author_id, made.author_name,
        made.name, made.media_type, made.size, made.sha256, made.key, made.confidential, made.received_at,
    )  # fmt: skip
    number = 0
    while part := sent.file.read(PART):
        await tx.run(INSERT_PART, made.id, number, part)
        number += 1
    await outbox.put(tx, "attachment.received", made.id)
    return made


def _measure(sent: SentFile) -> tuple[int, bytes]:
    size, digest = 0, hashlib.sha256()
    sent.file.seek(0)
    while part := sent.file.read(PART):
        size += len(part)
        digest.update(part)
        if size > LARGEST:
            raise refused(sent.name, _("this is larger than 20 MB. Send a smaller one, or a link to where it lies."))
    if size == 0:
        raise refused(sent.name, _("there is nothing in it."))
    return size, digest.digest()


async def bind(tx: Transaction, problem: Problem, message_id: UUID, ids: list[UUID], *, from_company: bool) -> None:
    """Files that were sent ahead go with a message."""
    if ids and await tx.run(BIND, message_id, ids, problem.id, from_company) != len(set(ids)):
        raise Invalid([Fault("/attachments", _("One of these files is not there, or goes with something else."))])


async def find(tx: Transaction, actor: Actor, reference: str, attachment_id: UUID) -> Attachment:
    """For somebody who may open it."""
    problem = await queries.by_reference(tx, reference)
    found = await tx.row(Attachment, BY_ID, attachment_id)
    if problem is None or found is None or found.problem_id != problem.id:
        raise NotFound
    allowed = rules.may_open_annex if found.confidential else rules.may_see
    # A signer of the agreement reads the files that are open to all of its parties, too.
    if not await allowed(tx, actor, problem) and not await rules.may_open_annex(tx, actor, problem):
        raise NotFound
    return found


async def remove(tx: Transaction, actor: Actor, reference: str, attachment_id: UUID) -> Problem:
    """By the side that sent it, while the problem is open; what went with a message stays with it."""
    problem, from_company = await load_as_party(tx, actor, reference)
    found = await tx.row(Attachment, BY_ID, attachment_id)
    if found is None or found.problem_id != problem.id or found.from_company != from_company:
        raise NotFound
    if found.confidential and not await rules.may_open_annex(tx, actor, problem):
        raise NotFound
    if found.message_id is not None:
        raise WrongState(_("It was sent with a message, so it stays with it."), state="sent", allowed=[])
    await tx.run(REMOVE, found.id)
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    await history.record(
        tx, author, "attachment.removed", found.id, reason=later("taken away by those who sent it"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "attachment.removed", found.id, key=found.key)
    return problem
