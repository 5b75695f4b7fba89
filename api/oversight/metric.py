"""Figures with their definitions. A number that is shown anywhere comes from here, with what it counts in words."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.errors import Fault, Invalid, NotAllowed, NotFound, SignInNeeded
from api.language import Words, _, later
from api.oversight import queries
from db.database import Transaction


class MetricName(StrEnum):
    TIME_TO_FIRST_ANSWER = "time_to_first_answer"
    ANSWERED_IN_TIME = "answered_in_time"
    PROBLEMS_ENGAGED = "problems_engaged"
    ORGANISATIONS_RETURNED = "organisations_returned"
    PROBLEMS_POSTED = "problems_posted"
    REDIRECTED = "redirected"


class Period(msgspec.Struct, frozen=True):
    """Whole days in the institution's time zone; `until` is the first day that no longer counts."""

    since: date | None = None
    until: date | None = None
    department: str | None = None
    faculty: str | None = None


class Metric(msgspec.Struct, frozen=True):
    """`value` is None when nothing has been counted yet; `open_cases` are those whose answer is still to come."""

    name: MetricName
    value: float | None
    unit: str
    numerator: int
    denominator: int
    open_cases: int
    definition: str
    title: str


class Counted(msgspec.Struct, frozen=True):
    value: float | None
    numerator: int
    denominator: int
    open_cases: int


class CountedUnit(msgspec.Struct, frozen=True):
    """A figure of one department; `value` is there because something has been counted."""

    code: str
    name_nb: str
    name_nn: str
    name_en: str
    value: float
    numerator: int
    denominator: int
    open_cases: int

    @property
    def name(self) -> Words:
        return Words(self.name_nb, self.name_nn, self.name_en)


class Definition(msgspec.Struct, frozen=True):
    sql: str
    unit: str
    title: str
    words: str


DEFINITIONS: dict[MetricName, Definition] = {
    MetricName.TIME_TO_FIRST_ANSWER: Definition(
        queries.TIME_TO_FIRST_ANSWER,
        "hours",
        later("Time to first answer"),
        later(
            "The median number of hours from when a problem was put in front of a department until somebody there gave"
            " a first named reply: a question, an acceptance, a decline or passing it on. Problems that still wait are"
            " open cases; they count with the time they have waited so far."
        ),
    ),
    MetricName.ANSWERED_IN_TIME: Definition(
        queries.ANSWERED_IN_TIME,
        "share",
        later("Answered in time"),
        later(
            "Of all referrals whose first reply was due in the period, the share that got it by then. Those that are"
            " not due yet are open cases and don't count."
        ),
    ),
    MetricName.PROBLEMS_ENGAGED: Definition(
        queries.PROBLEMS_ENGAGED,
        "share",
        later("Problems that became work"),
        later(
            "Of all problems that were confirmed in the period and not withdrawn, the share that a department has"
            " opened as a thesis, a project or a course case. Problems that still wait are open cases; they count"
            " among all."
        ),
    ),
    MetricName.ORGANISATIONS_RETURNED: Definition(
        queries.ORGANISATIONS_RETURNED,
        "share",
        later("Organisations that came back"),
        later(
            "Of all organisations whose first problem was confirmed in the period, the share that has confirmed a"
            " second one on a later day. All others are open cases: they may still come back."
        ),
    ),
    MetricName.PROBLEMS_POSTED: Definition(
        queries.PROBLEMS_POSTED,
        "problems",
        later("Problems posted"),
        later("How many problems were confirmed in the period. Those that wait for their mailed code are open cases."),
    ),
    MetricName.REDIRECTED: Definition(
        queries.REDIRECTED,
        "share",
        later("Passed on"),
        later(
            "Of all referrals that were decided in the period, the share that was passed on to another department:"
            " how often the first guess was wrong. Undecided ones are open cases and don't count."
        ),
    ),
}


def require_reader(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.has(Role.PARTNERSHIP, Role.DESK, Role.ADMIN, Role.CONTACT):
        raise NotAllowed(_("These figures are for those who answer for partnerships."))


def named(text: str) -> MetricName:
    try:
        return MetricName(text)
    except ValueError:
        raise NotFound from None


async def measure(tx: Transaction, name: MetricName, period: Period) -> Metric:
    units = await _units(tx, period)
    definition = DEFINITIONS[name]
    counted = await tx.row(Counted, definition.sql, period.since, period.until, units, tx.now)
    assert counted is not None
    return Metric(
        name, counted.value, definition.unit, counted.numerator, counted.denominator, counted.open_cases,
        _(definition.words), _(definition.title),
    )  # fmt: skip


async def answered_by_department(tx: Transaction, period: Period) -> list[CountedUnit]:
    """`answered_in_time` of each department that has had something to answer, the least punctual first."""
    units = await _units(tx, period)
    return await tx.rows(CountedUnit, queries.ANSWERED_BY_UNIT, period.since, period.until, units, tx.now)


async def _units(tx: Transaction, period: Period) -> list[UUID] | None:
    """The units a figure is cut to; None for all of them."""
    if period.since and period.until and period.until <= period.since:
        raise Invalid([Fault("/to", _("The period must end after it begins."))])
    if not period.department and not period.faculty:
        return None
    found = await tx.rows(_Id, queries.UNITS_OF, period.department, period.faculty)
    if not found:
        pointer = "/department" if period.department else "/faculty"
        raise Invalid([Fault(pointer, _("There is no department with this code."))])
    return [unit.id for unit in found]


class _Id(msgspec.Struct, frozen=True):
    id: UUID
