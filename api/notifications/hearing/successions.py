"""Who hears of departments that change."""

from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.notifications.hearing.addressing import Hearer, to_people
from api.notifications.letters import successions as letters
from api.notifications.mail import Letter
from db.database import Transaction
from db.outbox import Fact

DECIDED = "select unit_id, takes_effect_on::text as day, successors, reason from succession where id = $1"


class _Decided(msgspec.Struct, frozen=True):
    unit_id: UUID
    day: str
    successors: list[UUID]
    reason: str


async def change_decided(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Those who answer for any of the departments, each once."""
    decided = await tx.row(_Decided, DECIDED, fact.subject_id)
    unit = await departments.unit_by_id(tx, decided.unit_id) if decided else None
    if decided is None or unit is None:
        return []
    people: dict[UUID, Person] = {}
    for unit_id in (decided.unit_id, *decided.successors):
        for role in (Role.HEAD, Role.CONTACT):
            people |= {one.id: one for one in await person.in_role(tx, role, unit_id)}
    after = [found.name for one in decided.successors if (found := await departments.unit_by_id(tx, one))]
    link = f"{base_url}/departments/{unit.code}"
    return to_people(
        list(people.values()), "unit_changes",
        lambda one: letters.unit_changes(one.name, unit.name, after, decided.day, decided.reason, link),
    )  # fmt: skip


HEARERS: dict[str, Hearer] = {
    "unit.change_decided": change_decided,
}
