"""What there is room for stands where a problem is accepted, and a letter never fills what is full."""

import re
from collections.abc import Awaitable, Callable

from api.departments import capacity
from api.departments.capacity import Place, TermCapacity
from api.engagements import usual
from api.routing import queries
from db.database import Database, Transaction
from tests import stories
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

IDI = contact_address("IDI")


async def say(tx: Transaction, places: int) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    found = await usual.acceptance(tx, idi)
    assert found is not None
    told = TermCapacity(found.term, [Place(found.form, places)])
    await capacity.say(tx, await actor_of(tx, IDI), "IDI", told)


async def test_the_places_left_are_told_before_one_accepts(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        await say(tx, 3)
        (idi,) = await stories.referred_to(tx, "IDI")
    page = await (await visitors.signed_in(IDI)).get(f"/inbox/{idi.id}")
    told = re.search(r'id="acceptance-sum">(.*?)</p>', page.text, re.DOTALL)
    assert told is not None
    assert "3 places left." in told[1]


async def test_a_letter_offers_no_acceptance_where_all_is_full(
    database: Database, deliver: Callable[[], Awaitable[dict[str, int]]]
) -> None:
    async with database.transaction() as tx:
        await say(tx, 0)
        (idi,) = await stories.referred_to(tx, "IDI")
        again = await queries.by_id(tx, idi.id)
        assert again is not None
        assert await usual.acceptance(tx, again) is None
    await deliver()
    async with database.reading() as tx:
        offered = await tx.connection.fetch("select answer from answer_link where referral_id = $1", idi.id)
    assert {row["answer"] for row in offered} == {"pass_on", "decline"}
