"""How somebody wants to work and to hear of things. Whoever has chosen nothing has no row."""

from enum import StrEnum
from uuid import UUID

import msgspec

from db.database import Transaction


class Hears(StrEnum):
    """Of which new problems a contact is written to at once; what is due is told to its holder all the same."""

    EVERY_PROBLEM = "every_problem"
    HELD = "held"
    DIGEST = "digest"


class Preference(msgspec.Struct, frozen=True):
    """`shortcuts`: single letters act as buttons (WCAG 2.1.4 asks that they can be turned off)."""

    shortcuts: bool = True
    hears: Hears = Hears.EVERY_PROBLEM


USUAL = Preference()

OF = "select shortcuts, hears from preference where person_id = $1"

CHOOSE_SHORTCUTS = """
insert into preference (person_id, shortcuts) values ($1, $2)
on conflict (person_id) do update set shortcuts = excluded.shortcuts
"""


async def of(tx: Transaction, person_id: UUID | None) -> Preference:
    return (await tx.row(Preference, OF, person_id) if person_id else None) or USUAL


async def choose_shortcuts(tx: Transaction, person_id: UUID, shortcuts: bool) -> None:
    await tx.run(CHOOSE_SHORTCUTS, person_id, shortcuts)
