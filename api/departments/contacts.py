"""Who answers for a department: at least two contacts and a mailbox that belongs to nobody alone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.departments import rules
from api.departments.unit import Unit
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import _, later
from api.reading import Email, Line
from db import outbox
from db.database import Transaction

ENOUGH = 2


class UnitRole(StrEnum):
    """The roles that somebody can hold at a department."""

    CONTACT = "contact"
    TEACHER = "teacher"
    EDITOR = "editor"
    HEAD = "head"


class Lack(StrEnum):
    """What makes a department hang on a thread."""

    NO_CONTACT = "no_contact"
    ONE_CONTACT = "one_contact"
    NO_MAILBOX = "no_mailbox"


class Appointing(msgspec.Struct, frozen=True):
    """`first`: the one whom companies see. Whoever holds the role already becomes first, or stays as they are."""

    email: Email
    name: Line
    role: UnitRole = UnitRole.CONTACT
    first: bool = False


class Dismissal(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(max_length=500)] | None = None


class Mailbox(msgspec.Struct, frozen=True):
    """None where there is none."""

    mailbox: Email | None = None


class Appointed(msgspec.Struct, frozen=True):
    id: UUID
    person_id: UUID
    name: str
    email: str
    role: UnitRole
    is_first: bool
    since: datetime


AT_UNIT = """
select a.id, a.person_id, p.name, p.email, a.role, a.is_first, a.since
from appointment a join person p on p.id = a.person_id
where a.unit_id = $1 and a.until is null and a.role in ('contact', 'teacher', 'editor', 'head')
order by array_position(array['head', 'contact', 'teacher', 'editor'], a.role), a.is_first desc, a.since, p.id
limit 200
"""

SET_MAILBOX = "update unit set mailbox = $2 where id = $1"


async def of_unit(tx: Transaction, unit_id: UUID) -> list[Appointed]:
    """The head, the contacts with the first one first, teachers and editors."""
    return await tx.rows(Appointed, AT_UNIT, unit_id)


def lacking(unit: Unit, contacts: int) -> list[Lack]:
    found: list[Lack] = []
    if contacts < ENOUGH:
        found.append(Lack.ONE_CONTACT if contacts else Lack.NO_CONTACT)
    if not unit.mailbox:
        found.append(Lack.NO_MAILBOX)
    return found


async def lacks_of(tx: Transaction, unit: Unit) -> list[Lack]:
    return lacking(unit, len(await person.in_role(tx, Role.CONTACT, unit.id)))


async def appoint(tx: Transaction, actor: Actor, code: str, wanted: Appointing) -> list[Appointed]:
    """Somebody new is told by mail. Whom the department is led by is for the desk and the administrator to say."""
    unit = await rules.department(tx, code)
    await rules.require_answering_for_people(tx, actor, unit)
    if wanted.role is UnitRole.HEAD and not actor.has(Role.DESK, Role.ADMIN):
        raise NotAllowed(_("The broker desk or the administrator appoints the head."))
    if unit.valid_to is not None and unit.valid_to <= tx.now.date():
        raise Invalid([Fault("", _("This department is no more, so nobody new can answer for it."))])
    who = await person.keep(tx, wanted.email, wanted.name, now=tx.now)
    role = Role(wanted.role.value)
    held = any(a.person_id == who.id and a.role is wanted.role for a in await of_unit(tx, unit.id))
    if not held:
        await person.appoint(tx, who.id, role, unit.id, now=tx.now)
        await outbox.put(tx, "person.appointed", who.id, role=role.value, unit_id=str(unit.id))
    if wanted.first and role is Role.CONTACT:
        await person.make_first(tx, who.id, role, unit.id)
    if wanted.first or not held:
        await history.record(
            tx, actor, "person.appointed", who.id, reason=later("appointed by those who answer for the department"),
            now=tx.now, unit_id=unit.id, detail={"role": role.value, "first": str(wanted.first).lower()},
        )  # fmt: skip
    return await of_unit(tx, unit.id)


async def dismiss(tx: Transaction, actor: Actor, code: str, appointment_id: UUID, why: Dismissal) -> list[Appointed]:
    """One role ends; what the person held as a contact goes to a colleague. Leaving altogether is a departure."""
    unit = await rules.department(tx, code)
    await rules.require_answering_for_people(tx, actor, unit)
    found = next((a for a in await of_unit(tx, unit.id) if a.id == appointment_id), None)
    if found is None:
        raise NotFound
    if found.role is UnitRole.HEAD and not actor.has(Role.DESK, Role.ADMIN):
        raise NotAllowed(_("The broker desk or the administrator appoints the head."))
    role = Role(found.role.value)
    if not await person.dismiss(tx, found.person_id, role, unit.id, now=tx.now):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await history.record(
        tx, actor, "person.dismissed", found.person_id, reason=why.reason or later("no longer answers here"),
        now=tx.now, unit_id=unit.id, detail={"role": role.value},
    )  # fmt: skip
    await outbox.put(tx, "person.dismissed", found.person_id, role=role.value, unit_id=str(unit.id))
    return await of_unit(tx, unit.id)


async def set_mailbox(tx: Transaction, actor: Actor, code: str, wanted: Mailbox) -> Unit:
    """Where mail goes that must reach the department whoever is there."""
    unit = await rules.department(tx, code)
    await rules.require_answering_for_people(tx, actor, unit)
    mailbox = wanted.mailbox.lower() if wanted.mailbox else None
    if mailbox != unit.mailbox:
        await tx.run(SET_MAILBOX, unit.id, mailbox)
        await history.record(
            tx, actor, "unit.mailbox_set", unit.id, reason=later("changed by those who answer for the department"),
            now=tx.now, unit_id=unit.id, detail={"before": unit.mailbox or "", "after": mailbox or ""},
        )  # fmt: skip
    return msgspec.structs.replace(unit, mailbox=mailbox)
