"""Working days: weekends, public holidays and the institution's closed weeks don't count."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import msgspec

END_OF_DAY = time(16, 0)


class ClosedPeriod(msgspec.Struct, frozen=True):
    starts_on: date
    ends_on: date
    name: str


class WorkCalendar(msgspec.Struct, frozen=True):
    """When somebody at the institution can be expected to answer. `country` is ISO 3166 alpha-2."""

    country: str
    time_zone: str
    closed: tuple[ClosedPeriod, ...] = ()

    def is_working_day(self, day: date) -> bool:
        if day.weekday() >= 5 or day in _public_holidays(self.country):
            return False
        return not any(period.starts_on <= day <= period.ends_on for period in self.closed)

    def due_after(self, start: datetime, working_days: int) -> datetime:
        """The end of the working day that is `working_days` after the day of `start`."""
        zone = ZoneInfo(self.time_zone)
        day, left = start.astimezone(zone).date(), working_days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return datetime.combine(day, END_OF_DAY, tzinfo=zone)

    def next_at(self, start: datetime, hour: int) -> datetime:
        """The first time after `start` that the clock shows this hour on a working day."""
        zone = ZoneInfo(self.time_zone)
        day = start.astimezone(zone).date()
        while not self.is_working_day(day) or datetime.combine(day, time(hour), tzinfo=zone) <= start:
            day += timedelta(days=1)
        return datetime.combine(day, time(hour), tzinfo=zone)

    def due_before(self, due: datetime, working_days: int) -> datetime:
        """The same time of the working day that is `working_days` before the day of `due`."""
        local, left = due.astimezone(ZoneInfo(self.time_zone)), working_days
        day = local.date()
        while left > 0:
            day -= timedelta(days=1)
            left -= self.is_working_day(day)
        return datetime.combine(day, local.time(), tzinfo=local.tzinfo)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start`, up to and with that of `end`; negative when it lies behind."""
        zone = ZoneInfo(self.time_zone)
        first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
        if last < first:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


@lru_cache(maxsize=8)
def _public_holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
