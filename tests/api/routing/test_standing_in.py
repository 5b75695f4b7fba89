"""Nothing waits for somebody who is away: a colleague has it meanwhile, and gives back what nobody has touched."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from api.accounts.actor import Actor
from api.departments import absence, contacts
from api.departments.absence import Away
from api.departments.contacts import Appointing
from api.errors import Invalid, NotAllowed
from api.routing import queries, triage
from api.routing.referral import Question, Referral
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address
from tests.visitors import Visitors

MONDAY = "2027-02-01T08:00:00+00:00"
Tick = Callable[[], Awaitable[dict[str, int]]]


@pytest.fixture
async def team(database: Database, people: People, clock: Clock) -> list[Actor]:
    """Three contacts of IDI in their order, on a Monday."""
    await clock.set("2027-01-04T08:00:00+00:00")
    first = await people.contact()
    for name in ("Ola", "Pia"):
        await clock.forward(hours=1)
        async with database.transaction() as tx:
            await contacts.appoint(tx, first, "IDI", Appointing(f"{name.lower()}@example.org", name))
    await clock.set(MONDAY)
    return [first, await people.by_email("ola@example.org"), await people.by_email("pia@example.org")]


async def holder_of(database: Database, referral: Referral) -> str | None:
    async with database.reading() as tx:
        found = await queries.by_id(tx, referral.id)
        assert found is not None
        return found.holder_name


async def goes_away(database: Database, who: Actor, *, days: int = 4, substitute: Actor | None = None) -> None:
    assert who.person_id is not None
    async with database.transaction() as tx:
        today = tx.now.date()
        away = Away(today, today + timedelta(days), substitute.person_id if substitute else None)
        await absence.report(tx, who, who.person_id, away)


async def referred(database: Database) -> Referral:
    async with database.transaction() as tx:
        return (await stories.referred_to(tx, "IDI"))[0]


async def test_whoever_stands_in_has_it_meanwhile_and_gives_it_back(
    database: Database, team: list[Actor], tick: Tick, clock: Clock
) -> None:
    before = await referred(database)
    await goes_away(database, team[0], substitute=team[2])
    assert await holder_of(database, before) == "Kontakt IDI"
    await tick()
    assert await holder_of(database, before) == "Pia"
    new = await referred(database)
    assert new.holder_name == "Pia"
    await clock.set("2027-02-02T08:00:00+00:00")
    async with database.transaction() as tx:
        (mine,) = await absence.of_person(tx, team[0].person_id)  # type: ignore[arg-type]
        await absence.cancel(tx, team[0], mine.id, mine.person_id)
    await tick()
    assert await holder_of(database, before) == "Kontakt IDI"
    assert await holder_of(database, new) == "Pia", "what came meanwhile is Pia's"


async def test_without_a_substitute_the_next_who_is_there_has_it(
    database: Database, team: list[Actor], tick: Tick
) -> None:
    before = await referred(database)
    await goes_away(database, team[1])
    await goes_away(database, team[0])
    await tick()
    assert await holder_of(database, before) == "Pia"
    assert (await referred(database)).holder_name == "Pia"


async def test_what_somebody_has_touched_stays_with_them(
    database: Database, team: list[Actor], tick: Tick, clock: Clock
) -> None:
    asked, waiting = await referred(database), await referred(database)
    await goes_away(database, team[0], days=1, substitute=team[1])
    await tick()
    await clock.forward(hours=1)
    async with database.transaction() as tx:
        await triage.ask(tx, team[1], asked.id, Question("How many?"))
    await clock.set("2027-02-02T12:00:00+00:00")
    await tick()
    assert await holder_of(database, asked) == "Ola", "still away on the last day"
    await clock.set("2027-02-03T08:00:00+00:00")
    await tick()
    assert await holder_of(database, asked) == "Ola"
    assert await holder_of(database, waiting) == "Kontakt IDI"


async def test_when_all_are_away_the_desk_is_told_once_and_holds(
    database: Database, team: list[Actor], tick: Tick
) -> None:
    before = await referred(database)
    for one in team:
        await goes_away(database, one)
    await tick()
    assert await holder_of(database, before) == "Dagny Desk"
    new = await referred(database)
    assert new.holder_name == "Dagny Desk"
    await tick()
    async with database.reading() as tx:
        told = await tx.value("select count(*) from mail where occasion = 'unattended'")
        assert told == 1
        hears = await tx.rows(
            dict[str, str],
            "select recipient from mail where occasion = 'new_referral' order by created_at desc, recipient",
        )
        mailbox = await tx.value("select mailbox from unit where code = 'IDI'")
    assert {"desk@example.org", mailbox} <= {mail["recipient"] for mail in hears}


async def test_each_is_told_once_of_all_that_came_to_them(
    database: Database, team: list[Actor], tick: Tick, clock: Clock
) -> None:
    for _time in range(3):
        await referred(database)
    await goes_away(database, team[0], days=1, substitute=team[1])
    await tick()
    await tick()
    await clock.set("2027-02-03T08:00:00+00:00")
    await tick()
    async with database.reading() as tx:
        mails = await tx.rows(
            dict[str, str],
            "select recipient, text from mail where occasion in ('stand_in', 'back') order by created_at, id",
        )
    assert [mail["recipient"] for mail in mails] == ["ola@example.org", contact_address("IDI")]
    assert all(mail["text"].count("- ") == 3 for mail in mails)


async def test_the_company_sees_who_stands_in(
    database: Database, team: list[Actor], tick: Tick, visitors: Visitors
) -> None:
    referral = await referred(database)
    await goes_away(database, team[0], substitute=team[2])
    await tick()
    company = await visitors.signed_in("bedrift@example.org")
    shown = (await company.get(f"/api/v1/problems/{referral.reference}")).json()
    assert [holder["name"] for holder in shown["holders"]] == ["Pia"]
    assert "away" in shown["steps"][-1]["reason"]


async def test_only_colleagues_stand_in_and_days_are_reported_once(database: Database, team: list[Actor]) -> None:
    async with database.transaction() as tx:
        own = team[0].person_id
        assert own is not None
        elsewhere = (await actor_of(tx, contact_address("KULT"))).person_id
        wrong = {
            "/substitute_id": Away(date(2027, 2, 1), date(2027, 2, 3), elsewhere),
            "/ends_on": Away(date(2027, 2, 3), date(2027, 2, 1)),
        }
        for pointer, away in wrong.items():
            with pytest.raises(Invalid) as refusal:
                await absence.report(tx, team[0], own, away)
            assert [fault.pointer for fault in refusal.value.faults] == [pointer]
        await absence.report(tx, team[0], own, Away(date(2027, 2, 1), date(2027, 2, 3)))
        with pytest.raises(Invalid):
            await absence.report(tx, team[0], own, Away(date(2027, 2, 3), date(2027, 2, 9)))


async def test_the_first_contact_reports_for_the_others_and_not_the_other_way(
    database: Database, team: list[Actor], people: People
) -> None:
    days = Away(date(2027, 3, 1), date(2027, 3, 2))
    first, second, third = (one.person_id for one in team)
    assert first is not None and second is not None and third is not None
    async with database.transaction() as tx:
        await absence.report(tx, team[0], second, days)
        await absence.report(tx, await people.desk(), first, days)
        with pytest.raises(NotAllowed):
            await absence.report(tx, team[2], second, Away(date(2027, 4, 1), date(2027, 4, 2)))
        with pytest.raises(NotAllowed):
            await absence.report(tx, await people.student(), second, days)


async def test_days_are_reported_on_a_page(team: list[Actor], visitors: Visitors) -> None:
    contact = await visitors.signed_in(contact_address("IDI"))
    refused = await contact.post("/me/absences", data={"starts_on": "2027-02-30", "ends_on": ""})
    assert refused.status_code == 422
    assert "away-starts_on-error" in refused.text
    sent = await contact.post(
        "/me/absences", data={"starts_on": "2027-02-03", "ends_on": "2027-02-05", "substitute_id": ""}
    )
    assert sent.status_code == 303
    assert "3 February 2027" in (await contact.get("/me/absences")).text
    assert "Away from 3 February 2027" in (await contact.get("/departments/IDI/people")).text
    student = await visitors.signed_in("student1@example.org")
    assert (await student.get("/me/absences")).status_code == 403
