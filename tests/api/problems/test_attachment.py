"""Files of a problem: who may send, see and take them away; and an annex that only signers open."""

import hashlib
from typing import Any

import httpx

from api.problems.attachment import FILES_AT_MOST, LARGEST
from db.database import Database
from tests import problem_files as files
from tests import stories
from tests.people import contact_address, teacher_address
from tests.visitors import Visitors, faults_of

COMPANY = "bedrift@example.org"


async def waiting_at(database: Database, code: str = "IDI") -> str:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, code)
        return referral.reference


async def send(
    client: httpx.AsyncClient, reference: str, content: bytes = files.PDF, name: str = "plan.pdf", **fields: Any
) -> httpx.Response:
    path = f"/api/v1/problems/{reference}/attachments"
    headers = fields.pop("headers", {})
    return await client.post(path, files={"file": (name, content)}, data=fields, headers=headers)


async def test_a_file_comes_back_as_it_was_sent_before_and_after_storage_has_it(
    visitors: Visitors, database: Database, deliver
) -> None:
    reference = await waiting_at(database)
    company, contact = await visitors.signed_in(COMPANY), await visitors.signed_in(contact_address("IDI"))
    content = files.PDF + bytes(range(256)) * 9000
    sent = await send(company, reference, content, "..\\Lus på “laks”.PDF")
    assert sent.status_code == 201, sent.text
    told = sent.json()
    assert (told["name"], told["media_type"], told["size"]) == ("Lus på “laks”.pdf", "application/pdf", len(content))
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    path = f"/api/v1/problems/{reference}/attachments/{told['id']}"
    for _when in ("waiting", "stored"):
        found = await contact.get(path)
        assert found.status_code == 200
        assert found.content == content
        assert found.headers["content-disposition"].startswith("attachment;")
        assert "filename*=UTF-8''Lus%20p%C3%A5%20%E2%80%9Claks%E2%80%9D.pdf" in found.headers["content-disposition"]
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["content-security-policy"].startswith("sandbox")
        await deliver()
    async with database.reading() as tx:
        assert await tx.value("select count(*) from attachment where stored_at is not null") == 1
        assert await tx.value("select count(*) from attachment_part") == 0
    listed = (await contact.get(f"/api/v1/problems/{reference}/attachments")).json()
    assert [one["name"] for one in listed["items"]] == ["Lus på “laks”.pdf"]


async def test_those_who_do_not_have_the_problem_see_no_file_and_send_none(
    visitors: Visitors, database: Database
) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    one = (await send(company, reference)).json()["id"]
    for who in ("student1@example.org", contact_address("KULT"), "admin@example.org", "partner@example.org"):
        stranger = await visitors.signed_in(who)
        assert (await stranger.get(f"/api/v1/problems/{reference}/attachments/{one}")).status_code == 404
        assert (await stranger.get(f"/api/v1/problems/{reference}/attachments")).status_code == 404
        assert (await send(stranger, reference)).status_code == 404
        assert (await stranger.delete(f"/api/v1/problems/{reference}/attachments/{one}")).status_code == 404


async def test_a_file_is_not_found_through_another_problem(visitors: Visitors, database: Database) -> None:
    mine, other = await waiting_at(database), await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    one = (await send(company, mine)).json()["id"]
    assert (await company.get(f"/api/v1/problems/{other}/attachments/{one}")).status_code == 404
    assert (await company.delete(f"/api/v1/problems/{other}/attachments/{one}")).status_code == 404


async def test_what_is_refused_is_named_and_explained(visitors: Visitors, database: Database) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    for content, name, why in (
        (b"MZ\x90\0\x03\0", "plan.pdf", "“plan.pdf”: We take PDF"),
        (b"", "empty.txt", "“empty.txt”: there is nothing in it"),
        (files.PDF + bytes(LARGEST), "big.pdf", "“big.pdf”: this is larger than 20 MB"),
    ):
        answer = await send(company, reference, content, name)
        assert answer.status_code == 422
        assert faults_of(answer)["/file"].startswith(why)
    too_much = await send(company, reference, bytes(LARGEST + 2 * 2**20), "huge.bin")
    assert too_much.status_code == 413
    assert (
        await company.post(f"/api/v1/problems/{reference}/attachments", data={"file": "no file"})
    ).status_code == 400
    async with database.reading() as tx:
        assert await tx.value("select count(*) from attachment") == 0


async def test_there_is_room_for_ten_of_each_side(visitors: Visitors, database: Database) -> None:
    reference = await waiting_at(database)
    company, contact = await visitors.signed_in(COMPANY), await visitors.signed_in(contact_address("IDI"))
    for _number in range(FILES_AT_MOST):
        assert (await send(company, reference)).status_code == 201
    assert "10 files" in faults_of(await send(company, reference))["/file"]
    assert (await send(contact, reference)).status_code == 201


