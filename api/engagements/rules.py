"""Who may do what with an engagement and its claims."""

from collections.abc import Callable
from typing import TypeAlias

from api.accounts.actor import Actor, Role
from api.engagements.claim import Claim
from api.engagements.engagement import Engagement, EngagementStatus

ClaimRule: TypeAlias = Callable[[Actor, Claim], bool]


def supervises(actor: Actor, engagement: Engagement) -> bool:
    """Its supervisor, or the department's contact: work never hangs on one person."""
    if actor.person_id is not None and actor.person_id == engagement.supervisor_id:
        return True
    return actor.speaks_for(engagement.unit_id, Role.CONTACT)


def is_party(actor: Actor, engagement: Engagement, claims: list[Claim]) -> bool:
    """The four parties: organisation, department, supervisor, and students who have claimed it; and the desk."""
    if supervises(actor, engagement) or actor.has(Role.DESK, Role.PARTNERSHIP):
        return True
    if engagement.organisation_id in actor.organisation_ids or engagement.problem_id in actor.problem_ids:
        return True
    return any(actor.person_id in claim.member_ids for claim in claims if actor.person_id)


def may_see(actor: Actor, engagement: Engagement, claims: list[Claim]) -> bool:
    return engagement.status is EngagementStatus.OPEN or is_party(actor, engagement, claims)


def decides_on(actor: Actor, claim: Claim) -> bool:
    if actor.person_id is not None and actor.person_id == claim.supervisor_id:
        return True
    return actor.speaks_for(claim.unit_id, Role.CONTACT)


def is_in(actor: Actor, claim: Claim) -> bool:
    return actor.person_id is not None and actor.person_id in claim.member_ids
