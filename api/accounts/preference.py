"""How somebody wants to work and to hear of things. Whoever has chosen nothing has no row."""

from enum import StrEnum
from uuid import UUID

import msgspec

from api.accounts.person import Person
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


CHOOSE_HEARS = """
insert into preference (person_id, hears, digest_at) values ($1, $2, $3)
on conflict (person_id) do update set hears = excluded.hears, digest_at = excluded.digest_at
"""

CHOSEN_BY = "select person_id, hears from preference where person_id = any($1::uuid[])"


class _Chosen(msgspec.Struct, frozen=True):
    person_id: UUID
    hears: Hears


async def of(tx: Transaction, person_id: UUID | None) -> Preference:
    return (await tx.row(Preference, OF, person_id) if person_id else None) or USUAL


async def choose_shortcuts(tx: Transaction, person_id: UUID, shortcuts: bool) -> None:
    await tx.run(CHOOSE_SHORTCUTS, person_id, shortcuts)


async def choose_hears(tx: Transaction, person_id: UUID, hears: Hears) -> None:
    """A digest begins with what comes from now on."""
    await tx.run(CHOOSE_HEARS, person_id, hears, tx.now)


async def hearing_at_once(tx: Transaction, people: list[Person], holder_id: UUID | None) -> list[Person]:
    """Of those who answer for a new problem, the ones who want to hear of it when it comes."""
    chosen = {one.person_id: one.hears for one in await tx.rows(_Chosen, CHOSEN_BY, [who.id for who in people])}
    at_once = {Hears.EVERY_PROBLEM: True, Hears.DIGEST: False}
    return [who for who in people if at_once.get(chosen.get(who.id, Hears.EVERY_PROBLEM), who.id == holder_id)]
