"""The company says that its problem lies in the wrong place. That decides nothing: the holder and the desk hear it."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.errors import NotFound, WrongState
from api.history import history
from api.language import _
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.problems.problem import Problem
from api.routing import queries
from api.routing.answering import whose_turn
from db import outbox
from db.database import Transaction

OBJECTED = "select exists (select 1 from history where subject_id = $1 and verb = 'referral.disputed')"


class WrongPlace(msgspec.Struct, frozen=True):
    """`referral_id` says which of several; left out, the one whose turn it is."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]
    referral_id: UUID | None = None


async def object_to(tx: Transaction, actor: Actor, reference: str, said: WrongPlace) -> Problem:
    """Once for each place where it lies, in the company's words; the routing learns from what departments do alone."""
    problem = await problems.by_reference(tx, reference, lock=True)
    if problem is None or not problem_rules.speaks_for_poster(actor, problem):
        raise NotFound
    held = [r for r in await queries.of_problem(tx, problem.id) if r.is_open]
    named = [r for r in held if r.id == said.referral_id] if said.referral_id else held
    referral = whose_turn(named)
    if referral is None:
        raise WrongState(_("It lies with no department just now."), state=problem.status.value, allowed=[])
    if await tx.value(OBJECTED, referral.id):
        raise WrongState(_("You have told them already. They and the desk have read it."), state="told", allowed=[])
    author = actor if actor.is_signed_in else Actor(name=problem.contact_name)
    await history.record(
        tx, author, "referral.disputed", referral.id, reason=said.text, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "referral.disputed", referral.id)
    return problem
