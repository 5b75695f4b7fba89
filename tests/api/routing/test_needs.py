"""A teacher says what a course seeks; problems that fit are met from both sides, and each is told once."""

from collections.abc import Awaitable, Callable

import pytest

from api.departments.unit import FormKind
from api.errors import Invalid, NotAllowed, NotFound, WrongState
from api.routing import meeting_needs, need, triage
from api.routing.need import Closing, NewWording, Seeking
from api.routing.referral import Redirection
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, contact_address, teacher_address
from tests.visitors import Visitors, faults_of

PICTURES = Seeking(
    "Cases on counting in pictures",
    "Our course in computer vision seeks companies that film or photograph something, such as fish, and count by hand.",
    kind=FormKind.PROJECT,
)
HISTORY = Seeking("Archives and town history", "Our course in history seeks archives, letters and old photographs.")
Work = Callable[[], Awaitable[dict[str, int]]]


async def told(database: Database) -> list[str]:
    async with database.reading() as tx:
        mails = await tx.rows(dict[str, str], "select recipient from mail where occasion = 'need_met' order by id")
    return [mail["recipient"] for mail in mails]


async def test_a_new_problem_that_fits_is_told_once(database: Database, people: People, deliver: Work) -> None:
    teacher = await people.teacher()
    async with database.transaction() as tx:
        pictures = await need.publish(tx, teacher, PICTURES)
        history = await need.publish(tx, teacher, HISTORY)
    await deliver()
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        await tx.run("insert into outbox (topic, subject_id) values ('problem.routed', $1)", referral.problem_id)
    await deliver()
    assert await told(database) == [teacher_address("IDI")]
    async with database.transaction() as tx:
        (met,) = await meeting_needs.fitting(tx, pictures.id)
        assert met.reference == referral.reference
        assert met.words
        assert set(met.words) & {"pictures", "count", "film", "counting"}
        assert await meeting_needs.fitting(tx, history.id) == []
        await tx.run("insert into outbox (topic, subject_id) values ('problem.routed', $1)", referral.problem_id)
    await deliver()
    assert len(await told(database)) == 1


async def test_what_the_teacher_may_not_see_is_not_told_until_it_lies_there(
    database: Database, people: People, deliver: Work
) -> None:
    teacher = await people.teacher()
    async with database.transaction() as tx:
        seeking = await need.publish(tx, teacher, PICTURES)
        (kult,) = await stories.referred_to(tx, "KULT")
        await tx.run("insert into outbox (topic, subject_id) values ('problem.routed', $1)", kult.problem_id)
    await deliver()
    assert await told(database) == []
    async with database.transaction() as tx:
        assert await meeting_needs.fitting(tx, seeking.id) == []
        (reason,) = await meeting_needs.sought_by(tx, kult.problem_id)
        assert (reason.unit_code, reason.title) == ("IDI", PICTURES.title)
        await triage.redirect(tx, await people.contact("KULT"), kult.id, Redirection("IDI", "A course there seeks it."))
    await deliver()
    assert await told(database) == [teacher_address("IDI")]


async def test_what_is_there_already_stands_on_the_page_and_is_not_mailed(
    database: Database, people: People, deliver: Work
) -> None:
    async with database.transaction() as tx:
        await stories.opened_at(tx, "KULT")
        (idi,) = await stories.referred_to(tx, "IDI")
        (hidden,) = await stories.referred_to(tx, "IBM")
    async with database.transaction() as tx:
        seeking = await need.publish(tx, await people.teacher(), PICTURES)
    await deliver()
    async with database.reading() as tx:
        found = {problem.problem_id for problem in await meeting_needs.fitting(tx, seeking.id)}
    assert idi.problem_id in found
    assert hidden.problem_id not in found
    assert len(found) == 2, "what lies with the department, and what is open for students"
    assert await told(database) == []


async def test_who_may_publish_and_who_looks_after_it(database: Database, people: People) -> None:
    async with database.transaction() as tx:
        for actor in (await people.desk(), await people.partner()):
            with pytest.raises(NotAllowed):
                await need.publish(tx, actor, PICTURES)
        with pytest.raises(NotAllowed):
            await need.publish(tx, await people.student(), PICTURES)
        elsewhere = Seeking(PICTURES.title, PICTURES.description, department="KULT")
        with pytest.raises(Invalid):
            await need.publish(tx, await people.teacher(), elsewhere)
        made = await need.publish(tx, await people.teacher(), PICTURES)
        with pytest.raises(NotFound):
            await need.revise(tx, await people.contact("KULT"), made.id, NewWording("Mine", "now"))
        again = await need.revise(tx, await people.contact(), made.id, NewWording("Reworded", "by the contact"))
        assert (again.title, again.version) == ("Reworded", 2)


async def test_a_closed_one_meets_nothing_more(database: Database, people: People, deliver: Work, clock: Clock) -> None:
    teacher = await people.teacher()
    async with database.transaction() as tx:
        made = await need.publish(tx, teacher, PICTURES)
        await need.close(tx, teacher, made.id, Closing("The course has what it needs."))
        with pytest.raises(WrongState):
            await need.close(tx, teacher, made.id, Closing())
        (referral,) = await stories.referred_to(tx, "IDI")
        await tx.run("insert into outbox (topic, subject_id) values ('problem.routed', $1)", referral.problem_id)
    await deliver()
    assert await told(database) == []
    async with database.reading() as tx:
        assert await need.open_ones(tx) == []


async def test_it_stands_where_companies_and_contacts_look(
    database: Database, people: People, visitors: Visitors, deliver: Work
) -> None:
    teacher = await visitors.signed_in(teacher_address("IDI"))
    refused = await teacher.post("/needs", data={"title": "", "description": "x", "groups": "many"})
    assert refused.status_code == 422
    assert "need-title-error" in refused.text
    sent = await teacher.post("/needs", data={"title": PICTURES.title, "description": PICTURES.description})
    assert sent.status_code == 303
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        await tx.run("insert into outbox (topic, subject_id) values ('problem.routed', $1)", referral.problem_id)
    await deliver()
    stranger = await visitors.stranger()
    for path in ("/needs", "/departments/IDI", sent.headers["location"]):
        assert PICTURES.title in (await stranger.get(path)).text, path
    assert "Problems that may fit" not in (await stranger.get(sent.headers["location"])).text
    assert referral.title in (await teacher.get(sent.headers["location"])).text
    contact = await visitors.signed_in(contact_address("IDI"))
    assert PICTURES.title in (await contact.get(f"/inbox/{referral.id}")).text


async def test_the_json_door_says_what_is_missing(visitors: Visitors) -> None:
    teacher = await visitors.signed_in(teacher_address("IDI"))
    refused = await teacher.post("/api/v1/needs", json={"title": "x", "term": "soon"})
    assert set(faults_of(refused)) == {"/description", "/term"}


async def test_what_one_has_said_is_among_one_s_own_data(visitors: Visitors) -> None:
    teacher = await visitors.signed_in(teacher_address("IDI"))
    await teacher.post("/api/v1/needs", json={"title": PICTURES.title, "description": PICTURES.description})
    await teacher.post("/api/v1/me/absences", json={"starts_on": "2090-06-01", "ends_on": "2090-06-09"})
    own = (await teacher.get("/me/data.json")).json()
    assert [one["title"] for one in own["needs"]] == [PICTURES.title]
    assert [one["starts_on"] for one in own["absences"]] == ["2090-06-01"]
