"""A company that knows nobody posts a problem; a year later it has been answered, worked on and followed up."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import httpx
import pytest

from api.accounts import api_token
from db.database import Database
from tests.conftest import Clock
from tests.contract.journey import Journey, get, post
from tests.stories import as_json, person_named
from tests.visitors import Visitors

MONDAY = "2026-11-23T09:00:00+01:00"
Work = Callable[[], Awaitable[object]]


@pytest.fixture
async def journey(visitors: Visitors, tick: Work, clock: Clock) -> Journey:
    await clock.set(MONDAY)
    return Journey(visitors, tick)


async def test_all_the_way(
    journey: Journey, visitors: Visitors, database: Database, tick: Work, api: httpx.AsyncClient
) -> None:
    company = await journey.stranger_posts()
    (mail,) = await journey.mails("kari@laks.example")
    assert mail["language"] == "en"
    assert journey.key in mail["text"]
    await journey.types_the_code(company)

    shown = await get(company, f"/problems/{journey.problem}")
    assert shown["status"] == "waiting"
    assert shown["held_by"]["name"]
    assert shown["held_by"]["since"] == shown["submitted_at"]
    assert datetime.fromisoformat(shown["answer_due_at"]) == datetime.fromisoformat("2026-11-25T16:00:00+01:00")
    assert [step["verb"] for step in shown["steps"]][:3] == ["problem.posted", "problem.confirmed", "problem.referred"]
    assert all(step["text"] and step["reason"] for step in shown["steps"])

    contact = await journey.holder_is("IDI", company)
    await journey.accepts(contact, supervisor_email="laerer.idi@example.org", places={"groups": 1, "group_size": 2})
    assert (journey.engagement["status"], journey.engagement["places_left"]) == ("open", 1)
    catalogue = await get(api, "/engagements", q="salmon", form="thesis", department="idi", credits_min=30, open=True)
    assert [item["reference"] for item in catalogue["items"]] == [journey.engagement["reference"]]
    assert catalogue["facets"]["department"] == {"IDI": 1}

    teacher = await visitors.signed_in("laerer.idi@example.org")
    student = await journey.student_gets_it(teacher)
    assert (await get(student, f"/claims/{journey.claim['id']}"))["state"] == "accepted"
    await journey.is_carried_out(teacher)
    shown = await get(company, f"/problems/{journey.problem}")
    assert (shown["status"], shown["held_by"]) == ("completed", None)
    assert shown["engagements"][0]["status"] == "completed"

    await _followed_up(journey, visitors, api, tick)
    await _measured(visitors, database)
    await tick()
    assert (await api.get("/health")).json() == {
        "status": "well",
        "database": True,
        "redis": True,
        "waiting": 0,
        "dead": 0,
    }


async def _followed_up(journey: Journey, visitors: Visitors, api: httpx.AsyncClient, tick: Work) -> None:
    """Now, after three and after twelve months, by the department and not by a person."""
    contact = await visitors.signed_in("kontakt.idi@example.org")
    partner = await visitors.signed_in("partner@example.org")
    for moment, kind in (
        (MONDAY, "at_completion"),
        ("2027-02-23T09:00:00+01:00", "after_3_months"),
        ("2027-11-23T09:00:00+01:00", "after_12_months"),
    ):
        assert (await api.post("/dev/clock", json={"now": moment})).json()["is_set"]
        await tick()
        (due,) = (await get(contact, "/follow-ups", state="due"))["items"]
        assert (due["kind"], due["department_code"], due["engagement"]) == (
            kind,
            "IDI",
            journey.engagement["reference"],
        )
        assert "Laks i Nord AS" in (await journey.mails("kontakt.idi@example.org"))[0]["subject"]
        body = {"outcome": "interested", "note": "They have another one.", "next_step": "A workshop in June"}
        done = await post(contact, f"/follow-ups/{due['id']}/completion", body)
        assert done["state"] == "done"
        assert (await get(contact, "/follow-ups"))["items"] == []
    relations = (await get(partner, "/partnerships"))["items"]
    (relation,) = [item for item in relations if item["name"] == "Laks i Nord AS"]
    assert (relation["rung"], relation["completed"], relation["next_step"]) == ("delivered", 1, "A workshop in June")
    timeline = (await get(partner, f"/partnerships/{relation['id']}/timeline", limit=100))["items"]
    told = [event["verb"] for event in timeline]
    assert told[0] == "follow_up.completed"
    assert told[-1] == "problem.posted"
    assert told.count("follow_up.owed") == 3
    assert {
        "problem.referred",
        "referral.accepted",
        "engagement.opened",
        "engagement.started",
        "engagement.completed",
    } <= {*told}
    (line,) = (await get(partner, f"/partnerships/{relation['id']}/lineage"))["items"]
    assert (line["problem"], line["outcome"]) == (journey.problem, "prototype")


async def _measured(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        owner = await person_named(tx, "partner@example.org")
        token = await api_token.create(tx, owner.id, "figures", ["metrics:read"])
    figures = await visitors.bearer(token)
    names = [item["name"] for item in (await get(figures, "/metrics"))["items"]]
    assert {"time_to_first_answer", "answered_in_time", "problems_engaged", "organisations_returned"} <= set(names)
    for name in names:
        figure = await get(figures, f"/metrics/{name}")
        assert {"value", "unit", "numerator", "denominator", "open_cases", "definition"} <= set(figure)
        assert figure["definition"]
    engaged = await get(figures, "/metrics/problems_engaged", **{"from": "2026-11-01", "to": "2026-12-01"})
    assert (engaged["value"], engaged["numerator"], engaged["denominator"]) == (1.0, 1, 1)
    assert (await get(figures, "/metrics/answered_in_time"))["value"] == 1.0


async def test_a_member_s_problem_goes_on_at_once(visitors: Visitors, journey: Journey, tick: Work) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    body = {"name": "Berit Bedrift", "email": "bedrift@example.org"}
    made = await post(company, "/problems", as_json(contact=body, organisation={"name": "Fjordfisk AS"}), 201)
    assert made["status"] == "submitted"
    await tick()
    assert (await get(company, f"/problems/{made['reference']}"))["status"] == "waiting"


async def test_a_stranger_s_problem_waits_for_its_code(journey: Journey, visitors: Visitors) -> None:
    company = await journey.stranger_posts()
    shown = await get(company, f"/problems/{journey.problem}")
    assert (shown["status"], shown["held_by"]) == ("unconfirmed", None)
    contact = await visitors.signed_in("kontakt.idi@example.org")
    assert (await get(contact, "/referrals"))["items"] == []
    wrong = await company.post(f"/api/v1/problems/{journey.problem}/confirmation", json={"code": "WRONGWRO"})
    assert wrong.status_code == 422
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/code"]


async def test_a_question_stops_the_clock_until_the_company_has_answered(journey: Journey, clock: Clock) -> None:
    company = await journey.stranger_posts()
    await journey.types_the_code(company)
    contact = await journey.holder_is("IDI", company)
    path = f"/referrals/{journey.referral['id']}"
    due = datetime.fromisoformat(journey.referral["decision_due_at"])
    await post(contact, f"{path}/question", {"text": "How many pictures do you have?"}, 201)
    await journey.work()
    assert (await journey.mails("kari@laks.example"))[0]["text"].count("How many pictures do you have?") == 1
    holders = (await get(company, f"/problems/{journey.problem}"))["holders"]
    assert [h["answer_due_at"] for h in holders if h["department_code"] == "IDI"] == [None]
    await clock.forward(days=7)
    answered = await post(company, f"/problems/{journey.problem}/answers", {"text": "About two million."}, 201)
    await journey.work()
    assert [message["kind"] for message in answered["messages"]] == ["question", "answer"]
    later = datetime.fromisoformat((await get(contact, path))["decision_due_at"])
    assert later - due == timedelta(days=7)
    assert "har svart" in (await journey.mails("kontakt.idi@example.org"))[0]["subject"]


async def test_a_no_is_told_with_its_reason_and_the_problem_is_not_lost(journey: Journey) -> None:
    company = await journey.stranger_posts()
    await journey.types_the_code(company)
    for _round in range(20):
        contact = await journey.holder(company)
        body = {"reason": "Nobody has room this spring.", "note": "Try again in August."}
        await post(contact, f"/referrals/{journey.referral['id']}/decline", body)
        await journey.work()
        shown = await get(company, f"/problems/{journey.problem}")
        if shown["status"] == "declined":
            break
        assert shown["held_by"], "somebody holds it until the desk has said the last word"
    assert shown["status"] == "declined"
    assert journey.referral["department"]["code"] == "DESK"
    texts = [mail["text"] for mail in await journey.mails("kari@laks.example")]
    assert any("Nobody has room this spring." in text and "Try again in August." in text for text in texts)


async def test_who_does_not_answer_in_time_is_reminded_once(journey: Journey, clock: Clock) -> None:
    company = await journey.stranger_posts()
    await journey.types_the_code(company)
    await clock.set("2026-11-25T15:59:00+01:00")
    await journey.work()
    before = len(await journey.mails("desk@example.org"))
    await clock.set("2026-11-25T16:00:00+01:00")
    await journey.work()
    reminded = len(await journey.mails("desk@example.org")) - before
    open_referrals = len((await get(company, f"/problems/{journey.problem}"))["holders"])
    assert reminded == open_referrals
    await clock.forward(days=1)
    await journey.work()
    assert len(await journey.mails("desk@example.org")) - before == open_referrals
