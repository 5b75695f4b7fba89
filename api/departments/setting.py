"""What the institution, a faculty or a department chooses for itself; whoever says nothing inherits."""

from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from api.departments import queries
from api.reading import Line
from db.database import Transaction

AT_ONCE = "at_once"

ReplyDays: TypeAlias = Annotated[int, Meta(ge=1, le=30)]
DecisionDays: TypeAlias = Annotated[int, Meta(ge=1, le=90)]
Days: TypeAlias = Annotated[int, Meta(ge=1, le=20)]
Weeks: TypeAlias = Annotated[int, Meta(ge=1, le=26)]
DayOfYear: TypeAlias = Annotated[str, Meta(pattern="^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$")]
Digest: TypeAlias = Annotated[int, Meta(ge=0, le=23)] | Literal["at_once"]
Address: TypeAlias = Annotated[str, Meta(pattern=r"^https://\S+$", max_length=500)]
Questions: TypeAlias = Annotated[list[Line], Meta(max_length=5)]


class Level(StrEnum):
    """Where a value comes from. `UNIT` is the department (or the desk) itself."""

    INSTITUTION = "institution"
    FACULTY = "faculty"
    UNIT = "unit"


class UnitSettings(msgspec.Struct, frozen=True):
    """Days are working days. `digest_hour`: new problems are told of once a day, or each at once.

    `company_reminder_days`: a company that was asked hears of it again after so many days and after twice as many;
    after three times as many the department decides with what it has. `questions` are asked of whoever accepts.
    Terms begin and end on days of the year (`MM-DD`); students can claim for `claim_weeks` from the beginning.
    """

    reply_days: int
    decision_days: int
    remind_days: int = 1
    grace_days: int = 3
    company_reminder_days: int = 5
    digest_hour: Digest = AT_ONCE
    agreement_template_url: str | None = None
    questions: list[str] = []
    spring_starts: str = "01-08"
    spring_ends: str = "06-28"
    autumn_starts: str = "08-15"
    autumn_ends: str = "12-20"
    claim_weeks: int = 4


class SettingsChange(msgspec.Struct, frozen=True):
    """What is left out stays as it is; null: the inherited value again."""

    reply_days: ReplyDays | UnsetType | None = UNSET
    decision_days: DecisionDays | UnsetType | None = UNSET
    remind_days: Days | UnsetType | None = UNSET
    grace_days: Days | UnsetType | None = UNSET
    company_reminder_days: Days | UnsetType | None = UNSET
    digest_hour: Digest | UnsetType | None = UNSET
    agreement_template_url: Address | UnsetType | None = UNSET
    questions: Questions | UnsetType | None = UNSET
    spring_starts: DayOfYear | UnsetType | None = UNSET
    spring_ends: DayOfYear | UnsetType | None = UNSET
    autumn_starts: DayOfYear | UnsetType | None = UNSET
    autumn_ends: DayOfYear | UnsetType | None = UNSET
    claim_weeks: Weeks | UnsetType | None = UNSET

    @property
    def named(self) -> dict[str, Any]:
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not UNSET}


# The promise to companies: below the institution it can only be made better.
TIGHTENED = ("reply_days", "decision_days")

CHOSEN = """
select s.name, s.value, case when s.unit_id is null then 'institution' when s.unit_id = u.id then 'unit'
    else 'faculty' end as level
from unit u join setting s on s.institution_id = u.institution_id
where u.id = $1 and (s.unit_id is null or s.unit_id in (u.id, u.parent_id))
order by s.unit_id is not null, s.unit_id = u.id limit 100
"""

CHOSEN_BY_INSTITUTION = """
select name, value, 'institution' as level from setting where unit_id is null and institution_id = $1 limit 100
"""


class Chosen(msgspec.Struct, frozen=True):
    name: str
    value: Any
    level: Level


class Settled(msgspec.Struct, frozen=True):
    """The values that hold for a unit, where each was set, and what would hold if the unit had chosen nothing.

    What nobody has set comes from the institution. `own` names what was set at the unit itself, even where somebody
    above has become stricter since.
    """

    values: UnitSettings
    origins: dict[str, Level]
    inherited: UnitSettings
    own: frozenset[str]


def settle(standard: UnitSettings, chosen: list[Chosen], level: Level = Level.UNIT) -> Settled:
    """`chosen` from the widest to the narrowest: the narrower one holds, except where it would weaken the promise."""
    values = msgspec.structs.asdict(standard)
    origins = dict.fromkeys(values, Level.INSTITUTION)
    inherited = dict(values)
    for one in chosen:
        weaker = one.name in TIGHTENED and one.level is not Level.INSTITUTION and one.value > values[one.name]
        if one.name in values and not weaker:
            values[one.name], origins[one.name] = one.value, one.level
            if one.level is not level:
                inherited[one.name] = one.value
    own = frozenset(one.name for one in chosen if one.level is level)
    return Settled(UnitSettings(**values), origins, UnitSettings(**inherited), own)


async def settings_of(tx: Transaction, unit_id: UUID | None) -> Settled:
    """Of a department, a faculty or the desk; of the institution when it is None."""
    home = await queries.institution(tx)
    standard = UnitSettings(home.reply_days, home.decision_days)
    if unit_id is None:
        return settle(standard, await tx.rows(Chosen, CHOSEN_BY_INSTITUTION, home.id), Level.INSTITUTION)
    return settle(standard, await tx.rows(Chosen, CHOSEN, unit_id))
