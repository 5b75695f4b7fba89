"""Posting a problem: anyone may, in plain words; a mailed code then shows that the mailbox is theirs."""

from datetime import timedelta
from uuid import UUID

import msgspec

from api.accounts import mail_code, person
from api.accounts.actor import Actor
from api.accounts.mail_code import Purpose
from api.accounts.person import Person
from api.errors import Conflict, NotFound
from api.history import history
from api.language import Language, _, later
from api.organisations import membership, organisation
from api.organisations.organisation import Organisation
from api.problems import queries, turning_away
from api.problems.lifecycle import move
from api.problems.problem import TRANSITIONS, Posting, Problem, ProblemStatus
from api.references import new_reference, read_reference
from api.secrets import hashed, new_secret
from api.states import require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id

FOLLOW_LIFETIME = timedelta(days=365)
MAILS_AT_MOST = 5


class Submitted(msgspec.Struct, frozen=True):
    """`follow_key` opens the private follow page; it is shown once and kept as a hash."""

    id: UUID
    reference: str
    status: ProblemStatus
    follow_key: str


class CodeTyped(msgspec.Struct, frozen=True):
    code: str


async def submit(
    tx: Transaction, actor: Actor, posting: Posting, *, language: Language, demo: bool = False
) -> Submitted:
    """A stranger's problem waits for its code; whoever is signed in has shown who they are, and theirs goes on at once.

    `language` is the one the text is written in, when the posting does not say.
    """
    written_in = posting.language or language
    await turning_away.require_welcome(tx, posting.contact.email)
    contact, home = await whose(tx, posting, actor.person_id, written_in, demo=demo)
    status = ProblemStatus.SUBMITTED if actor.is_signed_in else ProblemStatus.UNCONFIRMED
    made = await keep(tx, posting, home.id, contact.id, status, written_in, demo=demo)
    if posting.grew_from:
        await tx.run(queries.GROW_FROM, made.id, read_reference(posting.grew_from))
    author = actor if actor.is_signed_in else Actor(name=contact.name)
    await history.record(
        tx, author, "problem.posted", made.id, reason=later("posted by the organisation"), now=tx.now,
        problem_id=made.id, organisation_id=home.id,
    )  # fmt: skip
    if actor.person_id is not None:
        await membership.admit(tx, home.id, actor.person_id, actor.email, now=tx.now)
        await outbox.put(tx, "problem.submitted", made.id)
    else:
        await _mail_code(tx, made.id, contact.email, made.follow_key)
    return made


async def whose(
    tx: Transaction, posting: Posting, poster_id: UUID | None, language: Language, *, demo: bool = False
) -> tuple[Person, Organisation]:
    """Its contact, and the organisation that is meant; `poster_id` is who types, when that is somebody else."""
    contact = await person.keep(
        tx, posting.contact.email, posting.contact.name, now=tx.now, language=language, phone=posting.contact.phone,
        demo=demo,
    )  # fmt: skip
    home = await organisation.find_or_add(
        tx, poster_id or contact.id, posting.organisation.name, org_number=posting.organisation.number,
        country=posting.organisation.country.upper(), language=language, now=tx.now, demo=demo,
    )  # fmt: skip
    return contact, home


async def keep(
    tx: Transaction,
    posting: Posting,
    organisation_id: UUID,
    contact_id: UUID,
    status: ProblemStatus,
    language: Language,
    *,
    demo: bool = False,
) -> Submitted:
    """The row itself, under a reference that nobody else has."""
    problem_id, key = new_id(), new_secret()
    for _attempt in range(5):
        reference = new_reference("P")
        added = await tx.run(
            queries.INSERT, problem_id, reference, organisation_id, contact_id, status, posting.title,
            posting.description, language, sorted(set(posting.wanted)), posting.earliest_start,
            posting.confidentiality, hashed(key), tx.now + FOLLOW_LIFETIME, demo, tx.now,
            tx.now if status is ProblemStatus.SUBMITTED else None, posting.brief,
        )  # fmt: skip
        if added:
            return Submitted(problem_id, reference, status, key)
    raise Conflict(_("Something went wrong on our side. Send it once more."))


async def _mail_code(tx: Transaction, problem_id: UUID, email: str, key: str) -> None:
    """Nobody's mailbox can be filled by strangers: past the limit the code is not sent, and nothing tells."""
    if await mail_code.issued_recently(tx, Purpose.CONFIRM_PROBLEM, email) < MAILS_AT_MOST:
        code = await mail_code.issue(tx, Purpose.CONFIRM_PROBLEM, email, problem_id)
        await outbox.put(tx, "problem.code_issued", problem_id, code=code, key=key)


async def send_new_code(tx: Transaction, actor: Actor, reference: str, key: str) -> None:
    problem = await queries.by_reference(tx, reference, lock=True)
    if problem is None or problem.id not in actor.problem_ids:
        raise NotFound
    if problem.status is ProblemStatus.UNCONFIRMED:
        await _mail_code(tx, problem.id, problem.contact_email, key)


async def confirm(tx: Transaction, reference: str, typed: CodeTyped) -> Problem | None:
    """The problem, submitted now; None when the code is wrong (commit that: it costs a try)."""
    problem = await queries.by_reference(tx, reference, lock=True)
    if problem is None:
        raise NotFound
    require_step(TRANSITIONS, problem.status, ProblemStatus.SUBMITTED, _("This problem is confirmed already."))
    if not await mail_code.consume(tx, Purpose.CONFIRM_PROBLEM, problem.contact_email, problem.id, typed.code):
        return None
    await move(tx, problem, ProblemStatus.SUBMITTED)
    contact = await person.by_id(tx, problem.contact_id)
    assert contact is not None
    await membership.admit(tx, problem.organisation_id, contact.id, contact.email, now=tx.now)
    author = Actor(person_id=contact.id, name=contact.name)
    await history.record(
        tx, author, "problem.confirmed", problem.id, reason=later("the mailed code was typed"), now=tx.now,
        problem_id=problem.id, organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "problem.submitted", problem.id)
    return msgspec.structs.replace(problem, status=ProblemStatus.SUBMITTED, confirmed_at=tx.now)
