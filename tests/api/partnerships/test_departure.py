"""Somebody leaves, and nothing is left lying: one step hands all of it over, and the record stays."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from api.accounts import api_token
from api.accounts.actor import Actor, Role
from api.departments import contacts
from api.departments.contacts import Appointing, UnitRole
from api.engagements import queries as engagements
from api.engagements.engagement import Engagement
from api.errors import Invalid, NotAllowed
from api.partnerships import departure, following_up
from api.partnerships.departure import Departure, Kind
from api.routing import holding
from api.routing import queries as routing
from api.routing.holding import Hold
from api.routing.referral import Referral, ReferralStatus
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address
from tests.visitors import Visitors

LEAVES = Departure("Has a new post in Bergen.")
Work = Callable[[], Awaitable[dict[str, int]]]


@pytest.fixture
async def colleague(database: Database, people: People, clock: Clock) -> Actor:
    """A second contact of IDI, on a Monday."""
    await clock.set("2027-01-04T08:00:00+00:00")
    async with database.transaction() as tx:
        await contacts.appoint(tx, await people.desk(), "IDI", Appointing("ola@example.org", "Ola"))
    await clock.set("2027-02-01T08:00:00+00:00")
    return await people.by_email("ola@example.org")


@pytest.fixture
async def open_things(database: Database, colleague: Actor) -> tuple[list[Referral], Engagement]:
    """Two problems that wait, one that students work on, and one that is done: all of them the first contact's."""
    async with database.transaction() as tx:
        done = await stories.completed_at(tx, "IDI")
        await following_up.owe(tx, done.id)
        running = await stories.running_at(tx, "IDI")
        waiting = [(await stories.referred_to(tx, "IDI"))[0] for _time in range(2)]
    assert {one.holder_name for one in waiting} == {"Kontakt IDI"}
    return waiting, running


async def own_id(actor: Actor):
    assert actor.person_id is not None
    return actor.person_id


async def test_one_step_hands_over_every_open_thing(
    database: Database, people: People, colleague: Actor, open_things: tuple[list[Referral], Engagement], clock: Clock
) -> None:
    waiting, running = open_things
    leaver = await own_id(await people.contact())
    successor = Departure(LEAVES.reason, colleague.person_id)
    async with database.transaction() as tx:
        seen = await departure.preview(tx, await people.desk(), leaver, colleague.person_id)
        before = await tx.value("select count(*) from history where actor_id = $1", leaver)
    async with database.transaction() as tx:
        done = await departure.depart(tx, await people.desk(), leaver, successor)
    assert done == seen, "what was shown is what was done"
    assert sorted(moved.kind for moved in done.moving) == sorted(
        [Kind.REFERRAL] * 2 + [Kind.ENGAGEMENT] + [Kind.FOLLOW_UP] * 3
    )
    assert done.altogether
    async with database.reading() as tx:
        for referral in waiting:
            again = await routing.by_id(tx, referral.id)
            assert again is not None
            assert again.holder_name == "Ola"
        work = await engagements.by_id(tx, running.id)
        assert work is not None
        assert work.supervisor_name == "Ola"
        unit = await tx.value("select id from unit where code = 'IDI'")
        (first,) = [one for one in await contacts.of_unit(tx, unit) if one.role is UnitRole.CONTACT]
        assert (first.name, first.is_first) == ("Ola", True)
        assert await tx.value("select count(*) from history where actor_id = $1", leaver) == before, "all of it stays"
        assert await tx.value("select reason from history where verb = 'person.departed'") == LEAVES.reason


async def test_without_a_successor_the_others_take_turns(
    database: Database, people: People, colleague: Actor, open_things: tuple[list[Referral], Engagement], clock: Clock
) -> None:
    await clock.forward(hours=1)
    async with database.transaction() as tx:
        await contacts.appoint(tx, await people.desk(), "IDI", Appointing("pia@example.org", "Pia"))
    await clock.forward(hours=1)
    async with database.transaction() as tx:
        done = await departure.depart(tx, await people.desk(), await own_id(await people.contact()), LEAVES)
    assert {moved.to for moved in done.moving if moved.kind is Kind.REFERRAL} == {"Ola", "Pia"}


async def test_whoever_takes_over_gets_one_list(
    database: Database,
    people: People,
    colleague: Actor,
    open_things: tuple[list[Referral], Engagement],
    deliver: Work,
) -> None:
    await deliver()
    async with database.transaction() as tx:
        leaver = await own_id(await people.contact())
        await departure.depart(tx, await people.desk(), leaver, Departure(LEAVES.reason, colleague.person_id))
    await deliver()
    async with database.reading() as tx:
        mails = await tx.rows(dict[str, str], "select recipient, text from mail where occasion = 'departure_received'")
    assert [mail["recipient"] for mail in mails] == ["ola@example.org"]
    assert mails[0]["text"].count("\n- ") == 6
    assert LEAVES.reason not in mails[0]["text"]


