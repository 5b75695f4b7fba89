"""What contacts and companies do with a referral, and that a problem always lies with somebody."""

import asyncio

import pytest

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.errors import Conflict, Invalid, NotFound, Refusal, WrongState
from api.problems import queries as problems
from api.problems.problem import ProblemStatus, Revision
from api.routing import answering, queries, triage
from api.routing.answering import Answer, Withdrawal, whose_turn
from api.routing.referral import Decline, Origin, Question, Redirection, Referral, ReferralStatus
from db.database import Database, Transaction
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of

NO = Decline("Nobody has room.", "Try in August.")


async def contact(tx: Transaction, code: str = "IDI") -> Actor:
    return await actor_of(tx, "desk@example.org" if code == "DESK" else f"kontakt.{code.lower()}@example.org")


async def status_of(tx: Transaction, referral: Referral) -> ProblemStatus:
    problem = await problems.by_id(tx, referral.problem_id)
    assert problem is not None
    return problem.status


async def all_of(tx: Transaction, referral: Referral) -> dict[str, ReferralStatus]:
    return {r.unit_code: r.status for r in await queries.of_problem(tx, referral.problem_id)}


async def test_the_last_no_of_a_department_brings_it_to_the_desk(tx: Transaction) -> None:
    one, other = await stories.referred_to(tx, "IDI", "KULT")
    await triage.decline(tx, await contact(tx, "IDI"), one.id, NO)
    assert await all_of(tx, one) == {"IDI": "declined", "KULT": "waiting"}
    await triage.decline(tx, await contact(tx, "KULT"), other.id, NO)
    assert await all_of(tx, one) == {"IDI": "declined", "KULT": "declined", "DESK": "waiting"}
    desk = (await queries.of_problem(tx, one.problem_id))[-1]
    assert desk.origin is Origin.FALLBACK
    assert desk.holder_name == "Dagny Desk"
    assert await status_of(tx, one) is ProblemStatus.WAITING


async def test_the_desk_s_no_is_the_last_word(tx: Transaction) -> None:
    (desk,) = await stories.referred_to(tx, "DESK")
    await triage.decline(tx, await contact(tx, "DESK"), desk.id, NO)
    assert await status_of(tx, desk) is ProblemStatus.DECLINED


async def test_the_desk_s_no_is_not_the_last_word_while_somebody_else_holds_it(tx: Transaction) -> None:
    desk, _idi = await stories.referred_to(tx, "DESK", "IDI")
    await triage.decline(tx, await contact(tx, "DESK"), desk.id, NO)
    assert await status_of(tx, desk) is ProblemStatus.WAITING


