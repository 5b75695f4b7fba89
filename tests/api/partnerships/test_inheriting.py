"""A department becomes another: nothing moves before the day, and on the day nothing is left behind."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments import rules, succession
from api.departments.catalogue import read_catalogue
from api.departments.loading import load
from api.departments.succession import Change, Kind, NewName, NewUnit
from api.engagements import queries as engagements
from api.errors import Conflict, Invalid, NotAllowed
from api.language import Language
from api.partnerships import following_up, inheriting
from api.routing import queries as routing
from api.routing.learnt import Learnt, followed
from api.routing.profiles import load_router
from api.routing.referral import ReferralStatus
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, contact_address
from tests.visitors import Visitors

NEW_YEAR = date(2027, 1, 4)
MERGER = Change(Kind.MERGE, NEW_YEAR, "Decided by the board.", ["IEL"])
Tick = Callable[[], Awaitable[dict[str, int]]]


@pytest.fixture
async def admin(people: People, clock: Clock) -> Actor:
    await clock.set("2026-12-30T08:00:00+00:00")
    return await people.admin()


async def test_nothing_moves_before_the_day_and_all_of_it_on_the_day(
    database: Database, admin: Actor, tick: Tick, clock: Clock
) -> None:
    async with database.transaction() as tx:
        done = await stories.completed_at(tx, "IDI")
        await following_up.owe(tx, done.id)
        running = await stories.running_at(tx, "IDI")
        (waiting,) = await stories.referred_to(tx, "IDI")
        await succession.decide(tx, admin, "IDI", MERGER)
    await clock.set("2026-12-31T08:00:00+00:00")
    await tick()
    async with database.reading() as tx:
        before = await routing.by_id(tx, waiting.id)
        assert before is not None
        assert before.unit_code == "IDI"
    await clock.set("2027-01-04T06:00:00+00:00")
    await tick()
    async with database.transaction() as tx:
        after = await routing.by_id(tx, waiting.id)
        assert after is not None
        assert (after.unit_code, after.holder_name) == ("IEL", before.holder_name), "the same person, in the new house"
        work = await engagements.by_id(tx, running.id)
        assert work is not None
        assert work.unit_code == "IEL"
        iel = await rules.department(tx, "IEL")
        assert await tx.value("select count(*) from follow_up where unit_id = $1 and status = 'due'", iel.id) == 3
        contacts = await person.in_role(tx, Role.CONTACT, iel.id)
        assert [one.name for one in contacts] == ["Kontakt IEL", "Kontakt IDI"]
        old = await rules.department(tx, "IDI")
        assert old.valid_to == NEW_YEAR
        assert await person.in_role(tx, Role.CONTACT, old.id) == []
        assert "IDI" not in {unit.code for unit in await departments.departments(tx, tx.now.date())}
        assert await inheriting.take_effect(tx) == 0, "once"


async def test_what_lies_with_both_stays_with_the_one_that_goes_on(
    database: Database, admin: Actor, tick: Tick, clock: Clock
) -> None:
    async with database.transaction() as tx:
        idi, iel = await stories.referred_to(tx, "IDI", "IEL")
        await succession.decide(tx, admin, "IDI", MERGER)
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        found = {r.id: r.status for r in await routing.of_problem(tx, idi.problem_id)}
    assert found == {idi.id: ReferralStatus.WITHDRAWN, iel.id: ReferralStatus.WAITING}


async def test_the_words_lead_to_the_one_that_goes_on(database: Database, admin: Actor, clock: Clock) -> None:
    async with database.transaction() as tx:
        await succession.decide(tx, admin, "IDI", MERGER)
        text = (await departments.examples_of(tx, (await rules.department(tx, "IDI")).id, "nb", 1))[0]
        before = (await load_router(tx, tx.now.date())).rank("", text, Language.BOKMAL)
    assert before.departments[0].code == "IDI"
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        after = (await load_router(tx, tx.now.date())).rank("", text, Language.BOKMAL)
    assert after.departments[0].code == "IEL"


def test_what_was_learnt_follows_however_often_departments_change() -> None:
    learnt = Learnt("learnt-1", {"A": {"lus": 1.0}, "C": {"lus": 0.5}, "D": {"sau": 2.0}})
    after = followed(learnt, [("A", "B"), ("B", "C"), ("D", "E"), ("D", "F")])
    assert after.weights == {"C": {"lus": 1.5}, "E": {"sau": 2.0}, "F": {"sau": 2.0}}
    assert followed(learnt, []) == learnt
    assert followed(learnt, [("A", "B"), ("B", "A")]).weights.keys() <= {"A", "B", "C", "D"}, "a circle ends"


async def test_a_split_sends_each_problem_where_its_words_fit(database: Database, admin: Actor, clock: Clock) -> None:
    async with database.transaction() as tx:
        examples = {}
        for code in ("KULT", "IBM"):
            unit = await rules.department(tx, code)
            (examples[code],) = await departments.examples_of(tx, unit.id, "nb", 1)
        sent = {
            code: (await stories.referred_to(tx, "IDI", description=text, title="Hjelp", language=Language.BOKMAL))[0]
            for code, text in examples.items()
        }
        split = Change(Kind.SPLIT, NEW_YEAR, "Decided by the board.", ["KULT", "IBM"])
        await succession.decide(tx, admin, "IDI", split)
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        for code, referral in sent.items():
            found = await routing.by_id(tx, referral.id)
            assert found is not None
            assert found.unit_code == code


async def test_a_new_name_comes_on_its_day_and_survives_the_catalogue(
    database: Database, admin: Actor, clock: Clock
) -> None:
    name = NewName("Institutt for regning", "Institutt for rekning", "Department of Computing")
    async with database.transaction() as tx:
        await succession.decide(tx, admin, "IDI", Change(Kind.RENAME, NEW_YEAR, "Simpler.", name=name))
        assert str((await rules.department(tx, "IDI")).name_en) != name.en
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        await load(tx, read_catalogue(), now=tx.now)
        unit = await rules.department(tx, "IDI")
        assert (unit.name_nb, unit.name_nn, unit.name_en) == (name.nb, name.nn, name.en)
        assert unit.valid_to is None


async def test_a_merged_department_stays_merged_when_the_catalogue_is_read_again(
    database: Database, admin: Actor, clock: Clock
) -> None:
    async with database.transaction() as tx:
        await succession.decide(tx, admin, "IDI", MERGER)
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        await load(tx, read_catalogue(), now=tx.now)
        assert (await rules.department(tx, "IDI")).valid_to == NEW_YEAR


async def test_a_new_department_can_be_made_for_it(database: Database, admin: Actor, clock: Clock) -> None:
    new = NewUnit("IRK", NewName("Institutt for regnekunst", "Institutt for reknekunst", "Department of Computing"))
    async with database.transaction() as tx:
        await succession.decide(tx, admin, "IDI", Change(Kind.MERGE, NEW_YEAR, "New house.", ["IRK"], [new]))
        assert "IRK" not in {unit.code for unit in await departments.departments(tx, tx.now.date())}
        (waiting,) = await stories.referred_to(tx, "IDI")
    await clock.set("2027-01-04T06:00:00+00:00")
    async with database.transaction() as tx:
        await inheriting.take_effect(tx)
        assert {"IRK"} <= {unit.code for unit in await departments.departments(tx, tx.now.date())}
        found = await routing.by_id(tx, waiting.id)
        assert found is not None
        assert (found.unit_code, found.holder_name) == ("IRK", "Kontakt IDI")


async def test_what_cannot_be_decided(database: Database, admin: Actor, people: People) -> None:
    wrong: dict[str, Change] = {
        "/on": Change(Kind.MERGE, date(2026, 12, 29), "Late.", ["IEL"]),
        "/successors": Change(Kind.SPLIT, NEW_YEAR, "Too few.", ["IEL"]),
        "/successors/0": Change(Kind.MERGE, NEW_YEAR, "Itself.", ["IDI"]),
        "/name": Change(Kind.RENAME, NEW_YEAR, "Nameless."),
    }
    async with database.transaction() as tx:
        for pointer, change in wrong.items():
            with pytest.raises(Invalid) as refusal:
                await succession.decide(tx, admin, "IDI", change)
            assert pointer in {fault.pointer for fault in refusal.value.faults}
        with pytest.raises(NotAllowed):
            await succession.decide(tx, await people.contact(), "IDI", MERGER)
        await succession.decide(tx, admin, "IDI", MERGER)
        with pytest.raises(Conflict):
            await succession.decide(tx, admin, "IDI", MERGER)
        with pytest.raises(Invalid):
            await succession.decide(tx, admin, "KULT", Change(Kind.MERGE, date(2027, 2, 1), "Into the gone.", ["IDI"]))


async def test_the_old_code_points_onward(
    database: Database, admin: Actor, tick: Tick, clock: Clock, visitors: Visitors
) -> None:
    client = await visitors.signed_in("admin@example.org")
    typed = {"kind": "merge", "on": "2027-01-04", "successors": "iel", "reason": "Decided by the board."}
    refused = await client.post("/departments/IDI/succession", data={**typed, "successors": "NOWHERE"})
    assert refused.status_code == 422
    assert "change-successors-error" in refused.text
    assert (await client.post("/departments/IDI/succession", data=typed)).status_code == 303
    assert "4 January 2027" in (await client.get("/departments/IDI/succession")).text
    await tick()
    async with database.reading() as tx:
        told = await tx.rows(dict[str, str], "select recipient from mail where occasion = 'unit_changes'")
    assert {mail["recipient"] for mail in told} == {contact_address("IDI"), contact_address("IEL")}
    await clock.set("2027-01-04T06:00:00+00:00")
    await tick()
    stranger = await visitors.stranger()
    old = (await stranger.get("/api/v1/departments/IDI")).json()
    assert (old["valid_to"], [one["code"] for one in old["successors"]]) == ("2027-01-04", ["IEL"])
    assert 'href="/departments/IEL"' in (await stranger.get("/departments/IDI")).text
