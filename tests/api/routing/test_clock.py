"""No company waits without a name and a date: what happens, and when, if nobody does anything."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.problems import queries as problems
from api.routing import answering, queries, triage
from api.routing import clock as referral_clock
from api.routing.answering import Answer, Withdrawal
from api.routing.ranking import Candidate
from api.routing.referral import Decline, Origin, Question, Referral, ReferralStatus
from db.database import Database, Transaction
from frontend.pages.referral_page import ORIGINS
from tests import stories
from tests.conftest import Clock
from tests.people import actor_of, contact_address

Work = Callable[[], Awaitable[dict[str, int]]]

MONDAY = "2026-11-23T09:00:00+01:00"
DUE = "2026-11-25T16:00:00+01:00"
COMPANY = "bedrift@example.org"


async def told(database: Database, to: str) -> list[str]:
    """The occasions of the letters that somebody has got, in order."""
    async with database.reading() as tx:
        return await tx.value(
            "select coalesce(array_agg(occasion order by id), '{}') from mail where recipient = $1", to
        )


async def happened(database: Database, subject_id: UUID) -> list[str]:
    async with database.reading() as tx:
        return await tx.value(
            "select coalesce(array_agg(verb order by at, id), '{}') from history where subject_id = $1", subject_id
        )


async def lies(database: Database, problem_id: UUID) -> list[tuple[str, str, str | None]]:
    async with database.reading() as tx:
        return [(r.unit_code, r.status.value, r.holder_name) for r in await queries.of_problem(tx, problem_id)]


async def now(database: Database, referral: Referral) -> Referral:
    async with database.reading() as tx:
        found = await queries.by_id(tx, referral.id)
    assert found is not None
    return found


async def referred(database: Database, *codes: str) -> list[Referral]:
    async with database.transaction() as tx:
        return await stories.referred_to(tx, *codes)


async def second_contact(tx: Transaction, code: str) -> str:
    email = f"vara.{code.lower()}@example.org"
    unit = await departments.unit_by_code(tx, code)
    assert unit is not None
    who = await person.keep(tx, email, f"Vara {code}", now=tx.now)
    await person.appoint(tx, who.id, Role.DESK if code == "DESK" else Role.CONTACT, unit.id, now=tx.now)
    return email


async def ranked(tx: Transaction, problem_id: UUID, *codes: str) -> None:
    candidates: list[dict[str, Any]] = [
        {"code": code, "score": 9.0 - place, "confidence": 0.4, "because": []} for place, code in enumerate(codes)
    ]
    await tx.run(queries.KEEP_RANKING, problem_id, "v1", candidates, tx.now)


@pytest.mark.parametrize(
    ("moment", "verbs"),
    [
        ("2026-11-24T15:59:00+01:00", []),
        ("2026-11-24T16:00:00+01:00", ["referral.reminded"]),
        ("2026-11-25T15:59:00+01:00", ["referral.reminded"]),
        (DUE, ["referral.reminded", "referral.escalated"]),
        ("2026-11-30T15:59:00+01:00", ["referral.reminded", "referral.escalated"]),
        ("2026-11-30T16:00:00+01:00", ["referral.reminded", "referral.escalated", "referral.lapsed"]),
    ],
)
async def test_silence_is_warned_of_then_reported_then_ended(
    database: Database, clock: Clock, tick: Work, moment: str, verbs: list[str]
) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    await tick()
    for step in ("2026-11-24T16:00:00+01:00", DUE, moment):
        if datetime.fromisoformat(step) <= datetime.fromisoformat(moment):
            await clock.set(step)
            await tick()
    assert await happened(database, idi.id) == ["problem.referred", *verbs]
    assert not await tick(), "and once is enough"


async def test_the_holder_is_warned_before_and_the_desk_and_the_first_contact_hear_at_the_time(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set(MONDAY)
    async with database.transaction() as tx:
        second = await second_contact(tx, "IDI")
    (idi,) = await referred(database, "IDI")
    for moment in (MONDAY, "2026-11-24T16:00:00+01:00", DUE):
        await clock.set(moment)
        await tick()
    assert await told(database, contact_address("IDI")) == ["new_referral", "due_soon", "handed_on", "overdue"]
    assert await told(database, second) == ["new_referral", "taken_over"]
    assert await told(database, "desk@example.org") == ["overdue"]
    assert (await now(database, idi)).holder_name == "Vara IDI"


async def test_with_nobody_to_take_over_the_holder_keeps_it(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    await clock.set(DUE)
    await tick()
    assert (await now(database, idi)).holder_name == "Kontakt IDI"
    assert await told(database, contact_address("IDI")) == ["new_referral", "overdue"]


async def test_the_company_always_sees_a_date_ahead_and_keeps_its_promise_in_sight(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    for moment, hears, late in (
        (MONDAY, DUE, None),
        (DUE, "2026-11-30T16:00:00+01:00", DUE),
    ):
        await clock.set(moment)
        await tick()
        found = await now(database, idi)
        assert found.company_hears_at == found.next_date == datetime.fromisoformat(hears)
        assert found.late_since == (late and datetime.fromisoformat(late))
        assert found.answer_due_at == datetime.fromisoformat(DUE)


async def test_a_problem_goes_on_to_the_best_department_that_has_not_had_it(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    async with database.transaction() as tx:
        await ranked(tx, idi.problem_id, "IDI", "XYZ", "KULT", "IBM")
        await tx.run("update unit set valid_to = '2026-11-01' where code = 'KULT'")
    await clock.set("2026-11-30T16:00:00+01:00")
    await tick()
    assert await lies(database, idi.problem_id) == [
        ("IDI", "lapsed", "Kontakt IDI"),
        ("IBM", "waiting", "Kontakt IBM"),
    ]
    async with database.reading() as tx:
        onward = (await queries.of_problem(tx, idi.problem_id))[-1]
    assert (onward.origin, onward.score, onward.router_version) == (Origin.ONWARD, 6.0, "v1")
    assert onward.reply_due_at == datetime.fromisoformat("2026-12-02T16:00:00+01:00")
    assert (await told(database, COMPANY)).count("went_on") == 1
    await clock.set("2026-12-07T16:00:00+01:00")
    await tick()
    assert [place[:2] for place in await lies(database, idi.problem_id)] == [
        ("IDI", "lapsed"),
        ("IBM", "lapsed"),
        ("DESK", "waiting"),
    ]


async def test_a_lapse_moves_nothing_while_somebody_else_has_it(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set(MONDAY)
    idi, kult = await referred(database, "IDI", "KULT")
    async with database.transaction() as tx:
        await ranked(tx, idi.problem_id, "IDI", "KULT", "IBM")
        await triage.ask(tx, await actor_of(tx, contact_address("KULT")), kult.id, Question("How many?"))
    await clock.set("2026-11-30T16:00:00+01:00")
    await tick()
    assert [place[:2] for place in await lies(database, idi.problem_id)] == [("IDI", "lapsed"), ("KULT", "asked")]
    assert "went_on" not in await told(database, COMPANY)


async def test_what_lies_at_the_desk_never_lapses_and_always_has_a_date(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set(MONDAY)
    (desk,) = await referred(database, "DESK")
    for moment, due in (
        (DUE, "2026-12-09T16:00:00+01:00"),
        ("2026-12-09T16:00:00+01:00", "2027-01-06T16:00:00+01:00"),
    ):
        await clock.set(moment)
        await tick()
        found = await now(database, desk)
        assert (found.status, found.next_date) == (ReferralStatus.WAITING, datetime.fromisoformat(due))
        assert found.reply_due_at == datetime.fromisoformat(DUE), "the first promise stays on record"
    assert (await happened(database, desk.id)).count("referral.renewed") == 2
    assert (await told(database, "partner@example.org")).count("overdue") == 2
    assert (await told(database, "admin@example.org")).count("overdue") == 2
    assert (await told(database, COMPANY)).count("still_looking") == 2


async def test_a_question_is_asked_again_twice_and_then_decided_without(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    async with database.transaction() as tx:
        await triage.ask(tx, await actor_of(tx, contact_address("IDI")), idi.id, Question("How many pictures?"))
    for moment, letters in (
        ("2026-11-30T15:59:00+01:00", []),
        ("2026-11-30T16:00:00+01:00", ["asked_again"]),
        ("2026-12-07T16:00:00+01:00", ["asked_again"] * 2),
        ("2026-12-14T15:59:00+01:00", ["asked_again"] * 2),
        ("2026-12-14T16:00:00+01:00", ["asked_again", "asked_again", "deciding_without"]),
    ):
        await clock.set(moment)
        await tick()
        assert await told(database, COMPANY) == ["question", *letters], moment
    found = await now(database, idi)
    assert found.status is ReferralStatus.WAITING
    assert found.answer_due_at == datetime.fromisoformat("2027-01-11T16:00:00+01:00"), "fresh, and Christmas is closed"
    assert (await told(database, contact_address("IDI")))[-1] == "decide_without"
    async with database.transaction() as tx:
        company = await actor_of(tx, COMPANY)
        assert await tx.value("select text from mail where occasion = 'asked_again' limit 1")
        await answering.withdraw(tx, company, idi.reference, Withdrawal("We solved it."))
    await clock.forward(days=60)
    assert "work the clock of referrals" not in await tick()


async def test_the_decision_has_a_clock_like_the_first_answer(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    async with database.transaction() as tx:
        await triage.ask(tx, await actor_of(tx, contact_address("IDI")), idi.id, Question("How many pictures?"))
        await answering.answer(tx, await actor_of(tx, COMPANY), idi.reference, Answer("Two."))
    for moment, verb in (
        ("2026-12-04T16:00:00+01:00", "referral.reminded"),
        ("2026-12-07T16:00:00+01:00", "referral.escalated"),
        ("2026-12-10T16:00:00+01:00", "referral.lapsed"),
    ):
        await clock.set(moment)
        await tick()
        assert (await happened(database, idi.id))[-1] == verb


async def test_an_answer_at_the_last_moment_is_in_time(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    await clock.set(DUE)
    await tick()
    async with database.transaction() as tx:
        await triage.decline(tx, await actor_of(tx, contact_address("IDI")), idi.id, Decline("No room."))
    await clock.forward(days=1)
    await tick()
    assert "referral.lapsed" not in await happened(database, idi.id)


async def test_whatever_changes_a_referral_the_clock_looks_anew(database: Database, clock: Clock) -> None:
    """Also when a verb that knows nothing of clocks has given it other dates."""
    await clock.set(MONDAY)
    (idi,) = await referred(database, "IDI")
    async with database.transaction() as tx:
        assert await look(tx) == 1
        assert await look(tx) == 0
        await tx.run("update referral set reply_due_at = reply_due_at + interval '7 days', decision_due_at = "
                     "decision_due_at + interval '7 days' where id = $1", idi.id)  # fmt: skip
        assert await look(tx) == 1
        await tx.run("update referral set holder_id = null where id = $1", idi.id)
        assert await look(tx) == 0


def test_every_way_in_which_a_problem_comes_has_its_words() -> None:
    assert set(ORIGINS) == set(Origin)


async def look(tx: Transaction) -> int:
    return await referral_clock.work(tx)


async def test_routing_remembers_whom_else_it_thought_of(database: Database, tick: Work) -> None:
    async with database.transaction() as tx:
        problem = await stories.posted_by_member(tx)
    await tick()
    async with database.reading() as tx:
        found = await tx.value("select candidates from ranking where problem_id = $1", problem.id)
        referrals = await queries.of_problem(tx, problem.id)
        assert (await problems.by_id(tx, problem.id)) is not None
    assert {r.unit_code for r in referrals} <= {candidate["code"] for candidate in found}
    assert Candidate(**{**found[0], "because": []}).score == max(c["score"] for c in found)