async def test_nobody_signs_in_with_what_a_leaver_had(
    database: Database, people: People, colleague: Actor, visitors: Visitors
) -> None:
    leaver = await own_id(await people.contact())
    browser = await visitors.signed_in(contact_address("IDI"))
    async with database.transaction() as tx:
        token = await api_token.create(tx, leaver, "mine", ["referrals:read"])
    script = await visitors.bearer(token)
    assert (await script.get("/api/v1/referrals")).status_code == 200
    async with database.transaction() as tx:
        await departure.depart(tx, await people.desk(), leaver, LEAVES)
    assert (await script.get("/api/v1/referrals")).status_code == 401
    assert (await browser.get("/api/v1/me")).status_code == 401


async def test_a_first_contact_ends_what_is_theirs_to_end(
    database: Database, people: People, colleague: Actor, clock: Clock
) -> None:
    async with database.transaction() as tx:
        await contacts.appoint(tx, await people.desk(), "KULT", Appointing("ola@example.org", "Ola"))
    await clock.forward(hours=1)
    async with database.transaction() as tx:
        done = await departure.depart(tx, await people.contact(), await own_id(colleague), LEAVES)
        assert not done.altogether
        assert [role.department_code for role in done.roles] == ["IDI"]
        again = await actor_of(tx, "ola@example.org")
        assert {a.role for a in again.appointments} == {Role.CONTACT}


async def test_who_may_not_see_somebody_off(database: Database, people: People, colleague: Actor) -> None:
    leaver = await own_id(await people.contact())
    for actor in (colleague, await people.contact("KULT"), await people.student(), await people.company()):
        async with database.transaction() as tx:
            with pytest.raises(NotAllowed):
                await departure.preview(tx, actor, leaver, None)


async def test_the_last_one_can_leave_when_somebody_guides_their_students(
    database: Database, people: People, clock: Clock
) -> None:
    await clock.set("2027-02-01T08:00:00+00:00")
    async with database.transaction() as tx:
        await stories.running_at(tx, "KULT")
        (waiting,) = await stories.referred_to(tx, "KULT")
        leaver = await own_id(await people.contact("KULT"))
        with pytest.raises(Invalid):
            await departure.depart(tx, await people.desk(), leaver, LEAVES)
    async with database.transaction() as tx:
        await contacts.appoint(tx, await people.desk(), "KULT", Appointing("t@example.org", "Tea", UnitRole.TEACHER))
        done = await departure.depart(tx, await people.desk(), leaver, LEAVES)
    assert {(moved.kind, moved.to) for moved in done.moving} == {
        (Kind.REFERRAL, "Dagny Desk"), (Kind.ENGAGEMENT, "Tea"),
    }  # fmt: skip
    assert waiting.holder_name == "Kontakt KULT"


async def test_the_page_shows_what_moves_before_it_does(
    people: People, colleague: Actor, open_things: tuple[list[Referral], Engagement], visitors: Visitors
) -> None:
    desk = await visitors.signed_in("desk@example.org")
    path = f"/people/{(await people.contact()).person_id}/departure"
    shown = (await desk.get(f"{path}?successor={colleague.person_id}")).text
    assert "6 things move" in shown
    assert "to Ola" in shown
    refused = await desk.post(path, data={"reason": "", "successor_id": str(colleague.person_id)})
    assert refused.status_code == 422
    assert "departure-reason-error" in refused.text
    done = await desk.post(path, data={"reason": "Leaves.", "successor_id": str(colleague.person_id)})
    assert (done.status_code, done.headers["location"]) == (303, "/departments/IDI/people")


async def test_what_is_held_for_a_later_term_moves_too(database: Database, people: People, colleague: Actor) -> None:
    async with database.transaction() as tx:
        (later,) = await stories.referred_to(tx, "IDI", earliest_start=date(2028, 1, 1))
        held = await holding.propose(tx, await people.contact(), later.id, Hold("2028-spring", "Too late for autumn."))
        assert held.status is ReferralStatus.HELD
        leaver = await own_id(await people.contact())
        await departure.depart(tx, await people.desk(), leaver, Departure(LEAVES.reason, colleague.person_id))
        again = await routing.by_id(tx, later.id)
        assert again is not None
        assert (again.status, again.holder_name) == (ReferralStatus.HELD, "Ola")
