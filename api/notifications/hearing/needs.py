"""Who hears of problems that a course seeks."""

from uuid import UUID

from api.accounts import person
from api.accounts.actor import Role
from api.notifications.hearing.addressing import Hearer, problem_of, to_people
from api.notifications.letters import needs as letters
from api.notifications.mail import Letter
from api.routing import need
from db.database import Transaction
from db.outbox import Fact

TEACHING = (Role.TEACHER, Role.HEAD)


async def need_met(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Whose need it is; the department's first contact once they no longer work there."""
    found = await need.by_id(tx, fact.subject_id)
    problem = await problem_of(tx, UUID(fact.payload["problem_id"]))
    if found is None:
        return []
    contacts = await person.present(tx, Role.CONTACT, found.unit_id, tx.now.date())
    here = [*contacts, *[one for role in TEACHING for one in await person.in_role(tx, role, found.unit_id)]]
    owner = next((one for one in here if one.id == found.owner_id), None)
    link = f"{base_url}/needs/{found.id}"
    return to_people(
        [owner] if owner else contacts[:1], "need_met",
        lambda one: letters.need_met(one.name, found.title, problem.organisation_name, problem.title, link),
    )  # fmt: skip


HEARERS: dict[str, Hearer] = {
    "need.met": need_met,
}
