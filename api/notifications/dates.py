"""Dates as people say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from api.departments.calendar import WorkCalendar
from api.language import Language, _, many, spoken

LOCALES = {Language.BOKMAL: "nb_NO", Language.NYNORSK: "nn_NO", Language.ENGLISH: "en_GB"}


def exact(moment: datetime, time_zone: str) -> str:
    """With the clock: "Thursday 26 November 2026 at 16:00", in the language that is spoken."""
    return format_datetime(moment, "EEEE d MMMM y HH:mm", tzinfo=ZoneInfo(time_zone), locale=LOCALES[spoken()])


def plain_day(day: date) -> str:
    """A day of the calendar: "26 November 2026"."""
    return format_date(day, "long", locale=LOCALES[spoken()])


def day_in_words(moment: datetime, calendar: WorkCalendar, now: datetime) -> str:
    """Such as "Thursday, in 2 working days"; a day far off by its date; a day gone by as how long ago."""
    zone = ZoneInfo(calendar.time_zone)
    local, today = moment.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if 1 < days <= 14:
        ahead = calendar.working_days_between(now, moment)
        weekday = format_date(local.date(), "EEEE", locale=LOCALES[spoken()])
        return many("%(day)s, in %(count)s working day", "%(day)s, in %(count)s working days", ahead, day=weekday)
    if -14 <= days < -1:
        return many("%(count)s day ago", "%(count)s days ago", -days)
    pattern = "d MMMM" if local.year == today.year else "d MMMM y"
    return format_date(local.date(), pattern, locale=LOCALES[spoken()])
