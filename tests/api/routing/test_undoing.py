"""An answer can be taken back for a quarter of an hour, while nobody has built on it; then all is as it was."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from api.accounts.actor import Actor
from api.engagements import opening, undoing
from api.engagements import queries as engagements
from api.errors import NotFound, WrongState
from api.problems import queries as problems
from api.problems.problem import ProblemStatus
from api.routing import answering, fitting, queries, triage
from api.routing.answering import Answer, Withdrawal
from api.routing.referral import Decline, Question, Redirection, Referral, ReferralStatus
from db.database import Database, Transaction
from tests import stories
from tests.conftest import Clock
from tests.people import actor_of, contact_address, found_company
from tests.visitors import Visitors

NO = Decline("Nobody has room.", "Try in August.", wrong_place=True)
AWAY = Redirection("KULT", "It is about people.")


async def contact(tx: Transaction, code: str = "IDI") -> Actor:
    return await actor_of(tx, "desk@example.org" if code == "DESK" else contact_address(code))


async def all_of(tx: Transaction, referral: Referral) -> dict[str, str]:
    return {r.unit_code: r.status.value for r in await queries.of_problem(tx, referral.problem_id)}


async def status_of(tx: Transaction, referral: Referral) -> ProblemStatus:
    problem = await problems.by_id(tx, referral.problem_id)
    assert problem is not None
    return problem.status


async def accept(tx: Transaction, referral: Referral) -> None:
    await opening.accept(tx, await contact(tx, referral.unit_code), referral.id, stories.acceptance())


async def decline(tx: Transaction, referral: Referral) -> None:
    await triage.decline(tx, await contact(tx, referral.unit_code), referral.id, NO)


async def pass_on(tx: Transaction, referral: Referral) -> None:
    await triage.redirect(tx, await contact(tx, referral.unit_code), referral.id, AWAY)


Deed = Callable[[Transaction, Referral], Awaitable[None]]
answers = pytest.mark.parametrize("answer", [accept, decline, pass_on])


@answers
async def test_what_is_taken_back_waits_as_it_did(tx: Transaction, answer: Deed) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await answer(tx, idi)
    assert await undoing.undo(tx, await contact(tx), idi.id) == idi
    assert [r for r in await queries.of_problem(tx, idi.problem_id) if r.is_open] == [idi]
    assert await status_of(tx, idi) is ProblemStatus.WAITING
    assert await tx.value("select wrong_place from referral where id = $1", idi.id) is False
    assert await tx.value("select count(*) from history where verb = 'referral.undone'") == 1


@answers
async def test_it_can_be_answered_anew_and_taken_back_once_more(tx: Transaction, answer: Deed) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    for _round in range(2):
        await answer(tx, idi)
        await undoing.undo(tx, await contact(tx), idi.id)
    await accept(tx, idi)
    assert [e.status for e in await engagements.of_problem(tx, idi.problem_id)][-1] == "open"
    assert await status_of(tx, idi) is ProblemStatus.ENGAGED


@answers
async def test_what_waited_for_the_company_waits_for_it_again(tx: Transaction, answer: Deed) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    asked = await triage.ask(tx, await contact(tx), idi.id, Question("How many?"))
    await answer(tx, idi)
    assert await undoing.undo(tx, await contact(tx), idi.id) == asked
    company = await actor_of(tx, "bedrift@example.org")
    await answering.answer(tx, company, idi.reference, Answer("Two."))
    assert (await all_of(tx, idi))["IDI"] == "waiting"


@answers
async def test_a_quarter_of_an_hour_and_no_longer(database: Database, clock: Clock, answer: Deed) -> None:
    start = await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await answer(tx, idi)
    await clock.set(start + timedelta(minutes=15, seconds=1))
    with pytest.raises(WrongState):
        async with database.transaction() as tx:
            await undoing.undo(tx, await contact(tx), idi.id)
    await clock.set(start + timedelta(minutes=15))
    async with database.transaction() as tx:
        await undoing.undo(tx, await contact(tx), idi.id)


async def test_the_desk_s_last_word_is_not_the_last_for_a_while(tx: Transaction) -> None:
    (desk,) = await stories.referred_to(tx, "DESK")
    await decline(tx, desk)
    assert await status_of(tx, desk) is ProblemStatus.DECLINED
    await undoing.undo(tx, await contact(tx, "DESK"), desk.id)
    assert await status_of(tx, desk) is ProblemStatus.WAITING
    assert await all_of(tx, desk) == {"DESK": "waiting"}


@pytest.mark.parametrize("answer", [decline, pass_on])
async def test_whoever_has_it_now_and_has_begun_keeps_it(tx: Transaction, answer: Deed) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await answer(tx, idi)
    there = (await queries.of_problem(tx, idi.problem_id))[-1]
    await triage.ask(tx, await contact(tx, there.unit_code), there.id, Question("How many?"))
    with pytest.raises(WrongState):
        await undoing.undo(tx, await contact(tx), idi.id)
    assert (await all_of(tx, idi))[there.unit_code] == "asked"


async def test_what_students_have_asked_for_is_called_off_where_they_see_it(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    await stories.claimed_by(tx, engagement, 1)
    with pytest.raises(WrongState):
        await undoing.undo(tx, await contact(tx), engagement.referral_id)


async def test_another_department_s_yes_stands(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    await accept(tx, idi)
    await accept(tx, kult)
    await undoing.undo(tx, await contact(tx), idi.id)
    assert await all_of(tx, idi) == {"IDI": "waiting", "KULT": "accepted"}
    assert await status_of(tx, idi) is ProblemStatus.ENGAGED


async def test_what_has_ended_otherwise_stays_so(tx: Transaction) -> None:
    idi, _kult = await stories.referred_to(tx, "IDI", "KULT")
    await decline(tx, idi)
    await answering.withdraw(tx, await actor_of(tx, "bedrift@example.org"), idi.reference, Withdrawal())
    with pytest.raises(WrongState):
        await undoing.undo(tx, await contact(tx), idi.id)


async def test_nothing_comes_to_lie_twice_with_one_department(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await pass_on(tx, idi)
    kult = (await queries.of_problem(tx, idi.problem_id))[-1]
    await triage.redirect(tx, await contact(tx, "KULT"), kult.id, Redirection("IDI", "It is theirs."))
    with pytest.raises(WrongState):
        await undoing.undo(tx, await contact(tx), idi.id)


async def test_it_is_for_whoever_could_have_given_the_answer(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    desk = await contact(tx, "DESK")
    await decline(tx, idi)
    for stranger in (desk, await contact(tx, "KULT"), await actor_of(tx, "bedrift@example.org")):
        with pytest.raises(NotFound):
            await undoing.undo(tx, stranger, idi.id)
    await undoing.undo(tx, await contact(tx), idi.id)
    await triage.redirect(tx, desk, idi.id, AWAY)
    await undoing.undo(tx, desk, idi.id)
    assert (await all_of(tx, idi))["IDI"] == "waiting"


async def test_what_was_never_answered_is_not_taken_back(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    with pytest.raises(WrongState):
        await undoing.undo(tx, await contact(tx), idi.id)


async def test_nothing_is_learnt_from_an_answer_that_was_taken_back(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await tx.run("update problem set demo = false")
    for answer in (pass_on, decline, accept):
        await answer(tx, idi)
        assert await tx.value(fitting.SINCE, idi.created_at - timedelta(days=1)) > 0
        await undoing.undo(tx, await contact(tx), idi.id)
        assert await tx.value(fitting.SINCE, idi.created_at - timedelta(days=1)) == 0


async def letters_to(tx: Transaction, email: str) -> list[str]:
    rows = await tx.connection.fetch("select occasion from mail where recipient = $1 order by id", email)
    return [row["occasion"] for row in rows]


@pytest.mark.parametrize("answer", [accept, decline])
async def test_the_company_hears_of_it_only_when_it_had_heard_of_the_answer(
    database: Database, deliver: Callable[[], Awaitable[dict[str, int]]], answer: Deed
) -> None:
    told = "accepted" if answer is accept else "declined"
    async with database.transaction() as tx:
        await found_company(tx, "hilde@firma.example", "Hilde", "Firma AS", (await contact(tx)).language)
        (idi,) = await stories.referred_to(tx, "IDI", email="hilde@firma.example", home="Firma AS")
        await answer(tx, idi)
        await undoing.undo(tx, await contact(tx), idi.id)
    await deliver()
    async with database.transaction() as tx:
        assert not {told, "undone"} & set(await letters_to(tx, "hilde@firma.example"))
        await answer(tx, idi)
    await deliver()
    async with database.transaction() as tx:
        await undoing.undo(tx, await contact(tx), idi.id)
    await deliver()
    async with database.reading() as tx:
        assert (await letters_to(tx, "hilde@firma.example"))[-2:] == [told, "undone"]


async def test_no_department_hears_of_what_was_called_back_before_the_letter_went(
    database: Database, deliver: Callable[[], Awaitable[dict[str, int]]]
) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await pass_on(tx, idi)
        await undoing.undo(tx, await contact(tx), idi.id)
    await deliver()
    async with database.reading() as tx:
        assert await letters_to(tx, contact_address("KULT")) == []
        assert await letters_to(tx, contact_address("IDI")) == ["new_referral"]


async def test_by_the_api(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await decline(tx, idi)
    idi_client = await visitors.signed_in(contact_address("IDI"))
    answer = await idi_client.post(f"/api/v1/referrals/{idi.id}/undo")
    assert (answer.status_code, answer.json()["state"]) == (200, ReferralStatus.WAITING)
    again = await idi_client.post(f"/api/v1/referrals/{idi.id}/undo")
    assert again.status_code == 409
