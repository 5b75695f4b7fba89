"""Raising a flag, giving a second opinion on it, and settling it; an unsettled one keeps a problem from acceptance."""

from uuid import UUID

from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments.unit import UnitKind
from api.errors import Conflict, Fault, Invalid, NotFound, WrongState
from api.history import history
from api.language import _
from api.routing import flag, queries, rules
from api.routing.flag import KIND_WORDS, TRANSITIONS, Flag, FlagStatus, Opinion, Raising, Resolution
from api.routing.referral import Referral
from api.routing.triage import load
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


async def raise_flag(tx: Transaction, actor: Actor, referral_id: UUID, raising: Raising) -> Flag:
    referral, problem = await load(tx, actor, referral_id, moving_on=True)
    if not referral.is_open:
        raise WrongState(
            _("It can be raised while the problem waits for an answer."), state=referral.status.value, allowed=[]
        )
    asked = None
    if raising.second_opinion:
        asked = await departments.unit_by_code(tx, raising.second_opinion)
        if asked is None or (asked.valid_to is not None and asked.valid_to <= tx.now.date()):
            raise Invalid([Fault("/second_opinion", _("There is no department with this code."))])
        if asked.id == referral.unit_id:
            raise Invalid([Fault("/second_opinion", _("A second opinion comes from somebody else."))])
    flag_id = new_id()
    status = FlagStatus.ASKED if asked else FlagStatus.RAISED
    await tx.run(
        flag.INSERT, flag_id, problem.id, referral.id, raising.kind, status, raising.note, actor.person_id,
        actor.name, tx.now, asked.id if asked else None,
    )  # fmt: skip
    # The company reads that it was raised and of which kind; the note is for the university.
    await history.record(
        tx, actor, "flag.raised", flag_id, reason=KIND_WORDS[raising.kind], now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "flag.raised", flag_id)
    return await _again(tx, flag_id)


async def advise(tx: Transaction, actor: Actor, flag_id: UUID, opinion: Opinion) -> Flag:
    """By whoever was asked, or the desk; not by whoever raised it."""
    found = await _load(tx, actor, flag_id)
    if not may_advise(actor, found):
        raise NotFound
    require_step(TRANSITIONS, found.status, FlagStatus.ADVISED, _("An opinion has been given already."))
    if not await tx.run(
        flag.ADVISE, found.id, leading_to(TRANSITIONS, FlagStatus.ADVISED), opinion.text, opinion.goes_ahead,
        actor.person_id, actor.name, tx.now,
    ):  # fmt: skip
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await _record(tx, actor, "flag.advised", found, KIND_WORDS[found.kind], found.asked_unit_id)
    await outbox.put(tx, "flag.advised", found.id)
    return await _again(tx, flag_id)


async def resolve(tx: Transaction, actor: Actor, flag_id: UUID, resolution: Resolution) -> Flag:
    """By a department that the problem lies with, or the desk: it can be accepted again."""
    found = await _load(tx, actor, flag_id)
    if not may_resolve(actor, found, await queries.of_problem(tx, found.problem_id)):
        raise NotFound
    said = _("A second opinion has been asked for. It is heard before this is settled.")
    require_step(TRANSITIONS, found.status, FlagStatus.RESOLVED, said)
    if not await tx.run(
        flag.RESOLVE, found.id, leading_to(TRANSITIONS, FlagStatus.RESOLVED), resolution.text, actor.person_id,
        actor.name, tx.now,
    ):  # fmt: skip
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await _record(tx, actor, "flag.resolved", found, resolution.text, found.unit_id)
    await outbox.put(tx, "flag.resolved", found.id)
    return await _again(tx, flag_id)


async def require_settled(tx: Transaction, referral: Referral) -> None:
    if await flag.stands_in_the_way(tx, referral.problem_id):
        raise WrongState(
            _("A question about this problem must be settled before it is accepted. It stands on its page."),
            state="flagged", allowed=[s.value for s in (FlagStatus.RESOLVED,)],
        )  # fmt: skip


async def seen_by(tx: Transaction, actor: Actor, flag_id: UUID) -> Flag:
    found = await flag.by_id(tx, flag_id)
    if found is None or not may_see(actor, found, await queries.of_problem(tx, found.problem_id)):
        raise NotFound
    return found


def may_see(actor: Actor, found: Flag, referrals: list[Referral]) -> bool:
    """The departments that have or had the problem, whoever was asked, and the desk."""
    units = {r.unit_id for r in referrals if r.unit_kind is UnitKind.DEPARTMENT}
    return may_advise(actor, found) or bool(units & actor.units_as(Role.CONTACT))


def may_advise(actor: Actor, found: Flag) -> bool:
    if actor.person_id is not None and actor.person_id == found.raised_by:
        return False
    asked = found.asked_unit_id
    return rules.is_desk(actor) or (asked is not None and actor.speaks_for(asked, Role.CONTACT))


def may_resolve(actor: Actor, found: Flag, referrals: list[Referral]) -> bool:
    lies_with = {r.unit_id for r in referrals if r.is_open and r.unit_kind is UnitKind.DEPARTMENT}
    return rules.is_desk(actor) or bool(lies_with & actor.units_as(Role.CONTACT))


async def _load(tx: Transaction, actor: Actor, flag_id: UUID) -> Flag:
    await seen_by(tx, actor, flag_id)
    found = await flag.by_id(tx, flag_id, lock=True)
    assert found is not None
    return found


async def _record(tx: Transaction, actor: Actor, verb: str, found: Flag, reason: str, unit_id: UUID | None) -> None:
    await history.record(
        tx, actor, verb, found.id, reason=reason, now=tx.now, problem_id=found.problem_id,
        organisation_id=found.organisation_id, unit_id=unit_id,
    )  # fmt: skip


async def _again(tx: Transaction, flag_id: UUID) -> Flag:
    found = await flag.by_id(tx, flag_id)
    assert found is not None
    return found
