"""The same problem posted twice by one organisation: the newer goes into the older."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.errors import Conflict, Fault, Invalid
from api.history import history
from api.language import _
from api.problems import queries as problems
from api.problems.problem import TRANSITIONS, Problem, ProblemStatus
from api.references import read_reference
from api.routing import queries, rules
from api.routing.referral import ReferralStatus
from api.routing.triage import decide, load
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction

JOIN = """
update problem set status = 'joined', joined_into = $2, ended_at = $3 where id = $1 and status = any($4::text[])
"""

# The same organisation's, posted before this one and still alive, that a department of the reader's has or had.
OLDER = """
select p.reference, p.title from problem p join problem own on own.id = $1
where p.organisation_id = own.organisation_id and p.id < own.id and p.status in ('submitted', 'waiting', 'engaged')
    and ($2::uuid[] is null or exists (
        select 1 from referral r where r.problem_id = p.id and r.unit_id = any($2)
            and r.status in ('waiting', 'asked', 'held', 'accepted')))
order by p.id desc limit 20
"""


class Join(msgspec.Struct, frozen=True):
    into: Annotated[str, Meta(min_length=1, max_length=40)]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class Older(msgspec.Struct, frozen=True):
    reference: str
    title: str


async def older_ones(tx: Transaction, actor: Actor, problem_id: UUID) -> list[Older]:
    """What a newer one could be joined into by this actor."""
    units = None if rules.is_desk(actor) else sorted(actor.units_as(Role.CONTACT))
    return await tx.rows(Older, OLDER, problem_id, units)


async def join(tx: Transaction, actor: Actor, referral_id: UUID, told: Join) -> Problem:
    """By the desk, or a department that has both. Its words and messages stay where they are."""
    referral, problem = await load(tx, actor, referral_id, moving_on=True)
    older = await problems.by_reference(tx, read_reference(told.into))
    allowed = {one.reference for one in await older_ones(tx, actor, problem.id)}
    if older is None or older.reference not in allowed:
        said = _("Choose an older problem of the same organisation that is alive and lies with you.")
        raise Invalid([Fault("/into", said)])
    said = _("It can be joined while it waits for an answer.")
    require_step(TRANSITIONS, problem.status, ProblemStatus.JOINED, said)
    for lying in await queries.of_problem(tx, problem.id):
        if lying.is_open:
            await decide(tx, actor, lying, ReferralStatus.WITHDRAWN, reason=told.reason)
    if not await tx.run(JOIN, problem.id, older.id, tx.now, leading_to(TRANSITIONS, ProblemStatus.JOINED)):
        raise Conflict(_("Somebody else has just changed this problem. Look at it again."))
    await history.record(
        tx, actor, "problem.joined", problem.id, reason=told.reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id, detail={"into": older.reference},
    )  # fmt: skip
    await history.record(
        tx, actor, "problem.took_in", older.id, reason=told.reason, now=tx.now, problem_id=older.id,
        organisation_id=older.organisation_id, unit_id=referral.unit_id, detail={"newer": problem.reference},
    )  # fmt: skip
    await outbox.put(tx, "problem.joined", problem.id, into=str(older.id), reason=told.reason)
    found = await problems.by_id(tx, problem.id)
    assert found is not None
    return found
