"""When things happened: working days before now, as times at which people are at work."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from api.departments.calendar import WorkCalendar

OPENS = time(8, 10)
MINUTES_A_DAY = 7 * 60


class Moments:
    """`chance` decides the minute, so that a seeded one gives the same year again."""

    def __init__(self, now: datetime, calendar: WorkCalendar, chance: Random) -> None:
        self.now = now
        self._calendar = calendar
        self._zone = ZoneInfo(calendar.time_zone)
        self._chance = chance
        self._days: list[date] = []
        self._reached = now.astimezone(self._zone).date()

    def day(self, before: int) -> datetime:
        """Some minute of the `before`-th working day before today's date; 1 is the last one that is wholly over."""
        while len(self._days) < before:
            self._reached -= timedelta(days=1)
            if self._calendar.is_working_day(self._reached):
                self._days.append(self._reached)
        opening = datetime.combine(self._days[before - 1], OPENS, tzinfo=self._zone)
        return opening + timedelta(minutes=self._chance.randrange(MINUTES_A_DAY))

    def hours_ago(self, hours: float) -> datetime:
        """Companies write at any hour."""
        return self.now - timedelta(hours=hours, minutes=self._chance.randrange(25))

    def soon_after(self, start: datetime) -> datetime | None:
        """The next moment at which somebody at the institution was at work; None when that is still to come."""
        day = start.astimezone(self._zone).date()
        while True:
            opening = datetime.combine(day, OPENS, tzinfo=self._zone)
            moment = max(opening, start) + timedelta(minutes=10 + self._chance.randrange(50))
            if moment >= self.now:
                return None
            if self._calendar.is_working_day(day) and moment < opening + timedelta(minutes=MINUTES_A_DAY):
                return moment
            day += timedelta(days=1)
