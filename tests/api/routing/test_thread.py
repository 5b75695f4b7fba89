"""What a company and its departments say to each other, and who hears of it."""

from uuid import UUID

import httpx

from api.accounts import person
from api.language import Language
from api.routing.thread import MESSAGES_A_DAY
from db.database import Database
from tests import problem_files as files
from tests import stories
from tests.api.problems.test_attachment import COMPANY, send
from tests.conftest import Clock
from tests.people import contact_address, teacher_address
from tests.visitors import Visitors, faults_of


async def letters(database: Database, occasion: str) -> list[str]:
    async with database.reading() as tx:
        return await tx.value(
            "select coalesce(array_agg(recipient order by recipient), '{}') from mail where occasion = $1", occasion
        )


async def text_to(database: Database, recipient: str, occasion: str) -> str:
    async with database.reading() as tx:
        return await tx.value(
            "select subject || E'\\n' || text from mail where recipient = $1 and occasion = $2", recipient, occasion
        )


async def at(database: Database, *codes: str) -> tuple[str, list[UUID]]:
    async with database.transaction() as tx:
        found = await stories.referred_to(tx, *codes)
        return found[0].reference, [referral.id for referral in found]


async def test_the_company_writes_and_those_who_have_it_hear(visitors: Visitors, database: Database, deliver) -> None:
    reference, _ids = await at(database, "IDI", "KULT")
    company = await visitors.signed_in(COMPANY)
    sent = await company.post(f"/api/v1/problems/{reference}/messages", json={"text": "We have found the old films."})
    assert sent.status_code == 201
    assert (sent.json()["kind"], sent.json()["from_company"]) == ("message", True)
    await deliver()
    assert await letters(database, "message") == [contact_address("IDI"), contact_address("KULT")]
    shown = (await company.get(f"/api/v1/problems/{reference}")).json()
    assert [(m["text"], m["from_company"]) for m in shown["messages"]] == [("We have found the old films.", True)]
    assert shown["held_by"]["state"] == "waiting", "a message moves no clock"


async def test_it_can_be_meant_for_one_of_them(visitors: Visitors, database: Database, deliver) -> None:
    reference, (first, second) = await at(database, "IDI", "KULT")
    company = await visitors.signed_in(COMPANY)
    body = {"text": "For you alone.", "referral_id": str(second)}
    assert (await company.post(f"/api/v1/problems/{reference}/messages", json=body)).status_code == 201
    await deliver()
    assert await letters(database, "message") == [contact_address("KULT")]
    contact = await visitors.signed_in(contact_address("IDI"))
    await contact.post(f"/api/v1/referrals/{first}/decline", json={"reason": "No."})
    gone = await company.post(f"/api/v1/problems/{reference}/messages", json={**body, "referral_id": str(first)})
    assert faults_of(gone).keys() == {"/referral_id"}


async def test_a_department_writes_in_the_company_s_own_language(
    visitors: Visitors, database: Database, deliver
) -> None:
    reference, (referral,) = await at(database, "IDI")
    async with database.transaction() as tx:
        await tx.run("update problem set language = 'nn'")
    contact = await visitors.signed_in(contact_address("IDI"))
    sent = await contact.post(f"/api/v1/referrals/{referral}/messages", json={"text": "Vi ser på det."})
    assert sent.status_code == 201
    assert not sent.json()["from_company"]
    await deliver()
    told = await text_to(database, COMPANY, "message")
    assert "skriv:" in told
    assert "Vi ser på det." in told
    assert f"/problems/{reference}" in told


async def test_whoever_supervises_what_it_became_writes_and_hears(
    visitors: Visitors, database: Database, deliver
) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, supervisor_email=teacher_address("IDI"))
    company, teacher = await visitors.signed_in(COMPANY), await visitors.signed_in(teacher_address("IDI"))
    path = f"/api/v1/problems/{engagement.problem_reference}/messages"
    assert (await company.post(path, json={"text": "When do we meet?"})).status_code == 201
    answered = await teacher.post(
        f"/api/v1/referrals/{engagement.referral_id}/messages", json={"text": "On Thursday at nine."}
    )
    assert answered.status_code == 201
    await deliver()
    assert teacher_address("IDI") in await letters(database, "message")
    assert COMPANY in await letters(database, "message")


async def test_files_go_with_a_message_once(visitors: Visitors, database: Database, deliver) -> None:
    reference, (referral,) = await at(database, "IDI")
    company = await visitors.signed_in(COMPANY)
    one = (await send(company, reference, files.PNG, "boat.png")).json()["id"]
    body = {"text": "Here is the boat.", "attachments": [one]}
    said = await company.post(f"/api/v1/problems/{reference}/messages", json=body)
    assert said.status_code == 201
    listed = (await company.get(f"/api/v1/problems/{reference}/attachments")).json()["items"]
    assert [(f["name"], f["message_id"]) for f in listed] == [("boat.png", said.json()["id"])]
    await deliver()
    assert "boat.png" in await text_to(database, contact_address("IDI"), "message")
    again = await company.post(f"/api/v1/problems/{reference}/messages", json=body)
    assert faults_of(again).keys() == {"/attachments"}
    taken = await company.delete(f"/api/v1/problems/{reference}/attachments/{one}")
    assert taken.status_code == 409
    annex = (await send(company, reference, confidential="true")).json()["id"]
    hidden = await company.post(f"/api/v1/problems/{reference}/messages", json={"text": "x", "attachments": [annex]})
    assert faults_of(hidden).keys() == {"/attachments"}, "an annex never goes by mail or with a message"
    contact = await visitors.signed_in(contact_address("IDI"))
    foreign = await contact.post(f"/api/v1/referrals/{referral}/messages", json={"text": "x", "attachments": [one]})
    assert faults_of(foreign).keys() == {"/attachments"}


