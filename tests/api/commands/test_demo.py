from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import msgspec
import pytest

from api.accounts import person
from api.accounts.actor import Role
from api.commands import demo
from api.departments import queries as departments
from api.departments.loading import mail_name
from api.engagements import claiming
from api.engagements.claim import Claiming
from api.language import Language
from api.problems import submission
from api.settings import Settings
from db.database import Database
from tests import servers as houses
from tests.conftest import Clock
from tests.people import People, actor_of
from tests.servers import Servers
from tests.stories import posting
from workers.deliveries import Deliveries
from workers.postbox import KeptForReading
from workers.tick import tick as work_through

Work: TypeAlias = Callable[[], Awaitable[dict[str, int]]]

COUNTED = ("person", "appointment", "organisation", "problem", "referral", "engagement", "claim", "follow_up", "mail")

TOLD = """
select h.at, h.verb, h.actor_name, h.reason, p.title from history h left join problem p on p.id = h.problem_id
where h.verb not like 'demo.%' order by h.at, h.verb, h.actor_name, h.reason, p.title
"""


# The register is read each day, whatever is there.
REGISTER_IS_READ = {"read what has changed in the register", "register.changes_asked done"}


def _quiet(_line: str) -> None:
    return None


@pytest.fixture(scope="module")
async def lived(servers: Servers, _plain_settings: Settings) -> AsyncIterator[Database]:
    """A demo year that nobody changes."""
    async with houses.cloned(servers) as address:
        settings = msgspec.structs.replace(_plain_settings, database_url=address)
        await demo.load(settings, _quiet)
        found = await Database.connect(address, size=4, settable_clock=True)
        try:
            done = await work_through(found, Deliveries(found, settings, KeptForReading()))
            assert done.keys() <= REGISTER_IS_READ
            yield found
        finally:
            await found.close()


async def _counts(database: Database) -> dict[str, int]:
    async with database.reading() as tx:
        return {table: int(await tx.value(f"select count(*) from {table}")) for table in COUNTED}


async def _rows(database: Database, sql: str, *arguments: object) -> list[dict[str, Any]]:
    async with database.reading() as tx:
        return await tx.rows(dict[str, Any], sql, *arguments)


async def test_the_year_is_believable_and_leaves_nothing_to_be_done(lived: Database):
    states = {row["status"] for row in await _rows(lived, "select distinct status from problem")}
    assert states >= {"waiting", "engaged", "completed", "declined", "withdrawn"}
    answers = {row["status"] for row in await _rows(lived, "select distinct status from referral")}
    assert answers >= {"waiting", "asked", "accepted", "declined", "redirected"}
    open_now = await _rows(
        lived, "select u.code, e.form_code, e.term, e.level from engagement e join unit u on u.id = e.unit_id "
        "where e.status = 'open'"
    )  # fmt: skip
    assert len(open_now) >= 12
    assert min(len({row[facet] for row in open_now}) for facet in ("code", "form_code")) >= 6
    assert min(len({row[facet] for row in open_now}) for facet in ("term", "level")) >= 2
    waiting = await _rows(
        lived, "select r.reply_due_at from referral r join unit u on u.id = r.unit_id "
        "where u.code = 'IDI' and r.status = 'waiting'"
    )  # fmt: skip
    assert len(waiting) >= 3
    late = await _rows(lived, "select 1 as late from referral where status = 'waiting' and reminded_at is not null")
    assert 1 <= len(late) <= 4
    at_desk = await _rows(
        lived, "select 1 as one from referral r join unit u on u.id = r.unit_id "
        "where u.kind = 'desk' and r.status = 'waiting'"
    )  # fmt: skip
    assert at_desk
    due = await _rows(lived, "select 1 as due from follow_up where status = 'due' and due_on <= now()::date")
    assert due
    assert await _rows(lived, "select id from history where at > now()") == []
    assert await _rows(lived, "select id from outbox where done_at is null") == []
    assert await _rows(lived, "select id from mail where sent_at is null") == []
    assert len(await _rows(lived, "select id from mail")) < 120
    assert await _rows(lived, "select id from engagement where not demo") == []


async def test_nothing_happens_before_what_leads_to_it(lived: Database):
    for row in await _rows(
        lived, "select problem_id, array_agg(verb order by at, id) as verbs, array_agg(verb order by id) as told "
        "from history where problem_id is not null group by problem_id"
    ):  # fmt: skip
        assert row["verbs"][0] == "problem.posted"
        assert row["verbs"] == row["told"]


async def test_the_company_that_people_sign_in_as_has_one_problem_done_one_going_on_and_one_waiting(lived: Database):
    found = await _rows(
        lived, "select p.status from problem p join person c on c.id = p.contact_id "
        "where c.email = 'bedrift@example.org' order by p.id"
    )  # fmt: skip
    assert [row["status"] for row in found] == ["completed", "engaged", "waiting"]


