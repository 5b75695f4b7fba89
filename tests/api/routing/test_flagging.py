"""What must be settled before a yes, and what departments say to each other alone."""

from collections.abc import Awaitable, Callable

import pytest

from api.accounts.actor import Actor
from api.engagements import opening
from api.errors import Invalid, NotFound, WrongState
from api.problems.representation import STEPS, HistoryStep
from api.routing import calling_in, flagging, notes, queries, triage
from api.routing.calling_in import CallIn
from api.routing.flag import FlagKind, FlagStatus, GoesAhead, Opinion, Raising, Resolution
from api.routing.notes import Writing
from api.routing.referral import Decline, Referral
from db.database import Database, Transaction
from tests import stories
from tests.people import actor_of, contact_address, student_address, teacher_address

Work = Callable[[], Awaitable[dict[str, int]]]

ASKING = Raising(FlagKind.DUAL_USE, "Could count people as well.", "KULT")
YES = Opinion("With the pictures kept at sea.", GoesAhead.WITH_CONDITIONS)


async def contact(tx: Transaction, code: str = "IDI") -> Actor:
    return await actor_of(tx, "desk@example.org" if code == "DESK" else contact_address(code))


async def told_to_company(tx: Transaction, referral: Referral) -> str:
    return "\n".join(f"{s.verb} {s.reason}" for s in await tx.rows(HistoryStep, STEPS, referral.problem_id))


async def test_nobody_accepts_before_it_is_settled(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    flag = await flagging.raise_flag(tx, await contact(tx), idi.id, Raising(FlagKind.ETHICS, "Is it right?"))
    for code, referral in (("IDI", idi), ("KULT", kult)):
        with pytest.raises(WrongState) as refused:
            await opening.accept(tx, await contact(tx, code), referral.id, stories.acceptance())
        assert refused.value.state == "flagged"
    await flagging.resolve(tx, await contact(tx), flag.id, Resolution("The fish are not harmed."))
    assert await opening.accept(tx, await contact(tx), idi.id, stories.acceptance())


async def test_a_second_opinion_is_heard_before_it_is_settled(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    flag = await flagging.raise_flag(tx, await contact(tx), idi.id, ASKING)
    assert (flag.status, flag.asked_code) == (FlagStatus.ASKED, "KULT")
    with pytest.raises(WrongState):
        await flagging.resolve(tx, await contact(tx), flag.id, Resolution("Never mind."))
    advised = await flagging.advise(tx, await contact(tx, "KULT"), flag.id, YES)
    assert (advised.status, advised.goes_ahead) == (FlagStatus.ADVISED, GoesAhead.WITH_CONDITIONS)
    with pytest.raises(WrongState):
        await flagging.advise(tx, await contact(tx, "KULT"), flag.id, YES)
    settled = await flagging.resolve(tx, await contact(tx), flag.id, Resolution("On that condition."))
    assert settled.is_settled


async def test_who_raised_it_is_no_second_opinion_and_strangers_are_none_either(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    flag = await flagging.raise_flag(tx, await contact(tx), idi.id, ASKING)
    for email in (contact_address("IDI"), contact_address("IBM"), "bedrift@example.org", student_address(1)):
        with pytest.raises(NotFound):
            await flagging.advise(tx, await actor_of(tx, email), flag.id, YES)
    for email in (contact_address("KULT"), contact_address("IBM"), "bedrift@example.org", teacher_address("IDI")):
        with pytest.raises(NotFound):
            await flagging.resolve(tx, await actor_of(tx, email), flag.id, Resolution("Fine."))
    assert (await flagging.advise(tx, await contact(tx, "DESK"), flag.id, YES)).opinion_name == "Dagny Desk"


@pytest.mark.parametrize("code", ["IDI", "NOWHERE"])
async def test_a_second_opinion_comes_from_somebody_else_who_is_there(tx: Transaction, code: str) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    with pytest.raises(Invalid) as refused:
        await flagging.raise_flag(tx, await contact(tx), idi.id, Raising(FlagKind.ETHICS, "Is it right?", code))
    assert [fault.pointer for fault in refused.value.faults] == ["/second_opinion"]


async def test_the_company_reads_that_and_how_it_was_settled_and_not_the_doubts(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    flag = await flagging.raise_flag(tx, await contact(tx), idi.id, ASKING)
    await flagging.advise(tx, await contact(tx, "KULT"), flag.id, YES)
    await flagging.resolve(tx, await contact(tx), flag.id, Resolution("The pictures stay at sea."))
    read = await told_to_company(tx, idi)
    assert "flag.raised Could be misused" in read
    assert "The pictures stay at sea." in read
    assert "Could count people" not in read
    assert "kept at sea" not in read


async def test_whoever_is_asked_gets_a_letter_and_so_does_who_asked(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        flag = await flagging.raise_flag(tx, await contact(tx), idi.id, ASKING)
    await deliver()
    async with database.transaction() as tx:
        await flagging.advise(tx, await contact(tx, "KULT"), flag.id, YES)
    await deliver()
    async with database.reading() as tx:
        rows = await tx.rows(
            dict[str, str], "select occasion, recipient from mail where occasion like 'opinion%' order by id"
        )
    assert [(row["occasion"], row["recipient"]) for row in rows] == [
        ("opinion_wanted", contact_address("KULT")),
        ("opinion_given", contact_address("IDI")),
    ]


async def test_notes_are_read_by_those_who_have_or_had_it_and_by_nobody_else(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    await triage.decline(tx, await contact(tx, "KULT"), kult.id, Decline("No room."))
    await notes.write(tx, await contact(tx), idi.id, Writing("They were here in 2024 too."))
    await notes.write(tx, await contact(tx, "DESK"), kult.id, Writing("I know them."))
    for code in ("IDI", "KULT", "DESK"):
        read = await notes.read_all(tx, await contact(tx, code), idi.id)
        assert [note.body for note in read] == ["They were here in 2024 too.", "I know them."]
    for email in ("bedrift@example.org", contact_address("IBM"), teacher_address("IDI"), student_address(1)):
        with pytest.raises(NotFound):
            await notes.read_all(tx, await actor_of(tx, email), idi.id)
        with pytest.raises(NotFound):
            await notes.write(tx, await actor_of(tx, email), idi.id, Writing("Hello?"))
    assert "2024" not in await told_to_company(tx, idi)
    assert "note" not in await told_to_company(tx, idi)


async def test_a_note_reaches_the_others_who_have_it_now(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "Both."))
        assert len(await queries.of_problem(tx, idi.problem_id)) == 2
        await notes.write(tx, await contact(tx), idi.id, Writing("Shall we meet?"))
    await deliver()
    async with database.reading() as tx:
        rows = await tx.rows(dict[str, str], "select recipient from mail where occasion = 'note'")
    assert [row["recipient"] for row in rows] == [contact_address("KULT")]
