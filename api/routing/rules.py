"""Who may decide on a referral."""

from uuid import UUID

from api.accounts.actor import Actor, Role
from api.departments.unit import UnitKind
from api.routing.referral import Referral


def may_triage(actor: Actor, referral: Referral) -> bool:
    """The unit's contacts; for what lies at the desk, the desk."""
    if referral.unit_kind is UnitKind.DESK:
        return actor.has(Role.DESK)
    return actor.speaks_for(referral.unit_id, Role.CONTACT)


def may_accept(referral: Referral) -> bool:
    """The desk passes on; a department accepts."""
    return referral.unit_kind is not UnitKind.DESK


def is_desk(actor: Actor) -> bool:
    return actor.has(Role.DESK)


def may_move_on(actor: Actor, referral: Referral) -> bool:
    """The desk may pass on what lies anywhere: nothing is stuck because one person is away."""
    return may_triage(actor, referral) or actor.has(Role.DESK)


def may_undo(actor: Actor, referral: Referral) -> bool:
    """Whoever gave the answer, or a colleague who could have given it."""
    gave_it = actor.person_id is not None and actor.person_id == referral.decided_by
    return may_triage(actor, referral) or (gave_it and may_move_on(actor, referral))


def inbox_units(actor: Actor, desk_id: UUID) -> list[UUID]:
    units = set(actor.units_as(Role.CONTACT))
    if actor.has(Role.DESK):
        units.add(desk_id)
    return sorted(units)