async def test_every_department_has_two_contacts_and_a_teacher_and_every_other_role_somebody(lived: Database):
    async with lived.reading() as tx:
        for unit in await departments.departments(tx, tx.now.date()):
            contacts = [one.email for one in await person.in_role(tx, Role.CONTACT, unit.id)]
            assert contacts[0] == f"kontakt.{mail_name(unit.code)}@example.org"
            assert len(contacts) >= 2
            assert await person.in_role(tx, Role.TEACHER, unit.id)
        desk = await departments.desk(tx)
        assert "desk@example.org" in [one.email for one in await person.in_role(tx, Role.DESK, desk.id)]
        for role, email in ((Role.PARTNERSHIP, "partner@example.org"), (Role.ADMIN, "admin@example.org")):
            assert email in [one.email for one in await person.in_role(tx, role, None)]
        students = [one.email for one in await person.in_role(tx, Role.STUDENT, None)]
        assert {f"student{number}@example.org" for number in range(1, 6)} <= set(students)


async def test_loading_again_changes_nothing(settings: Settings, database: Database):
    await demo.load(settings, _quiet)
    before = await _counts(database)
    said: list[str] = []
    await demo.load(settings, said.append)
    await demo.prepare(settings, _quiet)
    assert await _counts(database) == before
    assert said == ["the demo year is here already"]


async def test_the_same_day_gives_the_same_year(settings: Settings, database: Database, clock: Clock):
    await clock.set("2027-02-17T13:00:00+01:00")
    await demo.clear(settings)
    await demo.load(settings, _quiet)
    once = await _rows(database, TOLD)
    await demo.clear(settings)
    await demo.load(settings, _quiet)
    assert await _rows(database, TOLD) == once


async def test_a_year_can_end_on_any_day(settings: Settings, database: Database, clock: Clock):
    for day in ("2027-01-02T23:50:00+01:00", "2027-07-18T04:00:00+02:00"):
        now = await clock.set(day)
        await demo.load(settings, _quiet)
        assert await _rows(database, "select id from history where at > $1", now) == []
        assert len(await _rows(database, "select id from engagement where status = 'open'")) >= 12
        assert await _rows(database, "select id from outbox where done_at is null") == []
        await demo.clear(settings)


async def test_clearing_leaves_what_a_person_has_entered(settings: Settings, database: Database, people: People):
    await demo.load(settings, _quiet)
    async with database.transaction() as tx:
        stranger = await person.keep(tx, "kari@laks.example", "Kari Nordmann", now=tx.now)
        mine = await submission.submit(tx, await actor_of(tx, stranger.email), posting(), language=Language.ENGLISH)
        company = await actor_of(tx, "bedrift@example.org")
        told = posting(email=company.email, home="Trollvik Båtbyggeri AS", title="Typed by hand")
        theirs = await submission.submit(tx, company, told, language=Language.ENGLISH)
        student = await person.keep(tx, "real.student@stud.example", "Real Student", now=tx.now)
        await person.appoint(tx, student.id, Role.STUDENT, None, now=tx.now)
        reference = await tx.value("select reference from engagement where status = 'open' order by id limit 1")
        claim = await claiming.claim(tx, await actor_of(tx, student.email), reference, Claiming("I want it."))
    await demo.clear(settings)
    kept = {row["id"] for row in await _rows(database, "select id from problem")}
    claimed = await _rows(database, "select e.problem_id from engagement e where e.reference = $1", reference)
    assert kept == {mine.id, theirs.id, claimed[0]["problem_id"]}
    assert await _rows(database, "select 1 as here from claim where id = $1", claim.id)
    left = {row["email"] for row in await _rows(database, "select email from person")}
    assert {"kari@laks.example", "bedrift@example.org", "real.student@stud.example"} <= left
    assert "student5@example.org" not in left
    gone = await _rows(
        database, "select h.id from history h left join problem p on p.id = h.problem_id where p.demo and p.id <> $1",
        claimed[0]["problem_id"],
    )  # fmt: skip
    assert gone == []


async def test_a_problem_that_lies_with_a_demo_contact_keeps_its_holder(
    settings: Settings, database: Database, people: People, tick: Work
):
    await demo.load(settings, _quiet)
    async with database.transaction() as tx:
        stranger = await person.keep(tx, "kari@laks.example", "Kari Nordmann", now=tx.now)
        mine = await submission.submit(tx, await actor_of(tx, stranger.email), posting(), language=Language.ENGLISH)
    await tick()
    holders = "select h.email from referral r join person h on h.id = r.holder_id where r.problem_id = $1"
    before = await _rows(database, holders, mine.id)
    assert before
    await demo.clear(settings)
    assert await _rows(database, holders, mine.id) == before
    assert (await tick()).keys() <= {"forget settled facts"}
    await demo.load(settings, _quiet)
    assert await _rows(database, holders, mine.id) == before


async def test_once_cleared_it_does_not_come_back_by_itself(settings: Settings, database: Database):
    await demo.prepare(settings, _quiet)
    assert (await _counts(database))["problem"] > 30
    await demo.clear(settings)
    await demo.prepare(settings, _quiet)
    assert (await _counts(database))["problem"] == 0
    await demo.load(settings, _quiet)
    assert (await _counts(database))["problem"] > 30
