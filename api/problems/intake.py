"""A problem that came by phone, mail or over a cup of coffee, written down by the desk on somebody's behalf."""

from enum import StrEnum

from api.accounts.actor import Actor, Role
from api.errors import NotFound
from api.history import history
from api.language import Language
from api.problems import submission
from api.problems.problem import Posting, ProblemStatus
from api.problems.submission import Submitted
from db import outbox
from db.database import Transaction

TAKEN_IN = "update problem set heard_by = $2, taken_in_by = $3 where id = $1"


class HeardBy(StrEnum):
    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"


class Intake(Posting, frozen=True, kw_only=True):
    """A posting in the words of whoever called; `heard_by` says how it came."""

    heard_by: HeardBy


async def take_in(tx: Transaction, actor: Actor, intake: Intake, *, language: Language) -> Submitted:
    """It goes on at once. The company gets a letter with its private link, to see and to mend what was understood."""
    if not actor.has(Role.DESK):
        raise NotFound
    written_in = intake.language or language
    contact, home = await submission.whose(tx, intake, None, written_in)
    made = await submission.keep(tx, intake, home.id, contact.id, ProblemStatus.SUBMITTED, written_in)
    await tx.run(TAKEN_IN, made.id, intake.heard_by, actor.person_id)
    await history.record(
        tx, actor, "problem.taken_in", made.id, reason=intake.heard_by.value, now=tx.now, problem_id=made.id,
        organisation_id=home.id,
    )  # fmt: skip
    await outbox.put(tx, "problem.submitted", made.id)
    await outbox.put(tx, "problem.taken_in", made.id, key=made.follow_key)
    return made
