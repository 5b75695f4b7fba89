"""Work that nobody chooses goes back, work that is not completed is asked after: nothing stands still unseen."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from api.engagements import claiming, progress, queries, withdrawing
from api.engagements.claim import Refusal
from api.engagements.engagement import Completion, Engagement, EngagementStatus
from api.errors import NotFound, WrongState
from api.problems.problem import ProblemStatus
from api.routing import queries as routing
from api.routing.answering import Withdrawal
from db.database import Database
from tests import stories
from tests.api.routing.test_clock import happened, lies, told
from tests.conftest import Clock
from tests.people import actor_of, contact_address, student_address, teacher_address
from tests.visitors import Visitors

Work = Callable[[], Awaitable[dict[str, int]]]

COMPANY, DESK, IDI = "bedrift@example.org", "desk@example.org", contact_address("IDI")
CLAIMS_UNTIL, ENDS = "2027-02-05T16:00:00+01:00", "2027-06-28T16:00:00+02:00"


async def opened(database: Database, clock: Clock) -> Engagement:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        return await stories.opened_at(tx, supervisor_email=teacher_address("IDI"))


async def now(database: Database, engagement: Engagement) -> Engagement:
    async with database.reading() as tx:
        found = await queries.by_id(tx, engagement.id)
    assert found is not None
    return found


async def test_what_nobody_claims_goes_back_to_the_department_and_the_company_is_told(
    database: Database, clock: Clock, tick: Work
) -> None:
    engagement = await opened(database, clock)
    await tick()
    await clock.set("2027-02-05T15:59:00+01:00")
    await tick()
    assert (await now(database, engagement)).status is EngagementStatus.OPEN
    await clock.set(CLAIMS_UNTIL)
    await tick()
    assert (await now(database, engagement)).status is EngagementStatus.CANCELLED
    assert await lies(database, engagement.problem_id) == [
        ("IDI", "withdrawn", "Kontakt IDI"),
        ("IDI", "waiting", "Kontakt IDI"),
    ]
    assert (await told(database, COMPANY))[-1] == "called_off"
    assert (await told(database, teacher_address("IDI")))[-1] == "nobody_chose"
    async with database.reading() as tx:
        back = (await routing.of_problem(tx, engagement.problem_id))[-1]
        assert (await stories.problem_of(tx, engagement)).status is ProblemStatus.WAITING
    assert back.answer_due_at == datetime.fromisoformat("2027-02-09T16:00:00+01:00")
    assert not await tick()


async def test_it_goes_to_the_desk_where_the_department_is_no_more(
    database: Database, clock: Clock, tick: Work
) -> None:
    engagement = await opened(database, clock)
    async with database.transaction() as tx:
        await tx.run("update unit set valid_to = '2027-01-01' where code = 'IDI'")
    await clock.set(CLAIMS_UNTIL)
    await tick()
    assert [place[:2] for place in await lies(database, engagement.problem_id)] == [
        ("IDI", "withdrawn"),
        ("DESK", "waiting"),
    ]


async def test_students_who_wait_keep_it_open_and_the_supervisor_hears_of_them(
    database: Database, clock: Clock, tick: Work
) -> None:
    engagement = await opened(database, clock)
    async with database.transaction() as tx:
        claim = await stories.claimed_by(tx, engagement, 1)
    await clock.set(CLAIMS_UNTIL)
    await tick()
    assert (await told(database, teacher_address("IDI"))).count("students_wait") == 1
    async with database.transaction() as tx:
        await claiming.withdraw(tx, await actor_of(tx, student_address(1)), claim.id, Refusal())
    await clock.forward(days=14)
    await tick()
    assert (await now(database, engagement)).status is EngagementStatus.CANCELLED


async def test_work_past_its_term_is_asked_after_each_fortnight_by_more_and_more(
    database: Database, clock: Clock, tick: Work
) -> None:
    engagement = await opened(database, clock)
    async with database.transaction() as tx:
        await stories.taken_by(tx, engagement, 1)
        await progress.start(tx, await actor_of(tx, IDI), engagement.reference)
    await clock.set("2027-06-28T15:59:00+02:00")
    await tick()
    assert "engagement.reminded" not in await happened(database, engagement.id)
    for step, (teacher, first, desk) in enumerate([(1, 0, 0), (2, 1, 0), (3, 2, 1)]):
        await clock.set(ENDS)
        await clock.forward(days=14 * step)
        await tick()
        asked = [(await told(database, to)).count("how_does_it_stand") for to in (teacher_address("IDI"), IDI, DESK)]
        assert asked == [teacher, first, desk]
        assert not await tick()
    found = await now(database, engagement)
    assert found.next_at == datetime.fromisoformat("2027-08-09T16:00:00+02:00")
    async with database.transaction() as tx:
        done = Completion("report", "It works.", None)
        await progress.complete(tx, await actor_of(tx, IDI), engagement.reference, done)
    await clock.forward(days=100)
    assert "work the clock of engagements" not in await tick()


async def test_whoever_follows_it_sees_who_answers_for_it_and_the_next_date(
    database: Database, clock: Clock, visitors: Visitors, tick: Work
) -> None:
    engagement = await opened(database, clock)
    company = await visitors.signed_in(COMPANY)
    path = f"/api/v1/problems/{engagement.problem_reference}"
    shown = (await company.get(path)).json()
    assert (shown["held_by"]["name"], shown["held_by"]["state"]) == ("Lærer IDI", "open")
    assert datetime.fromisoformat(shown["next_date"]) == datetime.fromisoformat(CLAIMS_UNTIL)
    async with database.transaction() as tx:
        await stories.taken_by(tx, engagement, 1)
        await progress.start(tx, await actor_of(tx, IDI), engagement.reference)
    shown = (await company.get(path)).json()
    assert shown["held_by"]["state"] == "running"
    assert datetime.fromisoformat(shown["next_date"]) == datetime.fromisoformat(ENDS)
    assert "Lærer IDI" in (await company.get(f"/problems/{engagement.problem_reference}")).text


async def test_a_company_may_withdraw_until_a_student_has_a_place(database: Database, clock: Clock, tick: Work) -> None:
    engagement = await opened(database, clock)
    why = Withdrawal("We have solved it.")
    async with database.transaction() as tx:
        with pytest.raises(NotFound):
            await withdrawing.withdraw(tx, await actor_of(tx, IDI), engagement.problem_reference, why)
        await stories.claimed_by(tx, engagement, 1)
        problem = await withdrawing.withdraw(tx, await actor_of(tx, COMPANY), engagement.problem_reference, why)
        assert problem.status is ProblemStatus.WITHDRAWN
    assert (await now(database, engagement)).status is EngagementStatus.CANCELLED
    await tick()
    assert (await told(database, teacher_address("IDI")))[-1] == "withdrawn"
    assert (await told(database, student_address(1)))[-1] == "claim_declined"
    assert "called_off" not in await told(database, COMPANY)
    taken = await opened(database, clock)
    async with database.transaction() as tx:
        await stories.taken_by(tx, taken, 1)
        with pytest.raises(WrongState, match="Lærer IDI"):
            await withdrawing.withdraw(tx, await actor_of(tx, COMPANY), taken.problem_reference, why)
