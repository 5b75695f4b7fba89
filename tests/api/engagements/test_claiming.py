"""Claims: students ask, the supervisor offers, the students accept, and the last place goes to exactly one."""

import asyncio

import pytest

from api.engagements import claiming, progress, queries
from api.engagements.claim import Claim, Claiming, ClaimStatus, Refusal
from api.engagements.engagement import Cancellation, Completion, Engagement, EngagementStatus, Places
from api.engagements.opening import accept, pick_form
from api.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from api.errors import Refusal as Refused
from api.problems.problem import ProblemStatus
from api.routing import queries as routing
from db.database import Database, Transaction
from tests import stories
from tests.people import People, actor_of, contact_address, student_address, teacher_address


async def supervisor(tx: Transaction):
    return await actor_of(tx, contact_address("IDI"))


async def student(tx: Transaction, number: int = 1):
    return await actor_of(tx, student_address(number))


async def again(tx: Transaction, claim: Claim) -> Claim:
    found = await queries.claim_by_id(tx, claim.id)
    assert found is not None
    return found


async def test_asked_offered_accepted(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    claim = await stories.claimed_by(tx, engagement, 1, rank=1)
    assert (claim.status, claim.rank, claim.members) == (ClaimStatus.SUBMITTED, 1, ["Student 1"])
    assert (await claiming.offer(tx, await supervisor(tx), claim.id)).status is ClaimStatus.OFFERED
    assert (await claiming.accept(tx, await student(tx), claim.id)).status is ClaimStatus.ACCEPTED
    found = await queries.by_id(tx, engagement.id)
    assert found is not None
    assert (found.places_taken, found.places_left) == (1, 1)
    verbs = await tx.value("select array_agg(verb order by at, id) from history where subject_id = $1", claim.id)
    assert verbs == ["claim.submitted", "claim.offered", "claim.accepted"]


async def test_a_group_is_as_large_as_the_place_and_each_member_is_in_it(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    two = [student_address(2)]
    with pytest.raises(Invalid) as refused:
        await stories.claimed_by(tx, engagement, 1, members=[*two, student_address(3)])
    assert [fault.pointer for fault in refused.value.faults] == ["/members"]
    claim = await stories.claimed_by(tx, engagement, 1, members=[student_address(2).upper(), student_address(1)])
    assert claim.members == ["Student 1", "Student 2"]
    await claiming.offer(tx, await supervisor(tx), claim.id)
    assert (await claiming.accept(tx, await student(tx, 2), claim.id)).status is ClaimStatus.ACCEPTED


async def test_nobody_is_in_two_claims_at_once_but_may_come_back(database: Database) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx)
        claim = await stories.claimed_by(tx, engagement, 1)
    for number, members in ((1, []), (2, [student_address(1)])):
        with pytest.raises(Conflict):
            async with database.transaction() as tx:
                await stories.claimed_by(tx, engagement, number, members=members)
    async with database.transaction() as tx:
        await claiming.withdraw(tx, await student(tx), claim.id, Refusal("Another one."))
        assert (await stories.claimed_by(tx, engagement, 1)).status is ClaimStatus.SUBMITTED


async def test_students_claim_and_nobody_else(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    for email in (contact_address("IDI"), "bedrift@example.org", "desk@example.org"):
        with pytest.raises(NotAllowed):
            await claiming.claim(tx, await actor_of(tx, email), engagement.reference, Claiming("I would."))


async def test_the_last_place_goes_to_exactly_one(database: Database, people: People) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, places=Places(1, 1))
        boss = await supervisor(tx)
        claims = []
        for number in range(1, 6):
            claim = await stories.claimed_by(tx, engagement, number)
            claims.append((number, await claiming.offer(tx, boss, claim.id)))
    students = {number: await people.student(number) for number, _claim in claims}

    async def take(number: int, claim: Claim) -> bool:
        try:
            async with database.transaction() as tx:
                await claiming.accept(tx, students[number], claim.id)
        except Refused:
            return False
        return True

    assert sum(await asyncio.gather(*(take(number, claim) for number, claim in claims))) == 1
    async with database.reading() as tx:
        assert await tx.value("select count(*) from claim where place is not null") == 1


async def test_each_side_does_its_own_part(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    claim = await stories.claimed_by(tx, engagement, 1)
    with pytest.raises(NotAllowed):
        await claiming.offer(tx, await student(tx), claim.id)
    with pytest.raises(NotFound):
        await claiming.offer(tx, await student(tx, 2), claim.id)
    await claiming.offer(tx, await supervisor(tx), claim.id)
    with pytest.raises(NotAllowed):
        await claiming.accept(tx, await supervisor(tx), claim.id)
    with pytest.raises(NotAllowed):
        await claiming.withdraw(tx, await supervisor(tx), claim.id, Refusal())


async def test_a_no_frees_the_students_and_tells_them_why(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    claim = await stories.claimed_by(tx, engagement, 1)
    declined = await claiming.decline(tx, await supervisor(tx), claim.id, Refusal("The group is full."))
    assert (declined.status, declined.reason) == (ClaimStatus.DECLINED, "The group is full.")
    with pytest.raises(WrongState):
        await claiming.offer(tx, await supervisor(tx), claim.id)


async def test_who_gives_a_place_back_makes_room(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx, places=Places(1, 1))
    claim = await stories.taken_by(tx, engagement, 1)
    await claiming.withdraw(tx, await student(tx), claim.id, Refusal())
    assert (await stories.taken_by(tx, engagement, 2)).status is ClaimStatus.ACCEPTED


async def test_starting_needs_somebody_and_turns_the_others_down(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    with pytest.raises(WrongState) as refused:
        await progress.start(tx, await supervisor(tx), engagement.reference)
    assert refused.value.allowed == (EngagementStatus.CANCELLED,)
    await stories.taken_by(tx, engagement, 1)
    waiting = await stories.claimed_by(tx, engagement, 2)
    started = await progress.start(tx, await supervisor(tx), engagement.reference)
    assert started.started_at == tx.now
    assert (await again(tx, waiting)).status is ClaimStatus.DECLINED
    with pytest.raises(WrongState):
        await stories.claimed_by(tx, engagement, 3)


async def test_completed_work_completes_the_problem_and_takes_it_from_who_still_held_it(tx: Transaction) -> None:
    idi, _kult = await stories.referred_to(tx, "IDI", "KULT")
    engagement = await accept(tx, await supervisor(tx), idi.id, stories.acceptance())
    await stories.taken_by(tx, engagement, 1)
    await progress.start(tx, await supervisor(tx), engagement.reference)
    done = await progress.complete(tx, await supervisor(tx), engagement.reference, Completion("report", "Done.", 10))
    assert (done.status, done.outcome, done.hours) == (EngagementStatus.COMPLETED, "report", 10)
    assert (await stories.problem_of(tx, engagement)).status is ProblemStatus.COMPLETED
    states = {r.unit_code: r.status for r in await routing.of_problem(tx, engagement.problem_id)}
    assert states == {"IDI": "accepted", "KULT": "withdrawn"}


async def test_a_problem_is_not_completed_while_another_part_of_it_goes_on(tx: Transaction) -> None:
    idi, kult = await stories.referred_to(tx, "IDI", "KULT")
    one = await accept(tx, await supervisor(tx), idi.id, stories.acceptance())
    other = await accept(tx, await actor_of(tx, contact_address("KULT")), kult.id, stories.acceptance())
    await stories.taken_by(tx, one, 1)
    await progress.start(tx, await supervisor(tx), one.reference)
    await progress.complete(tx, await supervisor(tx), one.reference, Completion("report", "Done."))
    assert (await stories.problem_of(tx, one)).status is ProblemStatus.ENGAGED
    boss = await actor_of(tx, contact_address("KULT"))
    await progress.cancel(tx, boss, other.reference, Cancellation("No students."))
    assert (await stories.problem_of(tx, one)).status is ProblemStatus.COMPLETED, "one part came to an end"


async def test_work_that_is_called_off_puts_the_problem_back_among_those_that_wait(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    claim = await stories.claimed_by(tx, engagement, 1)
    await progress.cancel(tx, await supervisor(tx), engagement.reference, Cancellation("No students."))
    assert (await again(tx, claim)).status is ClaimStatus.DECLINED
    assert (await stories.problem_of(tx, engagement)).status is ProblemStatus.WAITING
    states = {r.unit_code: r.status for r in await routing.of_problem(tx, engagement.problem_id)}
    assert states == {"IDI": "withdrawn", "DESK": "waiting"}


async def test_the_named_supervisor_is_appointed_and_may_go_on_beside_the_contact(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx, supervisor_email="ny.laerer@example.org")
    assert engagement.supervisor_name == "ny.laerer"
    await stories.taken_by(tx, engagement, 1)
    new = await actor_of(tx, "ny.laerer@example.org")
    with pytest.raises(NotFound):
        await progress.start(tx, await actor_of(tx, teacher_address("IDI")), engagement.reference)
    assert (await progress.start(tx, new, engagement.reference)).status is EngagementStatus.RUNNING


async def test_a_form_is_meant_by_its_code_or_by_its_kind_and_level(tx: Transaction) -> None:
    from api.departments import queries as departments

    unit = await departments.unit_by_code(tx, "IDI")
    assert unit is not None
    offered = await departments.forms_of(tx, unit.id)
    for form in offered:
        assert pick_form(offered, form.code.upper(), None) == form
    thesis = pick_form(offered, "thesis", "master")
    assert thesis is not None
    assert (thesis.kind, thesis.level) == ("thesis", "master")
    assert pick_form(offered, "party", None) is None


async def test_the_words_of_the_problem_are_the_engagement_s_own_unless_others_are_given(tx: Transaction) -> None:
    plain: Engagement = await stories.opened_at(tx)
    assert (plain.title, plain.summary) == (stories.TITLE, stories.DESCRIPTION)
    told = await stories.opened_at(tx, title="Lice", summary="Count them.")
    assert (told.title, told.summary) == ("Lice", "Count them.")
