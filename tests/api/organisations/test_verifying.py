"""What the register says comes after the answer: it never holds a company up, and what was owed is done later."""

from typing import Any

import httpx

from api.organisations import verifying
from api.organisations.register_entry import Standing
from db.database import Database
from tests.register_house import RegisterHouse, entity
from tests.stories import as_json
from tests.visitors import Visitors, faults_of

NUMBER = "974767880"
NYNORSK = {"maalform": "Nynorsk"}


async def post_it(client: httpx.AsyncClient) -> httpx.Response:
    home = {"name": "Laks i Nord", "org_number": "974 767 880"}
    return await client.post("/api/v1/problems", json=as_json(organisation=home))


async def standing(database: Database) -> Standing | None:
    async with database.reading() as tx:
        found = await verifying.entry(tx, NUMBER)
        return found.standing if found else None


async def test_a_posted_number_is_looked_up_and_the_organisation_spoken_to_in_its_form(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse, deliver: Any, database: Database
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS", **NYNORSK)
    body = as_json(
        title="Telle lus på laks frå bilete", organisation={"name": "Laks i Nord", "org_number": NUMBER}, language="nb"
    )
    assert (await api.post("/api/v1/problems", json=body)).status_code == 201
    assert register_house.asked == [], "nobody waits for the register while posting"
    await deliver()
    assert await standing(database) is Standing.ACTIVE
    async with database.reading() as tx:
        assert await tx.value("select language from organisation where org_number = $1", NUMBER) == "nn"


async def test_while_the_register_is_away_posting_goes_on_and_the_look_up_is_made_up_for(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse, tick: Any, clock: Any, database: Database
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS")
    register_house.away = True
    await clock.set("2026-11-23T09:00:00+01:00")
    assert (await post_it(api)).status_code == 201
    done = await tick()
    assert not [what for what in done if "dead" in what], "an outage elsewhere is no fault of ours"
    assert await standing(database) is Standing.UNASKED
    shown = (await api.get(f"/api/v1/organisations/register/{NUMBER}")).json()
    assert shown["standing"] == "unverified"
    register_house.away = False
    await tick()
    assert await standing(database) is Standing.UNASKED, "not hammered at"
    await clock.forward(minutes=6)
    await tick()
    assert await standing(database) is Standing.ACTIVE


async def test_each_failure_waits_longer_and_none_for_more_than_six_hours(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse, tick: Any, clock: Any, database: Database
) -> None:
    register_house.away = True
    now = await clock.set("2026-11-23T09:00:00+01:00")
    await post_it(api)
    waits = []
    for _time in range(9):
        await tick()
        async with database.reading() as tx:
            due = await tx.value("select ask_at from register_entry where number = $1", NUMBER)
        waits.append((due - now).total_seconds() / 60)
        now = await clock.set(due)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]


async def test_a_change_in_the_register_is_noticed_within_the_hour(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse, tick: Any, clock: Any, database: Database
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS")
    await clock.set("2026-11-23T09:00:00+01:00")
    await post_it(api)
    await tick()
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS", konkurs=True)
    register_house.changes = [{"oppdateringsid": 41, "organisasjonsnummer": NUMBER, "dato": "2026-11-23T09:10:00Z"}]
    await clock.forward(minutes=61)
    await tick()
    await tick()
    async with database.reading() as tx:
        found = await verifying.entry(tx, NUMBER)
    assert found is not None and found.bankrupt
    asked = len(register_house.asked)
    await tick()
    assert len(register_house.asked) == asked, "the same change is read once"


async def test_a_number_in_a_form_is_answered_from_memory_for_a_day(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse, clock: Any, database: Database
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS")
    await clock.set("2026-11-23T09:00:00+01:00")
    for _again in range(3):
        shown = (await api.get("/api/v1/organisations/register/974767880")).json()
        assert (shown["standing"], shown["name"], shown["municipality"]) == ("active", "LAKS I NORD AS", "TRONDHEIM")
    assert len(register_house.asked) == 1
    register_house.away = True
    await clock.forward(days=2)
    shown = (await api.get("/api/v1/organisations/register/974767880")).json()
    assert shown["name"] == "LAKS I NORD AS", "old news is better than none"
    async with database.transaction() as tx:
        assert await verifying.forget_unneeded(tx) == 1
    assert await standing(database) is None, "typed, never posted, not kept"


async def test_a_wrong_number_is_told_before_anybody_is_asked(
    api: httpx.AsyncClient, asked_by_all: Any, register_house: RegisterHouse
) -> None:
    answer = await api.get("/api/v1/organisations/register/974767881")
    assert answer.status_code == 422 and "/number" in faults_of(answer)
    assert register_house.asked == []


async def test_the_line_under_the_field_says_what_the_register_says(
    visitors: Visitors, asked_by_all: Any, register_house: RegisterHouse
) -> None:
    client = await visitors.stranger()
    line = await client.get("/organisations/register?number=97476")
    assert line.status_code == 200 and "<p" not in line.text
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS", underAvvikling=True)
    line = await client.get(f"/organisations/register?number={NUMBER}")
    assert "LAKS I NORD AS, Trondheim" in line.text and "wound up" in line.text
