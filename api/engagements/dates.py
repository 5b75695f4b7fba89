"""The days that an engagement keeps: until when students can claim it, and when its term is over."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.departments.calendar import END_OF_DAY, WorkCalendar
from api.departments.setting import UnitSettings
from api.engagements.engagement import Engagement, EngagementStatus

FORTNIGHT = timedelta(days=14)


class Dates(NamedTuple):
    claims_until: datetime
    ends_at: datetime


def dates_of(engagement: Engagement, chosen: UnitSettings, calendar: WorkCalendar) -> Dates:
    """What is opened late in its term can be claimed as long as anything else; what starts late gets a fortnight."""
    year, _dash, season = engagement.term.partition("-")
    spring = season == "spring"
    zone = ZoneInfo(calendar.time_zone)
    starts = _evening(year, chosen.spring_starts if spring else chosen.autumn_starts, zone)
    ends = _evening(year, chosen.spring_ends if spring else chosen.autumn_ends, zone)
    weeks = timedelta(weeks=chosen.claim_weeks)
    begun = engagement.started_at
    return Dates(max(starts, engagement.opened_at) + weeks, max(ends, begun + FORTNIGHT) if begun else ends)


def _evening(year: str, day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(f"{year}-{day}"), END_OF_DAY, tzinfo=zone)


def due_at(engagement: Engagement, dates: Dates) -> datetime:
    return dates.claims_until if engagement.status is EngagementStatus.OPEN else dates.ends_at


def next_fortnight(due: datetime, now: datetime) -> datetime:
    """The first that is still ahead, counted from what is due."""
    behind = max(now - due, timedelta(0))
    return due + FORTNIGHT * (behind // FORTNIGHT + 1)
