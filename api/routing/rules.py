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


def may_move_on(actor: Actor, referral: Referral) -> bool:
    """The desk may pass on what lies anywhere: nothing is stuck because one person is away."""
    return may_triage(actor, referral) or actor.has(Role.DESK)


def inbox_units(actor: Actor, desk_id: UUID) -> list[UUID]:
    units = set(actor.units_as(Role.CONTACT))
    if actor.has(Role.DESK):
        units.add(desk_id)
    return sorted(units)
