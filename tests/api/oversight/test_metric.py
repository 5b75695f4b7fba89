"""Figures: each by its own definition, with what is still open, and for a period or a part of the university."""

from datetime import date

import pytest

from api.accounts.actor import Actor
from api.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from api.oversight.metric import DEFINITIONS, MetricName, Period, measure, named, require_reader
from api.routing import triage
from api.routing.referral import Decline, Redirection
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address

ALWAYS = Period()


async def figure(database: Database, name: MetricName, period: Period = ALWAYS) -> tuple[float | None, int, int, int]:
    async with database.reading() as tx:
        found = await measure(tx, name, period)
    return found.value, found.numerator, found.denominator, found.open_cases


@pytest.mark.parametrize("name", list(MetricName))
async def test_nothing_has_happened_and_nothing_is_made_up(database: Database, name: MetricName) -> None:
    value, numerator, denominator, open_cases = await figure(database, name)
    assert not value
    assert (numerator, denominator, open_cases) == (0, 0, 0)


@pytest.mark.parametrize("name", list(MetricName))
async def test_every_figure_says_what_it_counts(database: Database, name: MetricName) -> None:
    async with database.reading() as tx:
        found = await measure(tx, name, ALWAYS)
    assert len(found.definition) > 60
    assert found.unit
    assert found.title
    assert name in DEFINITIONS


@pytest.fixture
async def november(database: Database, clock: Clock) -> None:
    """Monday: four problems; two answered on Tuesday (one no, one passed on), one much too late, one not at all."""
    await clock.set("2026-11-23T09:00:00+01:00")
    no, on = Decline("No room."), Redirection("KULT", "Theirs.")
    async with database.transaction() as tx:
        referrals = [(await stories.referred_to(tx, "IDI"))[0] for _ in range(4)]
    await clock.set("2026-11-24T09:00:00+01:00")
    async with database.transaction() as tx:
        idi = await actor_of(tx, contact_address("IDI"))
        await triage.decline(tx, idi, referrals[0].id, no)
        await triage.redirect(tx, idi, referrals[1].id, on)
    await clock.set("2026-11-30T09:00:00+01:00")
    async with database.transaction() as tx:
        await triage.decline(tx, await actor_of(tx, contact_address("IDI")), referrals[2].id, no)


async def test_time_to_first_answer_counts_those_that_wait_with_their_age(november: None, database: Database) -> None:
    only_idi = Period(department="idi")
    # 24 and 24 hours, 168 (a week), and 168 so far.
    assert await figure(database, MetricName.TIME_TO_FIRST_ANSWER, only_idi) == (96.0, 3, 4, 1)


async def test_answered_in_time_leaves_out_what_is_not_due_yet(november: None, database: Database) -> None:
    value, numerator, denominator, open_cases = await figure(database, MetricName.ANSWERED_IN_TIME)
    # IDI: two in time, two late. KULT got one on Tuesday, due Thursday, late. The desk got two, one of them today.
    assert (numerator, denominator, open_cases) == (2, 6, 1)
    assert value == pytest.approx(2 / 6)
    assert await figure(database, MetricName.ANSWERED_IN_TIME, Period(department="IDI")) == (0.5, 2, 4, 0)


async def test_passed_on_counts_decisions(november: None, database: Database) -> None:
    value, numerator, denominator, open_cases = await figure(database, MetricName.REDIRECTED, Period(department="IDI"))
    assert (numerator, denominator, open_cases) == (1, 3, 1)
    assert value == pytest.approx(1 / 3)


async def test_problems_that_became_work(database: Database, clock: Clock) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        await stories.opened_at(tx)
        await stories.referred_to(tx, "IDI")
        await stories.referred_to(tx, "KULT")
    assert await figure(database, MetricName.PROBLEMS_ENGAGED) == (pytest.approx(1 / 3), 1, 3, 2)
    assert await figure(database, MetricName.PROBLEMS_ENGAGED, Period(department="KULT")) == (0.0, 0, 1, 1)
    assert (await figure(database, MetricName.PROBLEMS_ENGAGED, Period(since=date(2026, 11, 24))))[2] == 0
    assert (await figure(database, MetricName.PROBLEMS_ENGAGED, Period(until=date(2026, 11, 24))))[2] == 3


async def test_an_organisation_has_come_back_on_a_later_day_and_not_on_the_same(
    database: Database, clock: Clock
) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        await stories.posted_by_member(tx)
        await stories.posted_by_member(tx)
    assert await figure(database, MetricName.ORGANISATIONS_RETURNED) == (0.0, 0, 1, 1)
    await clock.forward(days=40)
    async with database.transaction() as tx:
        await stories.posted_by_member(tx)
    assert await figure(database, MetricName.ORGANISATIONS_RETURNED) == (1.0, 1, 1, 0)


async def test_a_faculty_is_all_its_departments(november: None, database: Database) -> None:
    async with database.reading() as tx:
        faculty = await tx.value("select f.code from unit u join unit f on f.id = u.parent_id where u.code = 'IDI'")
    by_faculty = await figure(database, MetricName.REDIRECTED, Period(faculty=faculty))
    assert by_faculty == await figure(database, MetricName.REDIRECTED, Period(department="IDI"))


@pytest.mark.parametrize(
    ("period", "pointer"),
    [
        (Period(date(2027, 1, 2), date(2027, 1, 2)), "/to"),
        (Period(department="NOWHERE"), "/department"),
        (Period(faculty="NOWHERE"), "/faculty"),
    ],
)
async def test_a_period_that_is_none_is_refused(database: Database, period: Period, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        await figure(database, MetricName.REDIRECTED, period)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_figures_are_for_those_who_answer_for_partnerships(people: People) -> None:
    for may in (await people.partner(), await people.desk(), await people.admin(), await people.contact()):
        require_reader(may)
    for may_not in (await people.student(), await people.company(), await people.teacher()):
        with pytest.raises(NotAllowed):
            require_reader(may_not)
    with pytest.raises(SignInNeeded):
        require_reader(Actor())
    with pytest.raises(NotFound):
        named("happiness")
