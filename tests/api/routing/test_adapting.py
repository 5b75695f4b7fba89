"""What a department makes of a problem: parts, one of two, its own words, a second department beside it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.engagements import opening, progress
from api.engagements.together import together_with
from api.errors import Conflict, Invalid, NotFound, Refusal, WrongState
from api.identity import _Id  # pyright: ignore[reportPrivateUsage]
from api.problems import queries as problems
from api.problems.linked import linked_to
from api.problems.problem import Problem, ProblemStatus
from api.routing import calling_in, joining, queries, rewording, splitting, triage
from api.routing.calling_in import CallIn
from api.routing.joining import Join
from api.routing.referral import Decline, DeclineCode, Origin, Referral
from api.routing.rewording import Rewording
from api.routing.splitting import Part, Split
from api.secrets import hashed
from db.database import Database, Transaction
from tests import stories
from tests.people import actor_of, contact_address

Work = Callable[[], Awaitable[dict[str, int]]]

TWO = Split(
    [Part("Count the lice", "From pictures under water.", "IDI"), Part("Ask the farmers", "What they need.", "KULT")],
    "It is two questions.",
)


async def contact(tx: Transaction, code: str = "IDI"):
    return await actor_of(tx, "desk@example.org" if code == "DESK" else contact_address(code))


async def problem_of(tx: Transaction, referral: Referral) -> Problem:
    found = await problems.by_id(tx, referral.problem_id)
    assert found is not None
    return found


async def states(tx: Transaction, referral: Referral) -> dict[str, str]:
    return {r.unit_code: r.status.value for r in await queries.of_problem(tx, referral.problem_id)}


async def test_each_part_goes_on_by_itself_and_the_whole_shows_who_has_it(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    whole = await splitting.split(tx, await contact(tx), idi.id, TWO)
    assert whole.status is ProblemStatus.DIVIDED
    parts = await linked_to(tx, whole.id)
    assert [(p.title, p.relation.value, p.unit_code, p.holder_name) for p in parts] == [
        ("Count the lice", "part", "IDI", "Kontakt IDI"),
        ("Ask the farmers", "part", "KULT", "Kontakt KULT"),
    ]
    assert all(p.due_at for p in parts)
    one = await problems.by_reference(tx, parts[0].reference)
    assert one is not None
    assert (one.status, one.organisation_id, one.contact_id) == (
        ProblemStatus.WAITING,
        whole.organisation_id,
        whole.contact_id,
    )
    (lies,) = await queries.of_problem(tx, one.id)
    assert lies.origin is Origin.SPLIT
    await triage.decline(tx, await contact(tx), lies.id, Decline("No room."))
    assert await states(tx, lies) == {"IDI": "declined", "DESK": "waiting"}, "a part falls as little as a whole does"


async def test_the_key_of_the_whole_opens_its_parts(tx: Transaction) -> None:
    made = await stories.post(tx, await actor_of(tx, "bedrift@example.org"), email="bedrift@example.org")
    await tx.run("update problem set status = 'waiting' where id = $1", made.id)
    problem = await problems.by_id(tx, made.id)
    assert problem is not None
    from api.departments import queries as departments
    from api.routing.referring import refer

    (lies,) = await refer(
        tx, await contact(tx), problem, await departments.desk(tx), Origin.ROUTED, reason="for this test"
    )
    await splitting.split(tx, await contact(tx, "DESK"), lies, TWO)
    opened = {row.id for row in await tx.rows(_Id, problems.BY_FOLLOW_KEY, hashed(made.follow_key))}
    parts = await tx.rows(_Id, "select id from problem where part_of = $1", made.id)
    assert opened == {made.id, *(part.id for part in parts)}
    assert len(opened) == 3


async def test_a_department_does_not_split_what_another_has_too_and_the_desk_may(tx: Transaction) -> None:
    idi, _kult = await stories.referred_to(tx, "IDI", "KULT")
    with pytest.raises(WrongState):
        await splitting.split(tx, await contact(tx), idi.id, TWO)
    await splitting.split(tx, await contact(tx, "DESK"), idi.id, TWO)
    assert await states(tx, idi) == {"IDI": "withdrawn", "KULT": "withdrawn"}


async def test_a_part_for_nobody_is_refused_and_nothing_is_split(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    wrong = Split([TWO.parts[0], Part("Else", "where", "NOWHERE")], "Two.")
    with pytest.raises(Invalid) as refused:
        await splitting.split(tx, await contact(tx), idi.id, wrong)
    assert [fault.pointer for fault in refused.value.faults] == ["/parts/1/department"]
    assert (await problem_of(tx, idi)).status is ProblemStatus.WAITING


async def test_two_who_split_at_once_split_once(database: Database) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        actor = await contact(tx)

    async def once() -> bool:
        try:
            async with database.transaction() as tx:
                await splitting.split(tx, actor, idi.id, TWO)
        except Refusal:
            return False
        return True

    assert sum(await asyncio.gather(*(once() for _twin in range(5)))) == 1
    async with database.reading() as tx:
        assert await tx.value("select count(*) from problem where part_of is not null") == 2


async def test_the_company_is_told_once_of_all_parts(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI", language="en")
        await splitting.split(tx, await contact(tx), idi.id, TWO)
    await deliver()
    async with database.reading() as tx:
        told = await tx.rows(dict[str, str], "select text from mail where recipient = 'bedrift@example.org'")
    (letter,) = [row["text"] for row in told if "goes on" in row["text"] or "split" in row["text"]]
    assert "Count the lice" in letter
    assert "Ask the farmers" in letter
    assert "It is two questions." in letter


async def test_the_newer_of_two_goes_into_the_older_and_is_taken_from_everyone(tx: Transaction) -> None:
    (older,) = await stories.referred_to(tx, "IDI")
    newer, _kult = await stories.referred_to(tx, "IDI", "KULT")
    joined = await joining.join(tx, await contact(tx), newer.id, Join(older.reference.lower(), "The same again."))
    assert joined.status is ProblemStatus.JOINED
    assert set((await states(tx, newer)).values()) == {"withdrawn"}
    assert await states(tx, older) == {"IDI": "waiting"}
    assert [(one.reference, one.relation.value) for one in await linked_to(tx, joined.id)] == [
        (older.reference, "older")
    ]
    assert [one.relation.value for one in await linked_to(tx, older.problem_id)] == ["newer"]


async def test_only_an_older_one_of_the_same_organisation_that_lies_with_both_takes_it_in(tx: Transaction) -> None:
    (older,) = await stories.referred_to(tx, "KULT")
    (newer,) = await stories.referred_to(tx, "IDI")
    for wrong in (older.reference, newer.reference, "P-000000"):
        with pytest.raises(Invalid):
            await joining.join(tx, await contact(tx), newer.id, Join(wrong, "The same."))
    with pytest.raises(Invalid):
        await joining.join(tx, await contact(tx, "DESK"), older.id, Join(newer.reference, "The wrong way round."))
    with pytest.raises(NotFound):
        await joining.join(tx, await contact(tx, "KULT"), newer.id, Join(older.reference, "The same."))
    await joining.join(tx, await contact(tx, "DESK"), newer.id, Join(older.reference, "The desk sees both."))


async def test_a_department_s_own_words_stand_beside_the_company_s_and_begin_the_project(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    reworded = await rewording.reword(tx, await contact(tx), idi.id, Rewording("Detecting lice", "Vision.", 0))
    assert (reworded.title, reworded.reworded_title, reworded.reworded_version) == (stories.TITLE, "Detecting lice", 1)
    with pytest.raises(Conflict):
        await rewording.reword(tx, await contact(tx), idi.id, Rewording("Later", "words", 0))
    made = await opening.accept(tx, await contact(tx), idi.id, stories.acceptance())
    assert (made.title, made.summary) == ("Detecting lice", "Vision.")
    assert (await problem_of(tx, idi)).title == stories.TITLE


async def test_a_second_department_has_a_part_of_its_own_and_both_are_shown_together(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    second = await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "It is about people too."))
    assert (second.origin, second.unit_code, second.status.value) == (Origin.CALLED_IN, "KULT", "waiting")
    assert await states(tx, idi) == {"IDI": "waiting", "KULT": "waiting"}
    with pytest.raises(Conflict):
        await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "Once more."))
    first = await opening.accept(tx, await contact(tx), idi.id, stories.acceptance())
    assert not first.interdisciplinary
    theirs = await opening.accept(tx, await contact(tx, "KULT"), second.id, stories.acceptance())
    assert theirs.interdisciplinary
    assert [o.reference for o in await together_with(tx, first.id, is_party=False)] == [theirs.reference]
    assert [o.reference for o in await together_with(tx, theirs.id, is_party=False)] == [first.reference]


@pytest.mark.parametrize("code", ["IDI", "DESK", "NOWHERE", "IE"])
async def test_only_another_department_is_called_in(tx: Transaction, code: str) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    with pytest.raises(Invalid):
        await calling_in.call_in(tx, await contact(tx), idi.id, CallIn(code, "Theirs too."))


async def test_nobody_is_called_in_to_what_is_over(tx: Transaction) -> None:
    engagement = await stories.completed_at(tx)
    with pytest.raises(WrongState):
        await calling_in.call_in(tx, await contact(tx), engagement.referral_id, CallIn("KULT", "Too late."))


async def test_the_second_s_no_leaves_the_first_s_part_alone(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    second = await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "Both."))
    await triage.decline(tx, await contact(tx, "KULT"), second.id, Decline("No room."))
    assert await states(tx, idi) == {"IDI": "waiting", "KULT": "declined"}


async def test_called_off_in_one_department_it_goes_on_in_the_other(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    second = await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "Both."))
    first = await opening.accept(tx, await contact(tx), idi.id, stories.acceptance())
    await opening.accept(tx, await contact(tx, "KULT"), second.id, stories.acceptance())
    await progress.cancel(tx, await contact(tx), first.reference, progress.Cancellation("Nobody came."))
    assert (await problem_of(tx, idi)).status is ProblemStatus.ENGAGED


@pytest.mark.parametrize(
    ("told", "kept", "learns"),
    [
        (Decline("Full.", code=DeclineCode.CAPACITY), "capacity", False),
        (Decline("Not ours.", code=DeclineCode.FIELD), "field", True),
        (Decline("Not ours.", wrong_place=True), "field", True),
        (Decline("No."), "other", False),
    ],
)
async def test_a_no_is_kept_with_its_code_and_one_of_them_teaches(
    tx: Transaction, told: Decline, kept: str, learns: bool
) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    assert (await triage.decline(tx, await contact(tx), idi.id, told)).decline_code == kept
    assert await tx.value("select wrong_place from referral where id = $1", idi.id) is learns


async def test_the_second_department_hears_who_asks_and_why(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
        await calling_in.call_in(tx, await contact(tx), idi.id, CallIn("KULT", "It is about people too."))
    await deliver()
    async with database.reading() as tx:
        rows = await tx.rows(
            dict[str, str], "select occasion, text from mail where recipient = $1", contact_address("KULT")
        )
    (letter,) = rows
    assert letter["occasion"] == "called_in"
    assert "It is about people too." in letter["text"]
