"""Concerns reach the desk, and who reported them stays there."""

from collections.abc import Awaitable, Callable

import pytest

from api.accounts.actor import visitor
from api.engagements import concern
from api.engagements.concern import ConcernAnswer, ConcernStatus, Reporting
from api.errors import NotFound, SignInNeeded, WrongState
from api.language import Language
from db.database import Database, Transaction
from tests import stories
from tests.people import actor_of, contact_address, student_address

Work = Callable[[], Awaitable[dict[str, int]]]

STRANGER = visitor(Language.ENGLISH)


async def test_whoever_sees_it_may_say_so(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    for email in (student_address(2), "bedrift@example.org", contact_address("KULT")):
        made = await concern.report(tx, await actor_of(tx, email), Reporting(engagement.reference, "Unpaid work?"))
        assert made.about == engagement.reference
    assert (await concern.report(tx, STRANGER, Reporting(engagement.reference, "Unpaid?"))).reporter_name == ""
    about_problem = Reporting(engagement.problem_reference, "They asked for free consultancy.")
    assert (await concern.report(tx, await actor_of(tx, contact_address("IDI")), about_problem)).about.startswith("P-")


async def test_what_one_does_not_see_one_reports_nothing_about(tx: Transaction) -> None:
    engagement = await stories.running_at(tx)
    with pytest.raises(NotFound):
        await concern.report(tx, STRANGER, Reporting(engagement.reference, "I heard of it."))
    with pytest.raises(NotFound):
        await concern.report(tx, STRANGER, Reporting(engagement.problem_reference, "I heard of it."))
    with pytest.raises(NotFound):
        await concern.report(tx, STRANGER, Reporting("E-000000", "Nothing."))


async def test_only_the_desk_reads_and_answers_once(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    student = await actor_of(tx, student_address(2))
    made = await concern.report(tx, student, Reporting(engagement.reference, "Unpaid work?"))
    with pytest.raises(SignInNeeded):
        await concern.listed(tx, STRANGER, ConcernStatus.REPORTED, None, 20)
    for email in (contact_address("IDI"), student_address(2), "bedrift@example.org"):
        actor = await actor_of(tx, email)
        with pytest.raises(NotFound):
            await concern.listed(tx, actor, ConcernStatus.REPORTED, None, 20)
        with pytest.raises(NotFound):
            await concern.resolve(tx, actor, made.id, ConcernAnswer("Nothing to see."))
    desk = await actor_of(tx, "desk@example.org")
    (found,) = await concern.listed(tx, desk, ConcernStatus.REPORTED, None, 20)
    assert found.reporter_name == "Student 2"
    await concern.resolve(tx, desk, made.id, ConcernAnswer("We talked with them."))
    with pytest.raises(WrongState):
        await concern.resolve(tx, desk, made.id, ConcernAnswer("Again."))


async def test_no_page_tells_who_reported_it(tx: Transaction) -> None:
    engagement = await stories.opened_at(tx)
    student = await actor_of(tx, student_address(2))
    await concern.report(tx, student, Reporting(engagement.reference, "Unpaid work?"))
    shown = await tx.value(
        "select count(*) from history where actor_id = $1 and verb like 'concern.%' and (problem_id is not null"
        " or engagement_id is not null or organisation_id is not null or unit_id is not null)",
        student.person_id,
    )
    assert shown == 0


async def test_the_desk_hears_and_so_does_who_left_an_address(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx)
        made = await concern.report(tx, STRANGER, Reporting(engagement.reference, "Hm.", "Ola@Nordmann.example"))
        silent = await concern.report(tx, STRANGER, Reporting(engagement.reference, "Hm, hm."))
        desk = await actor_of(tx, "desk@example.org")
        for one in (made, silent):
            await concern.resolve(tx, desk, one.id, ConcernAnswer("Thank you."))
    await deliver()
    async with database.reading() as tx:
        rows = await tx.rows(
            dict[str, str], "select occasion, recipient from mail where occasion like 'concern%' order by id"
        )
    told = [(row["occasion"], row["recipient"]) for row in rows]
    assert told.count(("concern", "desk@example.org")) == 2
    assert [to for occasion, to in told if occasion == "concern_answered"] == ["ola@nordmann.example"]
