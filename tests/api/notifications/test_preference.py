"""Who hears of a new problem at once, only when it is theirs, or once a day; nobody misses what is due."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from api.accounts import person, preference
from api.accounts.actor import Role
from api.accounts.preference import Hears
from api.departments import queries as departments
from api.routing import triage
from api.routing.referral import Decline
from db.database import Database, Transaction
from tests import stories
from tests.conftest import Clock
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

IDI, ANNE = contact_address("IDI"), "anne@idi.example"
Work = Callable[[], Awaitable[dict[str, int]]]


async def choose(tx: Transaction, email: str, hears: Hears) -> None:
    who = await person.by_email(tx, email)
    assert who is not None
    await preference.choose_hears(tx, who.id, hears)


async def hire(tx: Transaction) -> None:
    unit = await departments.unit_by_code(tx, "IDI")
    assert unit is not None
    anne = await person.keep(tx, ANNE, "Anne", now=tx.now)
    await person.appoint(tx, anne.id, Role.CONTACT, unit.id, now=tx.now)


async def told(database: Database, occasion: str) -> list[str]:
    async with database.reading() as tx:
        rows = await tx.connection.fetch("select recipient from mail where occasion = $1 order by recipient", occasion)
    return [row["recipient"] for row in rows]


async def test_the_holder_hears_of_it_and_who_asked_for_quiet_does_not(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        await hire(tx)
        for email in (IDI, ANNE):
            await choose(tx, email, Hears.HELD)
        await stories.referred_to(tx, "IDI")
    await deliver()
    assert await told(database, "new_referral") == [IDI]


async def test_once_a_day_together_and_only_what_still_waits(database: Database, clock: Clock, tick: Work) -> None:
    start = await clock.set("2026-11-23T07:00:00+01:00")
    async with database.transaction() as tx:
        await choose(tx, IDI, Hears.DIGEST)
    await tick()
    await clock.set(start + timedelta(hours=3))
    async with database.transaction() as tx:
        first, second, third = [(await stories.referred_to(tx, "IDI", title=f"Number {n}"))[0] for n in range(3)]
        await triage.decline(tx, await actor_of(tx, IDI), second.id, Decline("No."))
    await tick()
    assert await told(database, "new_referral") == ["desk@example.org"]
    assert await told(database, "digest") == []
    await clock.set(start + timedelta(hours=24))
    for _round in range(2):
        await tick()
    assert await told(database, "digest") == [IDI]
    async with database.reading() as tx:
        text = await tx.value("select text from mail where occasion = 'digest'")
    assert first.title in text
    assert third.title in text
    assert second.title not in text
    await clock.set(start + timedelta(hours=48))
    await tick()
    assert await told(database, "digest") == [IDI], "nothing new, nothing told"


async def test_what_is_due_is_told_to_the_holder_whatever_they_chose(
    database: Database, clock: Clock, tick: Work
) -> None:
    await clock.set("2026-11-23T07:00:00+01:00")
    async with database.transaction() as tx:
        await choose(tx, IDI, Hears.DIGEST)
        (idi,) = await stories.referred_to(tx, "IDI")
    await clock.set(idi.reply_due_at - timedelta(hours=1))
    await tick()
    async with database.reading() as tx:
        told_of = await tx.value(
            "select count(*) from mail where recipient = $1 and occasion <> 'digest' and text like '%' || $2 || '%'",
            IDI, str(idi.id),
        )  # fmt: skip
    assert told_of >= 1


async def test_it_is_chosen_on_one_s_own_page(visitors: Visitors, database: Database) -> None:
    contact = await visitors.signed_in(IDI)
    assert "Letters about new problems" in (await contact.get("/me")).text
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await contact.post("/me/hears", content="hears=digest", headers=headers)).status_code == 303
    assert (await contact.post("/me/hears", content="hears=never", headers=headers)).status_code == 422
    assert (await contact.post("/me/shortcuts", content="", headers=headers)).status_code == 303
    async with database.reading() as tx:
        who = await stories.person_named(tx, IDI)
        assert await preference.of(tx, who.id) == preference.Preference(shortcuts=False, hears=Hears.DIGEST)
    own = (await contact.get("/me/data.json")).json()
    assert own["preference"] == {"shortcuts": False, "hears": "digest"}
    assert 'data-keys="off"' in (await contact.get("/inbox")).text
    stranger = await visitors.stranger()
    assert (await stranger.post("/me/hears", content="hears=digest", headers=headers)).status_code == 401
