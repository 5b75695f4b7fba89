"""Who hears of it when somebody is away."""

from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.notifications.hearing.addressing import Hearer, to_people
from api.notifications.letters import absences as letters
from api.notifications.mail import Letter
from api.routing import standing_in
from db.database import Transaction
from db.outbox import Fact

OF_WHOM = "select person_id, substitute_id, ends_on::text as ends_on from absence where id = $1"


class _Away(msgspec.Struct, frozen=True):
    person_id: UUID
    substitute_id: UUID | None
    ends_on: str


async def absence_begun(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """One letter to each who has been given something, with all of it."""
    away = await tx.row(_Away, OF_WHOM, fact.subject_id)
    who = await person.by_id(tx, away.person_id) if away else None
    if who is None:
        return []
    given: dict[UUID, list[str]] = {}
    for one in await standing_in.handed_over_by(tx, fact.subject_id):
        given.setdefault(one.given_to, []).append(f"{one.organisation_name}: {one.title}")
    receivers = [found for to in given if (found := await person.by_id(tx, to))]
    link = f"{base_url}/inbox"
    return to_people(receivers, "stand_in", lambda one: letters.stand_in(one.name, who.name, given[one.id], link))


async def absence_ended(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Whoever is back reads what is theirs again and what others have taken on; nothing when there was nothing."""
    away = await tx.row(_Away, OF_WHOM, fact.subject_id)
    who = await person.by_id(tx, away.person_id) if away else None
    moved = await standing_in.handed_over_by(tx, fact.subject_id)
    if who is None or not moved:
        return []
    yours = [f"{one.organisation_name}: {one.title}" for one in moved if one.holder_id == who.id]
    return to_people(
        [who], "back", lambda one: letters.back(one.name, yours, len(moved) - len(yours), f"{base_url}/inbox")
    )


async def unit_unattended(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    unit, desk = await departments.unit_by_id(tx, fact.subject_id), await departments.desk(tx)
    if unit is None:
        return []
    people = await person.present(tx, Role.DESK, desk.id, tx.now.date())
    link = f"{base_url}/departments/{unit.code}/people"
    return to_people(people, "unattended", lambda one: letters.unattended(one.name, unit.name, link))


HEARERS: dict[str, Hearer] = {
    "absence.begun": absence_begun,
    "absence.ended": absence_ended,
    "unit.unattended": unit_unattended,
}
