"""Taking an answer back for a quarter of an hour, while nobody has built on it.

What an acceptance opened lies above this context: `engagements.undoing` calls it off and comes here for the rest.
"""

from datetime import timedelta
from uuid import UUID

from api.accounts.actor import Actor
from api.errors import Conflict, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.problems import queries as problems
from api.problems.lifecycle import move
from api.problems.problem import ENDED, Problem, ProblemStatus
from api.routing import queries, rules
from api.routing.referral import Referral, ReferralStatus
from api.routing.triage import again, decide
from db import outbox
from db.database import Transaction

WITHIN = timedelta(minutes=15)

UNDONE = {
    ReferralStatus.ACCEPTED: later("the acceptance was taken back"),
    ReferralStatus.REDIRECTED: later("it was not to be passed on after all"),
    ReferralStatus.DECLINED: later("the no was taken back"),
}

# Where the answer sent the problem: to another unit, or to the desk because nobody was left.
SENT_TO = f"""
select {queries.COLUMNS} from {queries.JOINS}
where r.problem_id = $1 and r.id <> $2 and r.status <> 'withdrawn'
    and (r.redirected_from = $2 or (r.origin = 'fallback' and r.created_at >= $3))
order by r.id limit 20 for update of r
"""  # noqa: S608

TOUCHED = "select exists (select 1 from history where subject_id = $1 and verb <> 'problem.referred')"

# Nothing is learnt from a redirection that was taken back.
FORGET_REDIRECTION = "update referral set redirected_from = null where id = $1"

HELD_AGAIN = """
select exists (
    select 1 from referral where problem_id = $1 and unit_id = $2 and status in ('waiting', 'asked', 'held', 'accepted')
    and id <> $3)
"""

REOPEN = """
update referral set
    status = case when decided_from = 'asked' then 'asked' else 'waiting' end,
    paused_at = case when decided_from = 'asked' then paused_before end,
    first_reply_at = case when decided_from = 'asked' then first_reply_at else nullif(first_reply_at, decided_at) end,
    decided_at = null, decided_by = null, reason = null, note = null, wrong_place = false, decline_code = null,
    decided_from = null,
    paused_before = null
where id = $1 and status = any($2::text[])
"""


async def load(tx: Transaction, actor: Actor, referral_id: UUID) -> tuple[Referral, Problem]:
    """Both locked, when the answer can still be taken back by this actor."""
    referral = await queries.by_id(tx, referral_id, lock=True)
    if referral is None or not rules.may_undo(actor, referral):
        raise NotFound
    problem = await problems.by_id(tx, referral.problem_id, lock=True)
    assert problem is not None
    if referral.status not in UNDONE:
        raise WrongState(_("There is no answer to take back."), state=referral.status.value, allowed=[])
    if referral.decided_at is None or tx.now - referral.decided_at > WITHIN:
        said = _("An answer can be taken back for 15 minutes. Write to the company, or ask the broker desk.")
        raise WrongState(said, state=referral.status.value, allowed=[])
    if problem.status in ENDED - {ProblemStatus.DECLINED}:
        raise too_late(referral, _("The problem has ended meanwhile."))
    if await tx.value(HELD_AGAIN, problem.id, referral.unit_id, referral.id):
        raise too_late(referral, _("It has come back to you already."))
    return referral, problem


def too_late(referral: Referral, said: str) -> WrongState:
    return WrongState(said, state=referral.status.value, allowed=[])


async def call_back(tx: Transaction, actor: Actor, referral: Referral) -> None:
    """Take the problem from where the answer sent it, unless somebody there has begun to look at it."""
    reason = UNDONE[referral.status]
    for sent in await tx.rows(Referral, SENT_TO, referral.problem_id, referral.id, referral.decided_at):
        if sent.status is not ReferralStatus.WAITING or await tx.value(TOUCHED, sent.id):
            said = _("%(unit)s has it in hand already, so it can't be taken back.", unit=sent.unit_name)
            raise too_late(referral, said)
        await decide(tx, actor, sent, ReferralStatus.WITHDRAWN, reason=reason)
        await tx.run(FORGET_REDIRECTION, sent.id)


async def reopen(tx: Transaction, actor: Actor, referral: Referral, problem: Problem) -> Referral:
    """It waits again as it did, by its old dates; `problem` as it stands now."""
    if not await tx.run(REOPEN, referral.id, [referral.status.value]):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    reason = UNDONE[referral.status]
    if problem.status is ProblemStatus.DECLINED:
        await move(tx, problem, ProblemStatus.WAITING)
        await history.record(
            tx, actor, "problem.reopened", problem.id, reason=reason, now=tx.now, problem_id=problem.id,
            organisation_id=problem.organisation_id,
        )  # fmt: skip
    await history.record(
        tx, actor, "referral.undone", referral.id, reason=reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id, detail={"was": referral.status.value},
    )  # fmt: skip
    await outbox.put(tx, "referral.undone", referral.id, was=referral.status.value)
    opened = await again(tx, referral.id)
    if opened.answer_due_at is not None and opened.answer_due_at <= tx.now:
        # The clock has been through this time already, and would not say a second time that it is late.
        await tx.run(queries.IS_LATE, referral.id, opened.answer_due_at)
    return opened
