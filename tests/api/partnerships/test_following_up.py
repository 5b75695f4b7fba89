"""Follow-ups: three for each completed work, owed by the department, made once and answered once."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from api.accounts.actor import Actor
from api.errors import NotFound, WrongState
from api.partnerships import following_up, partnership, queries
from api.partnerships.follow_up import FollowUpAnswer, FollowUpKind, FollowUpStatus
from api.partnerships.following_up import may_answer
from api.partnerships.partnership import Relation, Rung
from db.database import Database, Transaction
from db.ids import new_id
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address, teacher_address

ANSWER = FollowUpAnswer("interested", "They have another one.", "A workshop in June")


@pytest.fixture
async def owed(database: Database, clock: Clock) -> dict[str, object]:
    """Work that was completed on the last day of November, and its follow-ups by their kind."""
    await clock.set("2026-11-30T12:00:00+01:00")
    async with database.transaction() as tx:
        engagement = await stories.completed_at(tx)
        assert await following_up.owe(tx, engagement.id) == 3
        assert await following_up.owe(tx, engagement.id) == 0, "told twice, owed once"
        found = await partnership.follow_ups_of(tx, engagement.organisation_id)
    return {"engagement": engagement, **{follow_up.kind: follow_up for follow_up in found}}


async def test_now_after_three_months_and_after_a_year(owed) -> None:
    days = {kind: owed[kind].due_on for kind in FollowUpKind}
    assert days == {
        FollowUpKind.AT_COMPLETION: date(2026, 11, 30),
        FollowUpKind.AFTER_3_MONTHS: date(2027, 2, 28),
        FollowUpKind.AFTER_12_MONTHS: date(2027, 11, 30),
    }
    assert {owed[kind].unit_code for kind in FollowUpKind} == {"IDI"}


async def test_nothing_is_owed_for_work_that_has_not_ended(tx: Transaction) -> None:
    engagement = await stories.running_at(tx)
    assert await following_up.owe(tx, engagement.id) == 0


async def test_an_answer_is_given_once_and_told(owed, database: Database) -> None:
    due = owed[FollowUpKind.AT_COMPLETION]
    async with database.transaction() as tx:
        contact = await actor_of(tx, contact_address("IDI"))
        done = await following_up.complete(tx, contact, due.id, ANSWER)
        assert (done.status, done.outcome, done.next_step) == (FollowUpStatus.DONE, "interested", "A workshop in June")
        assert done.completed_by_name == "Kontakt IDI"
        with pytest.raises(WrongState):
            await following_up.complete(tx, contact, due.id, ANSWER)
        assert await tx.value("select count(*) from outbox where topic = 'follow_up.completed'") == 1
        assert await tx.value("select detail ->> 'next_step' from history where verb = 'follow_up.completed'")


async def test_it_belongs_to_the_department_and_outlives_its_people(owed, database: Database, people: People) -> None:
    """The contact leaves; whoever comes after finds it waiting."""
    async with database.transaction() as tx:
        await tx.run("update appointment set until = now() + interval '1 hour' where role = 'contact'")
    due = owed[FollowUpKind.AT_COMPLETION]
    assert not may_answer(await people.contact("IDI"), due)
    assert may_answer(await people.teacher("IDI"), due)
    assert may_answer(await people.partner(), due)
    assert not may_answer(await people.teacher("KULT"), due)
    async with database.transaction() as tx:
        with pytest.raises(NotFound):
            await following_up.complete(tx, await actor_of(tx, "student1@example.org"), due.id, ANSWER)


async def test_each_department_is_told_once_when_the_day_has_come(owed, database: Database, clock: Clock) -> None:
    for moment, told in (
        ("2026-11-30T13:00:00+01:00", 1),
        ("2026-12-01T09:00:00+01:00", 0),
        ("2027-11-30T09:00:00+01:00", 2),
    ):
        await clock.set(moment)
        async with database.transaction() as tx:
            assert await following_up.notify_due(tx) == told


async def test_what_is_due_comes_longest_first_and_only_to_who_owes_it(owed, database: Database) -> None:
    async with database.reading() as tx:
        everyone = await queries.follow_ups_due(tx, date(2028, 1, 1), None, None, 10)
        assert [f.kind for f in everyone] == list(FollowUpKind)
        after = (everyone[0].due_on, everyone[0].id)
        assert await queries.follow_ups_due(tx, date(2028, 1, 1), None, after, 10) == everyone[1:]
        assert await queries.follow_ups_due(tx, date(2026, 11, 29), None, None, 10) == []
        kult = await actor_of_reading(tx, teacher_address("IDI"))
        assert await queries.follow_ups_due(tx, date(2028, 1, 1), [everyone[0].unit_id], None, 10) == everyone
        assert await queries.follow_ups_due(tx, date(2028, 1, 1), [kult.id], None, 10) == []


async def actor_of_reading(tx: Transaction, email: str):
    return await stories.person_named(tx, email)


async def test_the_next_follow_up_is_in_the_relation(owed, database: Database, people: People) -> None:
    partner = await people.partner()
    async with database.reading() as tx:
        relation = await partnership.relation(tx, partner, owed["engagement"].organisation_id)
    assert relation.next_follow_up_on == date(2026, 11, 30)
    assert relation.risks(date(2026, 11, 30)) == []
    assert relation.risks(date(2026, 12, 1)) == ["follow_up_overdue"]
    assert "quiet" in relation.risks(date(2027, 8, 1))


def relation_with(**changes: object) -> Relation:
    first = datetime(2026, 11, 23, tzinfo=UTC)
    plain = Relation(new_id(), "Laks", None, 1, 0, 0, 0, [], first, None, None, None)
    return msgspec.structs.replace(plain, **changes)


@pytest.mark.parametrize(
    ("happened", "rung"),
    [
        ({}, Rung.ASKED),
        ({"engagements": 1}, Rung.WORKING),
        ({"engagements": 1, "completed": 1}, Rung.DELIVERED),
        ({"engagements": 1, "completed": 1, "problems": 2}, Rung.RETURNED),
        ({"engagements": 2, "completed": 2, "problems": 2, "departments": ["IDI"]}, Rung.RETURNED),
        ({"engagements": 2, "completed": 2, "problems": 2, "departments": ["IDI", "KULT"]}, Rung.PARTNER),
    ],
)
def test_a_rung_is_reached_by_what_happened(happened: dict[str, object], rung: Rung) -> None:
    assert relation_with(**happened).rung is rung


async def test_a_department_sees_those_it_has_met_and_partnership_staff_see_all(
    database: Database, people: People
) -> None:
    async with database.transaction() as tx:
        await stories.referred_to(tx, "IDI")
        await people_post(tx)
    seen = {
        "partner": await people.partner(),
        "idi": await people.contact("IDI"),
        "kult": await people.contact("KULT"),
    }
    async with database.reading() as tx:
        names = {who: [r.name for r in await partnership.relations(tx, actor, None, 10)] for who, actor in seen.items()}
        with pytest.raises(NotFound):
            await partnership.relations(tx, Actor(name="nobody"), None, 10)
    assert names == {"partner": ["Fjordfisk AS", "Tare AS"], "idi": ["Fjordfisk AS"], "kult": []}


async def people_post(tx: Transaction) -> None:
    await tx.run(
        "insert into organisation (id, name, demo, created_at) values (gen_random_uuid(), 'Tare AS', false, now())"
    )
    await stories.posted_by_member(tx, home="Tare AS")
