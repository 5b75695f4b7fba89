"""The figures: are we keeping the promise, and where not."""

from datetime import date
from typing import Any

from babel.numbers import format_decimal, format_percent
from litestar import Request, Response, Router, get

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import Unit
from api.errors import Fault, Invalid
from api.language import Words, _, many, spoken
from api.notifications.dates import LOCALES
from api.oversight import metric
from api.oversight.metric import CountedUnit, Metric, MetricName, Period
from api.reading import clean
from db.database import Transaction
from frontend.rendering import by_field, page

HOURS_A_DAY = 24


def value_in_words(counted: Metric) -> str:
    if counted.value is None or not counted.denominator:
        return _("Nothing yet")
    if counted.unit == "share":
        return share(counted.value)
    if counted.unit == "hours":
        return time_taken(counted.value)
    return number(counted.value)


def share(value: float) -> str:
    return format_percent(value, locale=LOCALES[spoken()])


def number(value: float) -> str:
    return format_decimal(round(value, 1), locale=LOCALES[spoken()])


def time_taken(hours: float) -> str:
    """Hours up to two days, then days: nobody thinks in 190 hours."""
    if hours < 1:
        return _("Under an hour")
    if hours < 2 * HOURS_A_DAY:
        return many("%(count)s hour", "%(count)s hours", round(hours))
    return many("%(count)s day", "%(count)s days", round(hours / HOURS_A_DAY))


def _day(name: str, text: str) -> date | None:
    """Empty means no limit, as a form sends it."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid([Fault(f"/{name}", _("Write a date as year-month-day, such as 2027-01-15."))]) from None


def _period(asked: dict[str, str]) -> Period:
    return Period(
        _day("from", asked["from"]), _day("to", asked["to"]), asked["department"] or None, asked["faculty"] or None
    )


@get("/figures", include_in_schema=False)
async def figures(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    metric.require_reader(actor)
    names = ("from", "to", "department", "faculty")
    asked = {name: clean(request.query_params.get(name, ""))[:40] for name in names}
    async with request.app.state.database.reading() as tx:
        units = await departments.departments(tx, tx.now.date())
        try:
            period = _period(asked)
            measured = [await metric.measure(tx, name, period) for name in MetricName]
            by_department = await metric.answered_by_department(tx, period)
        except Invalid as fault:
            return await _page(tx, request, actor, asked, units, [], [], 422, by_field(fault.faults))
        return await _page(tx, request, actor, asked, units, measured, by_department, 200, {})


async def _page(
    tx: Transaction,
    request: Request[Any, Any, Any],
    actor: Actor,
    asked: dict[str, str],
    units: list[Unit],
    measured: list[Metric],
    by_department: list[CountedUnit],
    status: int,
    errors: dict[str, str],
) -> Response[str]:
    faculties: dict[str, Words] = {u.faculty_code: u.faculty for u in units if u.faculty_code and u.faculty}
    promise = next((m for m in measured if m.name is MetricName.ANSWERED_IN_TIME), None)
    return await page(
        tx, request, actor, "oversight/figures.html", status=status, typed=asked, errors=errors,
        figures=[(m, value_in_words(m)) for m in measured], promise=promise, share=share,
        rows=[_row(u, asked) for u in by_department],
        departments=[(u.code, f"{u.code} {u.name}") for u in units],
        faculties=[(code, str(name)) for code, name in faculties.items()],
    )  # fmt: skip


def _row(unit: CountedUnit, asked: dict[str, str]) -> tuple[str, float, str, str]:
    shown = _(
        "%(share)s, %(answered)s of %(all)s",
        share=share(unit.value), answered=unit.numerator, all=unit.denominator,
    )  # fmt: skip
    return str(unit.name), unit.value, shown, f"/departments/{unit.code}"


router = Router(path="/", route_handlers=[figures])
