"""The head sees what each has, each sees their own, and the desk sees where one person alone holds a department up."""

import pytest

from api.accounts.actor import Actor, Role
from api.departments import contacts
from api.departments.contacts import Appointing, Lack, Mailbox, UnitRole
from api.errors import NotAllowed, NotFound
from api.oversight import hanging, workload
from api.oversight.hanging import Hanging
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People
from tests.visitors import Visitors


@pytest.fixture
async def head(database: Database, people: People, clock: Clock) -> Actor:
    await clock.set("2027-02-01T08:00:00+00:00")
    async with database.transaction() as tx:
        await contacts.appoint(
            tx, await people.desk(), "IDI", Appointing("leder@example.org", "Åse Leder", UnitRole.HEAD)
        )
    return await people.by_email("leder@example.org")


async def test_the_head_sees_what_each_has_by_name(database: Database, head: Actor, clock: Clock) -> None:
    async with database.transaction() as tx:
        await stories.running_at(tx, "IDI")
        await stories.opened_at(tx, "IDI")
        (waiting,) = await stories.referred_to(tx, "IDI")
    await clock.set("2027-02-08T08:00:00+00:00")
    async with database.reading() as tx:
        seen = await workload.of_department(tx, head, "IDI")
    assert seen.whole
    assert [one.name for one in seen.loads] == sorted([one.name for one in seen.loads], key=str.lower)
    mine = next(one for one in seen.loads if one.name == "Kontakt IDI")
    assert (mine.referrals, mine.late, mine.open_work, mine.running_work) == (1, 1, 1, 1)
    assert (mine.oldest_at, mine.next_due_at) == (waiting.created_at, waiting.reply_due_at)


async def test_everyone_else_sees_their_own_or_nothing(database: Database, people: People, head: Actor) -> None:
    async with database.reading() as tx:
        for actor in (await people.contact(), await people.teacher()):
            own = await workload.of_department(tx, actor, "IDI")
            assert not own.whole
            assert [one.person_id for one in own.loads] == [actor.person_id]
        for actor in (await people.contact("KULT"), await people.desk(), await people.admin(), await people.partner()):
            with pytest.raises(NotFound):
                await workload.of_department(tx, actor, "IDI")


async def thread(database: Database, actor: Actor, code: str) -> Hanging | None:
    async with database.reading() as tx:
        return next((one for one in await hanging.by_a_thread(tx, actor) if one.code == code), None)


async def test_the_desk_sees_who_hangs_on_one_person(database: Database, people: People, clock: Clock) -> None:
    await clock.set("2027-02-01T08:00:00+00:00")
    desk = await people.desk()
    found = await thread(database, desk, "IDI")
    assert found is not None
    assert found.lacks == [Lack.ONE_CONTACT]
    async with database.transaction() as tx:
        await contacts.appoint(tx, desk, "IDI", Appointing("ola@example.org", "Ola"))
    assert await thread(database, desk, "IDI") is None
    async with database.transaction() as tx:
        for _time in range(5):
            await stories.referred_to(tx, "IDI")
    found = await thread(database, desk, "IDI")
    assert found is not None
    assert (found.lacks, found.share, found.counted) == ([], 1.0, 5)
    await clock.set("2028-02-03T08:00:00+00:00")
    assert await thread(database, desk, "IDI") is None, "a year later it says nothing any more"
    async with database.transaction() as tx:
        await contacts.set_mailbox(tx, desk, "IDI", Mailbox())
    found = await thread(database, desk, "IDI")
    assert found is not None
    assert found.lacks == [Lack.NO_MAILBOX]


async def test_a_contact_does_not_see_others_threads(database: Database, people: People) -> None:
    async with database.reading() as tx:
        for actor in (await people.contact(), await people.student(), await people.company()):
            with pytest.raises(NotAllowed):
                await hanging.by_a_thread(tx, actor)


async def test_it_stands_on_pages(visitors: Visitors, head: Actor) -> None:
    assert head.has(Role.HEAD)
    desk = await visitors.signed_in("desk@example.org")
    assert "55 departments hang on a thread" in (await desk.get("/desk")).text
    leading = await visitors.signed_in("leder@example.org")
    shown = (await leading.get("/departments/IDI/workload")).text
    assert "Kontakt IDI" in shown
    assert "By name" in shown
    assert (await desk.get("/departments/IDI/workload")).status_code == 404
