"""Who is asking, and what they may speak for."""

from enum import StrEnum
from uuid import UUID

import msgspec

from api.language import Language


class Role(StrEnum):
    STUDENT = "student"
    TEACHER = "teacher"
    CONTACT = "contact"
    EDITOR = "editor"
    HEAD = "head"
    DESK = "desk"
    PARTNERSHIP = "partnership"
    ADMIN = "admin"


class Appointment(msgspec.Struct, frozen=True):
    """A role, at one unit or (`unit_id` None) at the institution."""

    role: Role
    unit_id: UUID | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor, a signed-in person, the bearer of an API token, or the program itself.

    `scopes` is None for a person in a browser and the token's list for a token; a token never does more than its
    person. `problem_ids` are those whose private link the visitor holds.
    """

    person_id: UUID | None = None
    name: str = ""
    email: str = ""
    language: Language = Language.BOKMAL
    appointments: frozenset[Appointment] = frozenset()
    organisation_ids: frozenset[UUID] = frozenset()
    problem_ids: frozenset[UUID] = frozenset()
    scopes: frozenset[str] | None = None
    session_id: UUID | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def has(self, *roles: Role) -> bool:
        return any(appointment.role in roles for appointment in self.appointments)

    def units_as(self, *roles: Role) -> frozenset[UUID]:
        return frozenset(a.unit_id for a in self.appointments if a.role in roles and a.unit_id)

    def speaks_for(self, unit_id: UUID, *roles: Role) -> bool:
        return unit_id in self.units_as(*roles)


PROGRAM = Actor(name="Brobygger")


def visitor(language: Language) -> Actor:
    return Actor(language=language)
