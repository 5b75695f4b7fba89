"""What the institution, a faculty or a department chooses for itself; whoever says nothing inherits."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from api.departments import queries
from db.database import Transaction


class Level(StrEnum):
    """Where a value comes from. `UNIT` is the department (or the desk) itself."""

    INSTITUTION = "institution"
    FACULTY = "faculty"
    UNIT = "unit"


class UnitSettings(msgspec.Struct, frozen=True):
    """Days are working days. `digest_hour` None: a mail at once for each new problem.

    `company_reminder_days`: a company that was asked hears of it again after so many days and after twice as many;
    after three times as many the department decides with what it has. `questions` are asked of whoever accepts.
    """

    reply_days: int
    decision_days: int
    remind_days: int = 1
    grace_days: int = 3
    company_reminder_days: int = 5
    digest_hour: int | None = None
    agreement_template_url: str | None = None
    questions: list[str] = []


# The promise to companies: below the institution it can only be made better.
TIGHTENED = frozenset({"reply_days", "decision_days"})

CHOSEN = """
select s.name, s.value, case when s.unit_id is null then 'institution' when s.unit_id = u.id then 'unit'
    else 'faculty' end as level
from unit u join setting s on s.institution_id = u.institution_id
where u.id = $1 and (s.unit_id is null or s.unit_id in (u.id, u.parent_id))
order by s.unit_id is not null, s.unit_id = u.id limit 100
"""


class Chosen(msgspec.Struct, frozen=True):
    name: str
    value: Any
    level: Level


class Settled(msgspec.Struct, frozen=True):
    """The values that hold for a unit, and where each was set; what nobody has set comes from the institution.

    `own` names what the unit has set itself, even where somebody above is stricter by now.
    """

    values: UnitSettings
    origins: dict[str, Level]
    own: frozenset[str]


def settle(standard: UnitSettings, chosen: list[Chosen]) -> Settled:
    """`chosen` from the widest to the narrowest: the narrower one holds, except where it would weaken the promise."""
    values = msgspec.structs.asdict(standard)
    origins = dict.fromkeys(values, Level.INSTITUTION)
    for one in chosen:
        weaker = one.name in TIGHTENED and one.level is not Level.INSTITUTION and one.value > values[one.name]
        if one.name in values and not weaker:
            values[one.name], origins[one.name] = one.value, one.level
    own = frozenset(one.name for one in chosen if one.level is Level.UNIT)
    return Settled(UnitSettings(**values), origins, own)


async def settings_of(tx: Transaction, unit_id: UUID) -> Settled:
    home = await queries.institution(tx)
    standard = UnitSettings(home.reply_days, home.decision_days)
    return settle(standard, await tx.rows(Chosen, CHOSEN, unit_id))
