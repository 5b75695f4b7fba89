"""Thank you, from the company to those who did the work: once, in its own words, when a problem is completed."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.errors import NotFound, WrongState
from api.history import history
from api.language import _
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.problems.problem import Problem, ProblemStatus
from db import outbox
from db.database import Transaction

THANKED = "select exists (select 1 from history where subject_id = $1 and verb = 'problem.thanked')"


class Thanks(msgspec.Struct, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


async def thank(tx: Transaction, actor: Actor, reference: str, thanks: Thanks) -> Problem:
    """The supervisor and whoever held it get it; it stands in the problem's history for everyone who may see that."""
    problem = await problems.by_reference(tx, reference, lock=True)
    if problem is None or not problem_rules.speaks_for_poster(actor, problem):
        raise NotFound
    if problem.status is not ProblemStatus.COMPLETED:
        said = _("Thank them when the work is completed.")
        raise WrongState(said, state=problem.status.value, allowed=[])
    if await has_thanked(tx, problem):
        raise WrongState(_("You have thanked them already. They have read it."), state="thanked", allowed=[])
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    await history.record(
        tx, author, "problem.thanked", problem.id, reason=thanks.text, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id,
    )  # fmt: skip
    await outbox.put(tx, "problem.thanked", problem.id, text=thanks.text, name=author.name)
    return problem


async def has_thanked(tx: Transaction, problem: Problem) -> bool:
    return bool(await tx.value(THANKED, problem.id))
