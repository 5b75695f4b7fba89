"""Keeping a problem for a later term: the company says yes, and it wakes by itself in time."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from api.departments import queries as departments
from api.errors import Invalid, NotFound, WrongState
from api.problems import queries as problems
from api.routing import answering, holding, queries, triage
from api.routing.answering import Answer, Withdrawal
from api.routing.holding import Consent, Hold
from api.routing.referral import Redirection, Referral, ReferralStatus
from db.database import Database, Transaction
from tests import stories
from tests.conftest import Clock
from tests.people import actor_of, contact_address

Work = Callable[[], Awaitable[dict[str, int]]]

NOVEMBER = "2026-11-23T09:00:00+01:00"
LATER = Hold("2027-autumn", "The students of spring are placed.")


async def asked_in(tx: Transaction) -> Referral:
    (idi,) = await stories.referred_to(tx, "IDI")
    return await holding.propose(tx, await actor_of(tx, contact_address("IDI")), idi.id, LATER)


async def the_one(tx: Transaction, referral: Referral) -> Referral:
    found = await queries.by_id(tx, referral.id)
    assert found is not None
    return found


async def test_the_company_is_asked_first_and_its_yes_holds_it_until_planning_begins(
    database: Database, clock: Clock
) -> None:
    start = await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        asked = await asked_in(tx)
        assert (asked.status, asked.first_reply_at, asked.asks_to_hold) == (ReferralStatus.ASKED, start, True)
        company = await actor_of(tx, "bedrift@example.org")
        await holding.consent(tx, company, asked.reference, Consent(True))
        held = await the_one(tx, asked)
    assert held.status is ReferralStatus.HELD
    assert held.held_until is not None
    assert date(2027, 1, 1) < held.held_until.date() < date(2027, 6, 1)
    assert held.answer_due_at == held.held_until, "the company sees the day on which it hears next"
    assert held.holder_name == "Kontakt IDI"


async def test_its_no_starts_the_clock_anew(database: Database, clock: Clock) -> None:
    await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        asked = await asked_in(tx)
    await clock.forward(days=9)
    async with database.transaction() as tx:
        company = await actor_of(tx, "bedrift@example.org")
        await holding.consent(tx, company, asked.reference, Consent(False, "We need it this winter."))
        found = await the_one(tx, asked)
        calendar = await departments.work_calendar(tx)
        assert found.status is ReferralStatus.WAITING
        assert found.decision_due_at == calendar.due_after(tx.now, 10)
        assert (found.hold_term, found.paused_at) == (None, None)
        said = [m.body for m in await problems.messages(tx, asked.problem_id)]
    assert said[0].startswith("May we hold it until autumn 2027?")
    assert "The students of spring are placed." in said[0]
    assert "We need it this winter." in said[1]


async def test_a_later_start_that_the_company_asked_for_is_its_yes(database: Database, clock: Clock) -> None:
    await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        (late,) = await stories.referred_to(tx, "IDI", earliest_start=date(2027, 8, 15))
        (soon,) = await stories.referred_to(tx, "IDI", earliest_start=date(2027, 1, 10))
        contact = await actor_of(tx, contact_address("IDI"))
        assert (await holding.propose(tx, contact, late.id, LATER)).status is ReferralStatus.HELD
        assert (await holding.propose(tx, contact, soon.id, LATER)).status is ReferralStatus.ASKED


async def test_it_wakes_once_on_its_day_with_fresh_times(database: Database, clock: Clock) -> None:
    await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        asked = await asked_in(tx)
        await holding.consent(tx, await actor_of(tx, "bedrift@example.org"), asked.reference, Consent(True))
        held = await the_one(tx, asked)
    assert held.held_until is not None
    for moment, woken in ((held.held_until - timedelta(seconds=1), 0), (held.held_until, 1), (held.held_until, 0)):
        await clock.set(moment)
        async with database.transaction() as tx:
            assert await holding.wake_due(tx) == woken
    async with database.reading() as tx:
        found = await the_one(tx, asked)
        calendar = await departments.work_calendar(tx)
        assert found.status is ReferralStatus.WAITING
        assert found.answer_due_at == calendar.due_after(tx.now, 10)


async def test_who_holds_it_may_take_it_up_sooner(tx: Transaction) -> None:
    asked = await asked_in(tx)
    contact = await actor_of(tx, contact_address("IDI"))
    with pytest.raises(WrongState):
        await holding.take_up(tx, contact, asked.id)
    await holding.consent(tx, await actor_of(tx, "bedrift@example.org"), asked.reference, Consent(True))
    assert (await holding.take_up(tx, contact, asked.id)).status is ReferralStatus.WAITING


async def test_an_answer_in_words_alone_holds_nothing(tx: Transaction) -> None:
    asked = await asked_in(tx)
    company = await actor_of(tx, "bedrift@example.org")
    await answering.answer(tx, company, asked.reference, Answer("What would you need from us?"))
    found = await the_one(tx, asked)
    assert (found.status, found.hold_term) == (ReferralStatus.WAITING, None)
    with pytest.raises(WrongState):
        await holding.consent(tx, company, asked.reference, Consent(True))


async def test_what_is_held_can_be_passed_on_and_withdrawn_and_nothing_else(tx: Transaction) -> None:
    company = await actor_of(tx, "bedrift@example.org")
    contact = await actor_of(tx, contact_address("IDI"))
    first, second = await asked_in(tx), await asked_in(tx)
    for one in (first, second):
        await holding.consent(tx, company, one.reference, Consent(True))
    with pytest.raises(WrongState):
        await triage.decline(tx, contact, first.id, triage.Decline("No."))
    await triage.redirect(tx, contact, first.id, Redirection("KULT", "Theirs."))
    assert (await the_one(tx, first)).held_until is None
    await answering.withdraw(tx, company, second.reference, Withdrawal())
    assert (await the_one(tx, second)).status is ReferralStatus.WITHDRAWN


@pytest.mark.parametrize("term", ["2026-autumn", "2031-spring", "soon", "2027-summer"])
async def test_a_term_that_is_over_far_off_or_unheard_of_is_refused(
    database: Database, clock: Clock, term: str
) -> None:
    await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        with pytest.raises(Invalid) as refused:
            await holding.propose(tx, await actor_of(tx, contact_address("IDI")), idi.id, Hold(term, "Full."))
    assert [fault.pointer for fault in refused.value.faults] == ["/term"]


async def test_only_the_company_says_yes_and_only_the_department_asks(tx: Transaction) -> None:
    asked = await asked_in(tx)
    for stranger in ("student1@example.org", contact_address("IDI"), "desk@example.org"):
        with pytest.raises(NotFound):
            await holding.consent(tx, await actor_of(tx, stranger), asked.reference, Consent(True))
    (other,) = await stories.referred_to(tx, "IDI")
    for stranger in ("desk@example.org", contact_address("KULT"), "bedrift@example.org"):
        with pytest.raises(NotFound):
            await holding.propose(tx, await actor_of(tx, stranger), other.id, LATER)


async def test_everyone_hears_once_of_what_the_others_did(
    database: Database, clock: Clock, deliver: Work, tick: Work
) -> None:
    await clock.set(NOVEMBER)
    async with database.transaction() as tx:
        asked = await asked_in(tx)
    await deliver()
    async with database.transaction() as tx:
        await holding.consent(tx, await actor_of(tx, "bedrift@example.org"), asked.reference, Consent(True))
    await deliver()
    async with database.reading() as tx:
        held = await the_one(tx, asked)
    assert held.held_until is not None
    await clock.set(held.held_until)
    await tick()
    await tick()
    async with database.reading() as tx:
        rows = await tx.rows(dict[str, str], "select occasion, recipient from mail order by id")
    told = [(row["occasion"], row["recipient"]) for row in rows]
    idi, company = contact_address("IDI"), "bedrift@example.org"
    for wanted in [("hold_asked", company), ("hold_agreed", idi), ("woken", idi), ("taken_up", company)]:
        assert told.count(wanted) == 1, wanted
    assert ("held", company) not in told, "they have just said so themselves"
