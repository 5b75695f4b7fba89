"""When a form of use can still begin, by the days of the year that its department keeps."""

from datetime import date, timedelta

import msgspec

from api.departments.unit import FormOfUse

# How long before its last deadline a department begins to plan a term.
AHEAD = timedelta(weeks=6)
# Where no form has a deadline of its own.
USUAL_DEADLINE = {"spring": "11-01", "autumn": "04-15"}


class Start(msgspec.Struct, frozen=True):
    """A term (`2027-spring`) that a problem posted by `by` still reaches."""

    term: str
    by: date


def _day(year: int, month_day: str) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return date(year, month, min(day, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31))


def next_starts(form: FormOfUse, today: date) -> list[Start]:
    """The next start in each season the form begins in, nearest deadline first.

    A spring deadline lies in the year before its spring; an autumn deadline in the same year.
    """
    starts: list[Start] = []
    if "spring" in form.starts_in and form.spring_deadline:
        day = _day(today.year, form.spring_deadline)
        by = day if day >= today else _day(today.year + 1, form.spring_deadline)
        starts.append(Start(f"{by.year + 1}-spring", by))
    if "autumn" in form.starts_in and form.autumn_deadline:
        day = _day(today.year, form.autumn_deadline)
        by = day if day >= today else _day(today.year + 1, form.autumn_deadline)
        starts.append(Start(f"{by.year}-autumn", by))
    return sorted(starts, key=lambda start: start.by)


def first_day(term: str) -> date:
    """About when teaching begins in a term, so that `not before` can be said as a day."""
    year, _dash, season = term.partition("-")
    return date(int(year), 1, 10) if season == "spring" else date(int(year), 8, 20)


def missed(form: FormOfUse, today: date) -> list[str]:
    """Terms that begin next in their season, and for which a problem that is posted today comes too late."""
    reached = {start.term for start in next_starts(form, today)}
    next_spring = today.year + (today >= date(today.year, 1, 10))
    next_autumn = today.year + (today >= date(today.year, 8, 20))
    coming = {"spring": f"{next_spring}-spring", "autumn": f"{next_autumn}-autumn"}
    keeps_a_day = {"spring": form.spring_deadline, "autumn": form.autumn_deadline}
    late = [coming[s] for s in form.starts_in if s in coming and keeps_a_day[s] and coming[s] not in reached]
    return sorted(late, key=first_day)


def planning_begins(forms: list[FormOfUse], term: str) -> date:
    """The day on which a problem that was kept for `term` (`2027-autumn`) should be looked at again."""
    year, season = int(term[:4]), term[5:]
    in_year = year - 1 if season == "spring" else year
    own = (form.spring_deadline if season == "spring" else form.autumn_deadline for form in forms)
    deadlines = [_day(in_year, deadline) for deadline in own if deadline] or [_day(in_year, USUAL_DEADLINE[season])]
    return max(deadlines) - AHEAD
