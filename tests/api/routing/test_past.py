"""What was like a problem before, and what became of it: for those who may know of it."""

from uuid import UUID

from api.problems.problem import Confidentiality, ProblemStatus
from api.routing import past, triage
from api.routing.referral import Decline, Referral
from db.database import Transaction
from tests import stories
from tests.people import actor_of

OTHER = {
    "title": "Which archives tell the history of the canning industry?",
    "description": "Our museum keeps letters and account books from the sardine factories of the town.",
}


async def unit_of(tx: Transaction, code: str) -> list[UUID]:
    return [await tx.value("select id from unit where code = $1 and valid_to is null", code)]


async def another(tx: Transaction, code: str = "IDI", **changes: object) -> Referral:
    return (await stories.referred_to(tx, code, **changes))[0]


async def test_what_became_of_one_like_it(tx: Transaction) -> None:
    done = await stories.completed_at(tx)
    await stories.completed_at(tx, "KULT")
    new = await another(tx)
    found = await past.like_it(tx, new.problem_id, await unit_of(tx, "IDI"))
    assert len(found) == 2
    mine = next(one for one in found if one.reference == done.problem_reference)
    assert (mine.status, mine.term, mine.outcome, mine.is_seen) == (
        ProblemStatus.COMPLETED, "2027-spring", "prototype", True,
    )  # fmt: skip
    assert mine.unit is not None
    assert mine.unit.en == "Department of Computer Science"


async def test_a_no_comes_with_its_reason(tx: Transaction) -> None:
    desk = await another(tx, "DESK")
    await triage.decline(tx, await actor_of(tx, "desk@example.org"), desk.id, Decline("Nobody does fish."))
    new = await another(tx)
    (found,) = await past.like_it(tx, new.problem_id, None)
    assert (found.status, found.reason, found.form) == (ProblemStatus.DECLINED, "Nobody does fish.", None)


async def test_what_only_shares_a_word_is_not_like_it(tx: Transaction) -> None:
    await stories.completed_at(tx)
    new = await another(tx, **OTHER)
    assert await past.like_it(tx, new.problem_id, None) == []
    assert [one.reference for one in await past.like_it(tx, (await another(tx)).problem_id, None)] != []


async def test_others_problems_show_only_when_they_were_open_to_all(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx, "KULT")
    desk = await another(tx, "DESK")
    await triage.decline(tx, await actor_of(tx, "desk@example.org"), desk.id, Decline("Nobody does fish."))
    new = await another(tx)
    idi = await unit_of(tx, "IDI")
    (found,) = await past.like_it(tx, new.problem_id, idi)
    assert (found.reference, found.is_seen) == (engagement.problem_reference, False)
    sql = "update problem set confidentiality = $2 where id = $1"
    await tx.run(sql, engagement.problem_id, Confidentiality.SOME)
    assert await past.like_it(tx, new.problem_id, idi) == []
    assert len(await past.like_it(tx, new.problem_id, None)) == 2


async def test_no_more_than_three(tx: Transaction) -> None:
    for _number in range(4):
        await stories.opened_at(tx)
    assert len(await past.like_it(tx, (await another(tx)).problem_id, None)) == 3
