"""Claims: students ask, the supervisor offers, the students accept; the last place goes to exactly one."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.engagements import queries, rules
from api.engagements.claim import TRANSITIONS, Claim, Claiming, ClaimStatus, Refusal
from api.engagements.engagement import Engagement, EngagementStatus
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, SignInNeeded, WrongState
from api.history import history
from api.language import _, later
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


def _require_open(engagement: Engagement) -> None:
    if engagement.status is not EngagementStatus.OPEN:
        raise WrongState(
            _("This is not open for claims any more."), state=engagement.status.value, allowed=[EngagementStatus.OPEN]
        )


async def claim(tx: Transaction, actor: Actor, reference: str, claiming: Claiming) -> Claim:
    if actor.person_id is None:
        raise SignInNeeded
    if not actor.has(Role.STUDENT):
        raise NotAllowed(_("Students claim projects. You are signed in as somebody else."))
    engagement = await queries.by_reference(tx, reference, lock=True)
    if engagement is None:
        raise NotFound
    _require_open(engagement)
    others = {email.lower() for email in claiming.members} - {actor.email}
    if len(others) + 1 > engagement.group_size:
        said = _("A group here has at most %(most)s members.", most=engagement.group_size)
        raise Invalid([Fault("/members", said)])
    claim_id = new_id()
    await tx.run(
        queries.INSERT_CLAIM, claim_id, engagement.id, actor.person_id, claiming.motivation, claiming.rank, tx.now
    )
    members = [actor.person_id]
    for email in sorted(others):
        member = await person.keep(tx, email, email.partition("@")[0], now=tx.now)
        members.append(member.id)
    for member_id in members:
        if not await tx.run(queries.INSERT_MEMBER, claim_id, engagement.id, member_id):
            raise Conflict(
                _("You have claimed this already.")
                if member_id == actor.person_id
                else _("Somebody in your group has claimed this already.")
            )
    await _note(tx, actor, claim_id, engagement.id, "claim.submitted", later("wants to do it"))
    return await _again(tx, claim_id)


async def offer(tx: Transaction, actor: Actor, claim_id: UUID) -> Claim:
    found, engagement = await _load(tx, actor, claim_id, rules.decides_on)
    _require_open(engagement)
    await _move(tx, actor, found, ClaimStatus.OFFERED, later("offered by the supervisor"))
    return await _again(tx, claim_id)


async def accept(tx: Transaction, actor: Actor, claim_id: UUID) -> Claim:
    """The place is taken here, under the engagement's lock: a hundred at once fill no place twice."""
    found, engagement = await _load(tx, actor, claim_id, rules.is_in)
    _require_open(engagement)
    place: int | None = await tx.value(queries.FREE_PLACE, engagement.id, engagement.groups)
    require_step(TRANSITIONS, found.status, ClaimStatus.ACCEPTED, _("There is no offer here to accept."))
    if place is None:
        raise Conflict(_("All places were taken a moment ago."))
    await _move(tx, actor, found, ClaimStatus.ACCEPTED, later("accepted by the students"), place=place)
    return await _again(tx, claim_id)


async def decline(tx: Transaction, actor: Actor, claim_id: UUID, refusal: Refusal) -> Claim:
    """The supervisor says no to a claim, or the students to an offer."""
    found, _engagement = await _load(tx, actor, claim_id, lambda a, c: rules.decides_on(a, c) or rules.is_in(a, c))
    reason = refusal.reason or later("declined without a reason")
    await _move(tx, actor, found, ClaimStatus.DECLINED, reason)
    return await _again(tx, claim_id)


async def withdraw(tx: Transaction, actor: Actor, claim_id: UUID, refusal: Refusal) -> Claim:
    found, engagement = await _load(tx, actor, claim_id, rules.is_in)
    if found.status is ClaimStatus.ACCEPTED:
        _require_open(engagement)
    await _move(tx, actor, found, ClaimStatus.WITHDRAWN, refusal.reason or later("withdrawn by the students"))
    return await _again(tx, claim_id)


async def _load(tx: Transaction, actor: Actor, claim_id: UUID, allowed: "rules.ClaimRule") -> tuple[Claim, Engagement]:
    """The engagement is locked before the claim, everywhere, so that two of us never wait for each other."""
    seen = await queries.claim_by_id(tx, claim_id)
    if seen is None or not (rules.decides_on(actor, seen) or rules.is_in(actor, seen)):
        raise NotFound
    if not allowed(actor, seen):
        raise NotAllowed(_("This is for the other side to do."))
    engagement = await queries.by_id(tx, seen.engagement_id, lock=True)
    found = await queries.claim_by_id(tx, claim_id, lock=True)
    assert engagement is not None
    assert found is not None
    return found, engagement


async def _move(
    tx: Transaction, actor: Actor, found: Claim, to: ClaimStatus, reason: str, *, place: int | None = None
) -> None:
    require_step(TRANSITIONS, found.status, to, _("This can't be done with the claim as it stands now."))
    kept = None if to in (ClaimStatus.OFFERED, ClaimStatus.ACCEPTED) else reason
    if not await tx.run(queries.MOVE_CLAIM, found.id, to, leading_to(TRANSITIONS, to), tx.now, place, kept):
        raise Conflict(_("Somebody else has just changed this claim. Look at it again."))
    if to in (ClaimStatus.DECLINED, ClaimStatus.WITHDRAWN):
        await tx.run(queries.RELEASE_MEMBERS, found.id)
    await _note(tx, actor, found.id, found.engagement_id, f"claim.{to.value}", reason)


async def _note(tx: Transaction, actor: Actor, claim_id: UUID, engagement_id: UUID, verb: str, reason: str) -> None:
    engagement = await queries.by_id(tx, engagement_id)
    assert engagement is not None
    await history.record(
        tx, actor, verb, claim_id, reason=reason, now=tx.now, engagement_id=engagement_id, unit_id=engagement.unit_id
    )
    await outbox.put(tx, verb, claim_id)


async def _again(tx: Transaction, claim_id: UUID) -> Claim:
    found = await queries.claim_by_id(tx, claim_id)
    assert found is not None
    return found