async def test_passing_on_starts_the_clock_anew_and_names_where_it_came_from(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await triage.redirect(tx, await contact(tx), idi.id, Redirection("kult", "It is about people."))
    assert await all_of(tx, idi) == {"IDI": "redirected", "KULT": "waiting"}
    there = (await queries.of_problem(tx, idi.problem_id))[-1]
    assert there.origin is Origin.REDIRECTED
    assert there.created_at == tx.now
    assert await tx.value("select redirected_from from referral where id = $1", there.id) == idi.id


async def test_passing_on_to_where_it_lies_already_loses_nothing(tx: Transaction) -> None:
    idi, _kult = await stories.referred_to(tx, "IDI", "KULT")
    await triage.redirect(tx, await contact(tx), idi.id, Redirection("KULT", "Theirs."))
    assert await all_of(tx, idi) == {"IDI": "redirected", "KULT": "waiting"}


@pytest.mark.parametrize("code", ["IDI", "NOWHERE", "IE", "HIST"])
async def test_it_can_be_passed_on_to_departments_alone_and_not_to_oneself(tx: Transaction, code: str) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    with pytest.raises(Invalid) as refused:
        await triage.redirect(tx, await contact(tx), idi.id, Redirection(code, "Theirs."))
    assert [fault.pointer for fault in refused.value.faults] == ["/department"]


async def test_a_department_that_has_ended_gets_nothing(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    ended = await tx.value("select code from unit where valid_to < $1", tx.now.date())
    with pytest.raises(Invalid):
        await triage.redirect(tx, await contact(tx), idi.id, Redirection(ended, "Theirs."))


async def test_the_desk_may_pass_on_what_lies_anywhere_and_decide_nothing_else(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    desk = await contact(tx, "DESK")
    with pytest.raises(NotFound):
        await triage.decline(tx, desk, idi.id, NO)
    await triage.redirect(tx, desk, idi.id, Redirection("KULT", "IDI is away."))
    assert (await all_of(tx, idi))["KULT"] == "waiting"


async def test_two_who_decide_at_once_decide_once(database: Database, people: People) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
    actor = await people.contact("IDI")

    async def decide() -> bool:
        try:
            async with database.transaction() as tx:
                await triage.decline(tx, actor, idi.id, NO)
        except (WrongState, Conflict):
            return False
        return True

    assert sum(await asyncio.gather(*(decide() for _twin in range(6)))) == 1
    async with database.reading() as tx:
        assert await tx.value("select count(*) from history where verb = 'referral.declined'") == 1
        assert await tx.value("select count(*) from referral where origin = 'fallback'") == 1


async def test_a_question_counts_as_the_first_answer_and_stops_the_clock(database: Database, clock: Clock) -> None:
    start = await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        asked = await triage.ask(tx, await contact(tx), idi.id, Question("How many?"))
    assert (asked.status, asked.first_reply_at, asked.answer_due_at) == (ReferralStatus.ASKED, start, None)
    with pytest.raises(WrongState):
        async with database.transaction() as tx:
            await triage.ask(tx, await contact(tx), idi.id, Question("And how large?"))


async def test_an_answer_gives_back_the_working_days_that_were_left(database: Database, clock: Clock) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await triage.ask(tx, await contact(tx), idi.id, Question("How many?"))
    await clock.set("2027-01-11T10:00:00+01:00")
    async with database.transaction() as tx:
        company = await actor_of(tx, "bedrift@example.org")
        await answering.answer(tx, company, idi.reference, Answer("Two million."))
        (again,) = await queries.of_problem(tx, idi.problem_id)
        calendar = await departments.work_calendar(tx)
        assert again.status is ReferralStatus.WAITING
        assert again.decision_due_at == calendar.due_after(tx.now, 10)
        assert again.answer_due_at == again.decision_due_at


async def test_an_answer_may_be_for_one_of_those_who_asked(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    for referral in (idi, kult):
        await triage.ask(tx, await contact(tx, referral.unit_code), referral.id, Question("How many?"))
    company = await actor_of(tx, "bedrift@example.org")
    await answering.answer(tx, company, idi.reference, Answer("Two.", idi.id))
    assert await all_of(tx, idi) == {"IDI": "waiting", "KULT": "asked"}
    with pytest.raises(WrongState):
        await answering.answer(tx, company, idi.reference, Answer("Two.", idi.id))
    await answering.answer(tx, company, idi.reference, Answer("Two."))
    assert await all_of(tx, idi) == {"IDI": "waiting", "KULT": "waiting"}


async def test_whose_turn_it_is_is_who_answers_first(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    asked = await triage.ask(tx, await contact(tx), idi.id, Question("How many?"))
    turn = whose_turn([asked, kult])
    assert turn is not None
    assert turn.unit_code == "KULT"
    assert whose_turn([]) is None


async def test_withdrawing_takes_it_from_everyone_and_tells_them(tx: Transaction) -> None:
    idi, _kult = await stories.referred_to(tx, "IDI", "KULT")
    company = await actor_of(tx, "bedrift@example.org")
    found = await answering.withdraw(tx, company, idi.reference, Withdrawal("We solved it ourselves."))
    assert found.status is ProblemStatus.WITHDRAWN
    assert set((await all_of(tx, idi)).values()) == {"withdrawn"}
    with pytest.raises(Refusal):
        await answering.withdraw(tx, company, idi.reference, Withdrawal())


async def test_what_students_may_be_at_work_on_is_not_withdrawn_over_their_heads(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    company = await actor_of(tx, "bedrift@example.org")
    with pytest.raises(WrongState):
        await answering.withdraw(tx, company, engagement.problem_reference, Withdrawal())


async def test_new_words_keep_the_old_ones(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    company = await actor_of(tx, "bedrift@example.org")
    found = await answering.revise(tx, company, idi.reference, Revision("New title", "New words", 1))
    assert (found.title, found.version) == ("New title", 2)
    assert await tx.value("select title from problem_revision where version = 1") == stories.TITLE
    with pytest.raises(Conflict):
        await answering.revise(tx, company, idi.reference, Revision("Newer", "words", 1))


async def test_the_inbox_begins_with_what_is_due_first(database: Database, clock: Clock) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        (answered,) = await stories.referred_to(tx, "IDI")
        await triage.ask(tx, await contact(tx), answered.id, Question("How many?"))
    await clock.set("2026-11-24T09:00:00+01:00")
    async with database.transaction() as tx:
        await answering.answer(tx, await actor_of(tx, "bedrift@example.org"), answered.reference, Answer("Two."))
        first, second = [(await stories.referred_to(tx, "IDI"))[0] for _problem in range(2)]
        listed = await queries.inbox(tx, [first.unit_id], [ReferralStatus.WAITING], None, 10)
        after = await queries.inbox(tx, [first.unit_id], [ReferralStatus.WAITING], (second.urgent_by, second.id), 10)
    assert [one.id for one in listed] == [first.id, second.id, answered.id]
    assert [one.id for one in after] == [answered.id]