async def test_nobody_else_writes_and_nobody_writes_after_the_end(visitors: Visitors, database: Database) -> None:
    reference, (referral,) = await at(database, "IDI")
    for who in ("student1@example.org", contact_address("KULT"), "partner@example.org", "admin@example.org"):
        stranger = await visitors.signed_in(who)
        assert (await stranger.post(f"/api/v1/problems/{reference}/messages", json={"text": "x"})).status_code == 404
        assert (await stranger.post(f"/api/v1/referrals/{referral}/messages", json={"text": "x"})).status_code == 404
    company = await visitors.signed_in(COMPANY)
    await company.post(f"/api/v1/problems/{reference}/withdrawal")
    assert (await company.post(f"/api/v1/problems/{reference}/messages", json={"text": "x"})).status_code == 409


async def test_a_day_has_room_for_many_messages_and_not_for_any_number(
    visitors: Visitors, database: Database, clock: Clock
) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    reference, _ids = await at(database, "IDI")
    company = await visitors.signed_in(COMPANY)

    async def write() -> int:
        return (await company.post(f"/api/v1/problems/{reference}/messages", json={"text": "x"})).status_code

    assert {await write() for _number in range(MESSAGES_A_DAY)} == {201}
    assert await write() == 429
    await clock.forward(days=1, minutes=1)
    assert await write() == 201


async def test_the_wrong_place_is_told_to_the_holder_and_the_desk_once(
    visitors: Visitors, database: Database, deliver
) -> None:
    reference, (referral,) = await at(database, "KULT")
    company = await visitors.signed_in(COMPANY)
    path = f"/api/v1/problems/{reference}/wrong-place"
    assert (await company.post(path, json={"text": "It is about pictures, not about pottery."})).status_code == 201
    assert (await company.post(path, json={"text": "Again."})).status_code == 409
    await deliver()
    assert await letters(database, "wrong_place") == ["desk@example.org", contact_address("KULT")]
    contact = await visitors.signed_in(contact_address("KULT"))
    page = (await contact.get(f"/inbox/{referral}")).text
    assert "It is about pictures, not about pottery." in page
    async with database.reading() as tx:
        assert await tx.value("select status from referral where id = $1", referral) == "waiting", "nothing is decided"
        assert not await tx.value("select wrong_place from referral where id = $1", referral), "nor learnt"
    for who in (contact_address("KULT"), "student1@example.org"):
        stranger = await visitors.signed_in(who)
        assert (await stranger.post(path, json={"text": "x"})).status_code == 404


async def test_a_new_wording_shows_what_changed_to_both_sides(visitors: Visitors, database: Database, deliver) -> None:
    reference, _ids = await at(database, "IDI")
    company, contact = await visitors.signed_in(COMPANY), await visitors.signed_in(contact_address("IDI"))
    words = {"title": stories.TITLE, "description": stories.DESCRIPTION.replace("by hand", "from a boat")}
    assert (await company.patch(f"/api/v1/problems/{reference}", json=words)).status_code == 200
    for reader in (company, contact):
        (one,) = (await reader.get(f"/api/v1/problems/{reference}/revisions")).json()["items"]
        changed = [(c["kind"], c["text"]) for c in one["description"] if c["kind"] != "same"]
        assert changed == [("removed", "by hand"), ("added", "from a boat")]
        assert [c["kind"] for c in one["title"]] == ["same"]
    await deliver()
    assert await letters(database, "reworded") == [contact_address("IDI")]


async def test_thanks_reach_those_who_did_the_work_once(visitors: Visitors, database: Database, deliver) -> None:
    async with database.transaction() as tx:
        engagement = await stories.completed_at(tx, supervisor_email=teacher_address("IDI"))
        await person.choose_language(tx, (await stories.person_named(tx, teacher_address("IDI"))).id, Language.ENGLISH)
    company = await visitors.signed_in(COMPANY)
    path = f"/api/v1/problems/{engagement.problem_reference}/thanks"
    assert (await company.post(path, json={"text": "We treat half as often now."})).status_code == 201
    assert (await company.post(path, json={"text": "Again."})).status_code == 409
    await deliver()
    assert teacher_address("IDI") in await letters(database, "thanks")
    assert "We treat half as often now." in await text_to(database, teacher_address("IDI"), "thanks")
    reference, _ids = await at(database, "IDI")
    early = await company.post(f"/api/v1/problems/{reference}/thanks", json={"text": "x"})
    assert early.status_code == 409


async def test_a_private_link_writes_in_the_contact_s_name(
    api: httpx.AsyncClient, visitors: Visitors, database: Database
) -> None:
    posted = (await api.post("/api/v1/problems", json=stories.as_json())).json()
    async with database.transaction() as tx:
        await tx.run("update problem set status = 'submitted', confirmed_at = now()")
    holder = await visitors.stranger({"X-Follow-Key": posted["follow_url"].split("key=")[1]})
    sent = await holder.post(f"/api/v1/problems/{posted['reference']}/messages", json={"text": "One more thing."})
    assert sent.status_code == 201
    assert sent.json()["author"] == "Kari Nordmann"
