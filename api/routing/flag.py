"""A flag: something about a problem that must be settled before anybody accepts it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.language import Language, Words, later
from api.reading import Paragraphs
from db.database import Transaction


class FlagKind(StrEnum):
    ETHICS = "ethics"
    DUAL_USE = "dual_use"
    PERSONAL_DATA = "personal_data"
    SOCIETAL_INTEREST = "societal_interest"


class FlagStatus(StrEnum):
    RAISED = "raised"
    ASKED = "asked"
    ADVISED = "advised"
    RESOLVED = "resolved"


class GoesAhead(StrEnum):
    YES = "yes"
    WITH_CONDITIONS = "with_conditions"
    NO = "no"


S = FlagStatus
TRANSITIONS: dict[FlagStatus, frozenset[FlagStatus]] = {
    S.RAISED: frozenset({S.ASKED, S.ADVISED, S.RESOLVED}),
    # Whoever has been asked is heard first; the desk may always answer in their place.
    S.ASKED: frozenset({S.ADVISED}),
    S.ADVISED: frozenset({S.RESOLVED}),
    S.RESOLVED: frozenset(),
}

KIND_WORDS = {
    FlagKind.ETHICS: later("Ethics"),
    FlagKind.DUAL_USE: later("Could be misused"),
    FlagKind.PERSONAL_DATA: later("Personal data"),
    FlagKind.SOCIETAL_INTEREST: later("What society gains from it"),
}

GOES_AHEAD_WORDS = {
    GoesAhead.YES: later("It can go ahead"),
    GoesAhead.WITH_CONDITIONS: later("It can go ahead, on conditions"),
    GoesAhead.NO: later("It should not go ahead"),
}


class Raising(msgspec.Struct, frozen=True):
    """`second_opinion` is the code of whoever should say what they think: a department, or `DESK`."""

    kind: FlagKind
    note: Paragraphs
    second_opinion: Annotated[str, Meta(min_length=1, max_length=12)] | None = None


class Opinion(msgspec.Struct, frozen=True):
    text: Paragraphs
    goes_ahead: GoesAhead


class Resolution(msgspec.Struct, frozen=True):
    """What was decided, in words that the company may read."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class Flag(msgspec.Struct, frozen=True):
    id: UUID
    problem_id: UUID
    referral_id: UUID
    reference: str
    title: str
    description: str
    language: Language
    organisation_id: UUID
    organisation_name: str
    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    kind: FlagKind
    status: FlagStatus
    note: str
    raised_by: UUID | None
    raised_name: str
    raised_at: datetime
    asked_unit_id: UUID | None
    asked_code: str | None
    asked_nb: str | None
    asked_nn: str | None
    asked_en: str | None
    opinion: str | None
    goes_ahead: GoesAhead | None
    opinion_name: str | None
    opinion_at: datetime | None
    resolution: str | None
    resolved_name: str | None
    resolved_at: datetime | None

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)

    @property
    def asked_name(self) -> Words | None:
        if self.asked_nb is None:
            return None
        return Words(self.asked_nb, self.asked_nn or self.asked_nb, self.asked_en or self.asked_nb)

    @property
    def is_settled(self) -> bool:
        return self.status is FlagStatus.RESOLVED


COLUMNS = """
    f.id, f.problem_id, f.referral_id, p.reference, p.title, p.description, p.language, p.organisation_id,
    o.name as organisation_name, u.id as unit_id, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en, f.kind, f.status, f.note, f.raised_by, f.raised_name, f.raised_at, f.asked_unit_id,
    a.code as asked_code, a.name_nb as asked_nb, a.name_nn as asked_nn, a.name_en as asked_en, f.opinion,
    f.goes_ahead, f.opinion_name, f.opinion_at, f.resolution, f.resolved_name, f.resolved_at
"""

JOINS = """
    flag f join problem p on p.id = f.problem_id join organisation o on o.id = p.organisation_id
    join referral r on r.id = f.referral_id join unit u on u.id = r.unit_id left join unit a on a.id = f.asked_unit_id
"""

BY_ID = f"select {COLUMNS} from {JOINS} where f.id = $1"  # noqa: S608

BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where f.id = $1 for update of f"  # noqa: S608

OF_PROBLEM = f"select {COLUMNS} from {JOINS} where f.problem_id = $1 order by f.id limit 50"  # noqa: S608

INSERT = """
insert into flag (id, problem_id, referral_id, kind, status, note, raised_by, raised_name, raised_at, asked_unit_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

ADVISE = """
update flag set status = 'advised', opinion = $3, goes_ahead = $4, opinion_by = $5, opinion_name = $6, opinion_at = $7
where id = $1 and status = any($2::text[])
"""

RESOLVE = """
update flag set status = 'resolved', resolution = $3, resolved_by = $4, resolved_name = $5, resolved_at = $6
where id = $1 and status = any($2::text[])
"""

UNSETTLED = "select exists (select 1 from flag where problem_id = $1 and status <> 'resolved')"


async def by_id(tx: Transaction, flag_id: UUID, *, lock: bool = False) -> Flag | None:
    return await tx.row(Flag, BY_ID_LOCKED if lock else BY_ID, flag_id)


async def of_problem(tx: Transaction, problem_id: UUID) -> list[Flag]:
    return await tx.rows(Flag, OF_PROBLEM, problem_id)


async def stands_in_the_way(tx: Transaction, problem_id: UUID) -> bool:
    return bool(await tx.value(UNSETTLED, problem_id))
