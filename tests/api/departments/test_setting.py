"""Three levels, one promise: what is not chosen is inherited, and below the institution it only gets better."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.departments.setting import Chosen, Level, UnitSettings, settle
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import contact_address
from tests.visitors import Visitors, faults_of

Work = Callable[[], Awaitable[dict[str, int]]]

API = "/api/v1"
STANDARD = UnitSettings(2, 10)
HERE, THERE, TOP = Level.UNIT, Level.FACULTY, Level.INSTITUTION


@pytest.mark.parametrize(
    ("chosen", "value", "origin", "inherited"),
    [
        ([], 2, TOP, 2),
        ([(TOP, 3)], 3, TOP, 3),
        ([(THERE, 1)], 1, THERE, 1),
        ([(HERE, 1)], 1, HERE, 2),
        ([(TOP, 4), (THERE, 3), (HERE, 2)], 2, HERE, 3),
        ([(THERE, 1), (HERE, 2)], 1, THERE, 1),
        ([(TOP, 1), (THERE, 2), (HERE, 2)], 1, TOP, 1),
    ],
    ids=["nobody", "above", "faculty", "here", "each stricter", "the faculty is stricter by now", "so is the top"],
)
def test_the_promise_that_holds_is_the_best_one(
    chosen: list[tuple[Level, int]], value: int, origin: Level, inherited: int
) -> None:
    settled = settle(STANDARD, [Chosen("reply_days", days, level) for level, days in chosen])
    assert (settled.values.reply_days, settled.origins["reply_days"]) == (value, origin)
    assert settled.inherited.reply_days == inherited


def test_all_else_is_as_the_nearest_one_chose() -> None:
    settled = settle(STANDARD, [Chosen("grace_days", 2, TOP), Chosen("grace_days", 5, THERE), Chosen("old", 1, HERE)])
    assert (settled.values.grace_days, settled.origins["grace_days"]) == (5, THERE)


async def patch(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> Any:
    answer = await client.patch(API + path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_faculty_s_choice_reaches_its_departments_until_they_choose_themselves(visitors: Visitors) -> None:
    desk, contact = await visitors.signed_in("desk@example.org"), await visitors.signed_in(contact_address("IDI"))
    await patch(desk, "/departments/IE/settings", {"reply_days": 1, "grace_days": 4})
    shown = (await contact.get(f"{API}/departments/IDI/settings")).json()
    assert (shown["values"]["reply_days"], shown["origins"]["reply_days"]) == (1, "faculty")
    shown = await patch(contact, "/departments/IDI/settings", {"grace_days": 2, "questions": ["Who supervises?"]})
    assert (shown["values"]["grace_days"], shown["origins"]["grace_days"], shown["own"]) == (
        2, "unit", ["grace_days", "questions"],
    )  # fmt: skip
    shown = await patch(contact, "/departments/IDI/settings", {"grace_days": None})
    assert (shown["values"]["grace_days"], shown["origins"]["grace_days"]) == (4, "faculty")
    shown = (await contact.get(f"{API}/departments/KULT/settings")).json()
    assert shown["values"]["reply_days"] == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reply_days": 3}, "/reply_days"),
        ({"decision_days": 11}, "/decision_days"),
        ({"decision_days": 1}, "/decision_days"),
        ({"reply_days": 0}, "/reply_days"),
        ({"digest_hour": 24}, "/digest_hour"),
        ({"agreement_template_url": "http://x.example"}, "/agreement_template_url"),
        ({"questions": ["?"] * 6}, "/questions"),
    ],
    ids=["later", "later still", "before the answer", "none", "no such hour", "in the open", "too many"],
)
async def test_what_a_department_can_t_choose(visitors: Visitors, body: dict[str, Any], pointer: str) -> None:
    contact = await visitors.signed_in(contact_address("IDI"))
    answer = await contact.patch(f"{API}/departments/IDI/settings", json=body)
    assert answer.status_code == 422
    assert list(faults_of(answer)) == [pointer]


async def test_the_institution_may_promise_less(visitors: Visitors) -> None:
    admin = await visitors.signed_in("admin@example.org")
    shown = await patch(admin, "/settings", {"reply_days": 3, "decision_days": 15})
    assert (shown["values"]["reply_days"], shown["department"]) == (3, None)
    contact = await visitors.signed_in(contact_address("IDI"))
    assert (await contact.get(f"{API}/departments/IDI/settings")).json()["values"]["decision_days"] == 15


async def test_a_contact_who_is_not_the_first_looks_and_does_not_touch(database: Database, visitors: Visitors) -> None:
    async with database.transaction() as tx:
        unit = await departments.unit_by_code(tx, "IDI")
        who = await person.keep(tx, "vara@example.org", "Vara", now=tx.now)
        assert unit is not None
        await person.appoint(tx, who.id, Role.CONTACT, unit.id, now=tx.now)
    second = await visitors.signed_in("vara@example.org")
    assert (await second.get(f"{API}/departments/IDI/settings")).status_code == 200
    assert (await second.patch(f"{API}/departments/IDI/settings", json={"reply_days": 1})).status_code == 403
    page = await second.get("/departments/IDI/settings")
    assert page.status_code == 200
    assert "<form id=" not in page.text


async def test_new_referrals_follow_what_the_department_promises(
    database: Database, visitors: Visitors, clock: Clock, tick: Work
) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    contact = await visitors.signed_in(contact_address("IDI"))
    await patch(contact, "/departments/IDI/settings", {"reply_days": 1, "decision_days": 4, "grace_days": 1})
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
    assert idi.reply_due_at == datetime.fromisoformat("2026-11-24T16:00:00+01:00")
    assert idi.decision_due_at == datetime.fromisoformat("2026-11-27T16:00:00+01:00")
    await tick()
    async with database.reading() as tx:
        moves_on = await tx.value("select moves_on_at from referral where id = $1", idi.id)
    assert moves_on == datetime.fromisoformat("2026-11-25T16:00:00+01:00")
    await patch(contact, "/departments/IDI/settings", {"grace_days": 2})
    await tick()
    async with database.reading() as tx:
        moves_on = await tx.value("select moves_on_at from referral where id = $1", idi.id)
    assert moves_on == datetime.fromisoformat("2026-11-26T16:00:00+01:00"), "the clock looks again"


async def test_a_department_offers_forms_by_its_own_names_and_days(visitors: Visitors) -> None:
    contact = await visitors.signed_in(contact_address("IDI"))
    path = f"{API}/departments/IDI/forms"
    own = {"local_name": "Masteroppgåve ved IDI", "autumn_deadline": "04-15"}
    answer = await contact.put(f"{path}/master_thesis", json=own)
    assert answer.status_code == 200, answer.text
    shown = {form["code"]: form for form in (await contact.get(f"{API}/departments/IDI")).json()["forms"]}
    assert shown["master_thesis"]["name"]["nb"] == "Masteroppgåve ved IDI"
    assert {start["by"][5:] for start in shown["master_thesis"]["starts"]} >= {"04-15"}
    assert (await contact.put(f"{path}/eit_village", json={"offered": False})).status_code == 200
    codes = {form["code"] for form in (await contact.get(f"{API}/departments/IDI")).json()["forms"]}
    assert codes == set(shown) - {"eit_village"}
    for code in sorted(codes - {"course_case"}):
        assert (await contact.put(f"{path}/{code}", json={"offered": False})).status_code == 200
    answer = await contact.put(f"{path}/course_case", json={"offered": False})
    assert list(faults_of(answer)) == ["/offered"], "one is left"
    answer = await contact.put(f"{path}/course_case", json={"spring_deadline": "02-30"})
    assert list(faults_of(answer)) == ["/spring_deadline"]
    assert (await contact.put(f"{path}/nonsense", json={})).status_code == 404


async def test_the_page_says_where_each_value_comes_from_and_gives_it_back(visitors: Visitors) -> None:
    contact = await visitors.signed_in(contact_address("IDI"))
    page = (await contact.get("/departments/IDI/settings")).text
    assert "Set here" not in page
    assert "From NTNU" in page
    form = {"reply_days": "1", "decision_days": "10", "remind_days": "1", "grace_days": "3",
            "company_reminder_days": "5", "digest_hour": "7", "agreement_template_url": "",
            "questions": "Who supervises?\r\n\r\nWhich course?"}  # fmt: skip
    assert (await contact.post("/departments/IDI/settings", data=form)).status_code == 303
    shown = (await contact.get(f"{API}/departments/IDI/settings")).json()
    assert shown["own"] == ["digest_hour", "questions", "reply_days"], "what was not changed is still inherited"
    assert shown["values"]["questions"] == ["Who supervises?", "Which course?"]
    assert (await contact.get("/departments/IDI/settings")).text.count("Set here") == 3
    assert (await contact.post("/departments/IDI/settings", data={"inherit": "reply_days"})).status_code == 303
    assert (await contact.get(f"{API}/departments/IDI/settings")).json()["values"]["reply_days"] == 2
    again = await contact.post("/departments/IDI/settings", data={**form, "grace_days": "two"})
    assert again.status_code == 422
    assert 'value="two"' in again.text
    again = await contact.post("/departments/IDI/settings", data={**form, "reply_days": "7"})
    assert "You can promise it sooner, not later." in again.text
    late = await contact.post(
        "/departments/IDI/forms/master_thesis", data={"offered": "yes", "autumn_deadline": "31.9."}
    )
    assert late.status_code == 422
    assert "31.9." in late.text
    kept = await contact.post(
        "/departments/IDI/forms/master_thesis", data={"offered": "yes", "autumn_deadline": "15.4."}
    )
    assert kept.status_code == 303
    assert "15.4." in (await contact.get("/departments/IDI/settings")).text


async def test_what_a_department_asks_of_whoever_accepts_is_kept_with_the_engagement(
    database: Database, visitors: Visitors
) -> None:
    contact = await visitors.signed_in(contact_address("IDI"))
    await patch(contact, "/departments/IDI/settings", {"questions": ["Which course?", "Who is the co-supervisor?"]})
    async with database.transaction() as tx:
        (idi,) = await stories.referred_to(tx, "IDI")
    assert "Who is the co-supervisor?" in (await contact.get(f"/inbox/{idi.id}")).text
    body = stories.acceptance_json(answers={"2": "Ola", "7": "not asked"})
    answer = await contact.post(f"{API}/referrals/{idi.id}/acceptance", json=body)
    assert answer.status_code == 201, answer.text
    async with database.reading() as tx:
        kept = await tx.value("select answers from engagement")
    assert kept == [{"question": "Who is the co-supervisor?", "answer": "Ola"}]
    assert "Who is the co-supervisor?" in (await contact.get(f"/engagements/{answer.json()['reference']}")).text