async def test_the_side_that_sent_it_takes_it_away_and_storage_forgets_it(
    visitors: Visitors, database: Database, deliver, settings
) -> None:
    reference = await waiting_at(database)
    company, contact = await visitors.signed_in(COMPANY), await visitors.signed_in(contact_address("IDI"))
    one = (await send(company, reference)).json()["id"]
    await deliver()
    async with database.reading() as tx:
        key = await tx.value("select key from attachment")
    assert (settings.storage / key).read_bytes() == files.PDF
    path = f"/api/v1/problems/{reference}/attachments/{one}"
    assert (await contact.delete(path)).status_code == 404
    assert (await company.delete(path)).status_code == 204
    assert (await company.get(path)).status_code == 404
    await deliver()
    assert not (settings.storage / key).exists()


async def test_nothing_is_sent_before_the_code_is_typed_nor_after_the_end(
    visitors: Visitors, api: httpx.AsyncClient, database: Database
) -> None:
    posted = (await api.post("/api/v1/problems", json=stories.as_json())).json()
    key = posted["follow_url"].split("key=")[1]
    held = await visitors.stranger({"X-Follow-Key": key})
    assert (await send(held, posted["reference"])).status_code == 409
    reference = await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    await company.post(f"/api/v1/problems/{reference}/withdrawal")
    assert (await send(company, reference)).status_code == 409


async def test_the_same_key_sends_once(visitors: Visitors, database: Database) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    key = {"Idempotency-Key": "one"}
    first, second = [await send(company, reference, headers=key) for _twice in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert (await send(company, reference, files.PNG, "x.png", headers=key)).status_code == 422


async def test_an_annex_opens_to_nobody_by_role(visitors: Visitors, database: Database) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in(COMPANY)
    one = (await send(company, reference, name="recipe.pdf", confidential="true")).json()
    assert one["confidential"]
    path = f"/api/v1/problems/{reference}/attachments"
    assert (await company.get(f"{path}/{one['id']}")).status_code == 200
    for who in (contact_address("IDI"), teacher_address("IDI"), "desk@example.org"):
        reader = await visitors.signed_in(who)
        listed = (await reader.get(path)).json()
        assert (listed["items"], listed["confidential"]) == ([], 1)
        assert (await reader.get(f"{path}/{one['id']}")).status_code == 404
        assert "recipe" not in (await reader.get(path)).text
    assert (
        await send(await visitors.signed_in(contact_address("IDI")), reference, confidential="true")
    ).status_code == 422


async def test_an_annex_opens_to_those_who_have_signed_once_the_company_has(
    visitors: Visitors, database: Database
) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, supervisor_email=teacher_address("IDI"))
        await stories.taken_by(tx, engagement, 1)
        await stories.claimed_by(tx, engagement, 2)
    reference = engagement.problem_reference
    company = await visitors.signed_in(COMPANY)
    one = (await send(company, reference, name="recipe.pdf", confidential="true")).json()["id"]
    path = f"/api/v1/problems/{reference}/attachments/{one}"
    supervisor, student = (
        await visitors.signed_in(teacher_address("IDI")),
        await visitors.signed_in("student1@example.org"),
    )
    signatures = f"/api/v1/engagements/{engagement.reference}/signatures"

    async def opens() -> list[int]:
        return [(await client.get(path)).status_code for client in (supervisor, student)]

    assert await opens() == [404, 404]
    assert (await supervisor.post(signatures)).status_code == 201
    assert await opens() == [404, 404], "the company has not signed"
    assert (await company.post(signatures)).status_code == 201
    assert await opens() == [200, 404]
    recorded = await supervisor.post(signatures, json={"email": "student1@example.org"})
    assert recorded.status_code == 201
    assert await opens() == [200, 200]
    listed = (await company.get(signatures)).json()["items"]
    assert {one["name"] for one in listed} == {"Berit Bedrift", "Lærer IDI", "Student 1"}
    for who in (contact_address("IDI"), "desk@example.org", "student2@example.org", "admin@example.org"):
        assert (await (await visitors.signed_in(who)).get(path)).status_code == 404, who


async def test_nobody_signs_for_somebody_who_is_no_part_of_it(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, supervisor_email=teacher_address("IDI"))
        await stories.claimed_by(tx, engagement, 2)
    signatures = f"/api/v1/engagements/{engagement.reference}/signatures"
    supervisor = await visitors.signed_in(teacher_address("IDI"))
    for address in (COMPANY, "student2@example.org", "desk@example.org", "nobody@nowhere.example"):
        answer = await supervisor.post(signatures, json={"email": address})
        assert faults_of(answer).keys() == {"/email"}, address
    for who in ("student2@example.org", contact_address("IDI"), "desk@example.org"):
        assert (await (await visitors.signed_in(who)).post(signatures)).status_code in (403, 404), who


async def test_a_student_who_leaves_no_longer_opens_it(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx)
        claim = await stories.taken_by(tx, engagement, 1)
    company, student = await visitors.signed_in(COMPANY), await visitors.signed_in("student1@example.org")
    one = (await send(company, engagement.problem_reference, confidential="true")).json()["id"]
    path = f"/api/v1/problems/{engagement.problem_reference}/attachments/{one}"
    signatures = f"/api/v1/engagements/{engagement.reference}/signatures"
    for client in (company, student):
        assert (await client.post(signatures)).status_code == 201
    assert (await student.get(path)).status_code == 200
    assert (await student.post(f"/api/v1/claims/{claim.id}/withdrawal")).status_code == 200
    assert (await student.get(path)).status_code == 404
