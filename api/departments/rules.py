"""Who may say what of a department and its people."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.departments import queries
from api.departments.unit import Unit, UnitKind
from api.errors import NotAllowed, NotFound, SignInNeeded
from api.language import _
from api.reading import clean
from db.database import Transaction

STAFF = (Role.CONTACT, Role.TEACHER, Role.EDITOR, Role.HEAD, Role.DESK, Role.PARTNERSHIP, Role.ADMIN)


def is_staff(actor: Actor) -> bool:
    return actor.has(*STAFF)


def is_of(actor: Actor, unit_id: UUID) -> bool:
    """One of the department's own, or somebody who looks after all of them."""
    own = (Role.CONTACT, Role.TEACHER, Role.EDITOR, Role.HEAD)
    return actor.speaks_for(unit_id, *own) or actor.has(Role.DESK, Role.ADMIN)


async def answers_for_people(tx: Transaction, actor: Actor, unit: Unit) -> bool:
    """The head and the first contact of the department, the desk and the administrator; the desk's own people: these
    two.
    """
    if actor.has(Role.DESK, Role.ADMIN) or actor.speaks_for(unit.id, Role.HEAD):
        return True
    if unit.kind is UnitKind.DESK or not actor.speaks_for(unit.id, Role.CONTACT):
        return False
    contacts = await person.in_role(tx, Role.CONTACT, unit.id)
    return bool(contacts) and contacts[0].id == actor.person_id


def require_staff(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not is_staff(actor):
        raise NotAllowed(_("This is for those who work at the university."))


async def require_answering_for_people(tx: Transaction, actor: Actor, unit: Unit) -> None:
    require_staff(actor)
    if not await answers_for_people(tx, actor, unit):
        raise NotAllowed(_("The department's head, its first contact or the broker desk does this."))


async def department(tx: Transaction, code: str) -> Unit:
    """`NotFound` for a code that no department has."""
    unit = await queries.unit_by_code(tx, clean(code))
    if unit is None or unit.kind is not UnitKind.DEPARTMENT:
        raise NotFound
    return unit


async def may_choose(tx: Transaction, actor: Actor, unit: Unit | None) -> bool:
    """How the unit works: its head, its first contact and its editors; for the institution (None) and for everyone:
    the desk and the administrator.
    """
    if actor.has(Role.DESK, Role.ADMIN):
        return True
    if unit is None:
        return False
    return actor.speaks_for(unit.id, Role.EDITOR) or await answers_for_people(tx, actor, unit)
