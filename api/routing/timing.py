"""When the clock does what with an open referral: pure, from its dates and what its unit has chosen."""

from datetime import datetime
from typing import NamedTuple

from api.departments.calendar import WorkCalendar
from api.departments.setting import UnitSettings
from api.departments.unit import UnitKind
from api.routing.referral import Referral


class Answering(NamedTuple):
    """Of a referral that waits for its unit. What lies at the desk goes nowhere: it gets a new date when due."""

    remind_at: datetime
    due_at: datetime
    moves_on_at: datetime


class Asking(NamedTuple):
    """Of a referral that waits for the company: two reminders, then the unit decides with what it has."""

    again_at: datetime
    last_at: datetime
    moves_on_at: datetime


def of_answering(referral: Referral, chosen: UnitSettings, calendar: WorkCalendar) -> Answering:
    due = referral.answer_due_at
    assert due is not None
    at_desk = referral.unit_kind is UnitKind.DESK
    return Answering(
        calendar.due_before(due, chosen.remind_days),
        due,
        due if at_desk else calendar.due_after(due, chosen.grace_days),
    )


def of_asking(referral: Referral, chosen: UnitSettings, calendar: WorkCalendar) -> Asking:
    asked = referral.paused_at
    assert asked is not None
    days = chosen.company_reminder_days
    return Asking(*(calendar.due_after(asked, days * times) for times in (1, 2, 3)))
