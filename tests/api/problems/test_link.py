"""The private link: it runs out, it is renewed, and the one before it opens nothing any more."""

import re

import httpx
import pytest

from api.problems.submission import MAILS_AT_MOST
from db.database import Database
from tests import stories
from tests.visitors import Visitors

EMAIL = "kari@laks.example"


@pytest.fixture
async def posted(api: httpx.AsyncClient, database: Database) -> tuple[str, str]:
    """A stranger's problem, confirmed, and the key of its link."""
    told = (await api.post("/api/v1/problems", json=stories.as_json())).json()
    async with database.transaction() as tx:
        await tx.run("update problem set status = 'submitted', confirmed_at = now()")
    return told["reference"], told["follow_url"].split("key=")[1]


async def opens(visitors: Visitors, reference: str, key: str) -> int:
    holder = await visitors.stranger({"X-Follow-Key": key})
    return (await holder.get(f"/api/v1/problems/{reference}")).status_code


async def code_in_mail(database: Database) -> str:
    async with database.reading() as tx:
        subject = await tx.value("select subject from mail where occasion = 'link_code' order by id desc limit 1")
    found = re.match(r"\w{8}", subject or "")
    assert found, subject
    return found.group()


async def test_whoever_holds_it_renews_it_and_the_old_one_is_done(
    visitors: Visitors, database: Database, posted: tuple[str, str], deliver
) -> None:
    reference, key = posted
    holder = await visitors.stranger({"X-Follow-Key": key})
    made = await holder.post(f"/api/v1/problems/{reference}/link", json={})
    assert made.status_code == 201
    new = made.json()["follow_url"].split("key=")[1]
    assert await opens(visitors, reference, key) == 404
    assert await opens(visitors, reference, new) == 200
    await deliver()
    async with database.reading() as tx:
        letter = await tx.value("select text from mail where occasion = 'link_renewed' and recipient = $1", EMAIL)
    assert new in letter


async def test_a_mailed_code_gives_a_new_one(
    visitors: Visitors, api: httpx.AsyncClient, database: Database, posted: tuple[str, str], deliver
) -> None:
    reference, key = posted
    asked = await api.post(f"/api/v1/problems/{reference}/link/code", json={"email": EMAIL.upper()})
    assert asked.status_code == 202
    await deliver()
    code = await code_in_mail(database)
    wrong = await api.post(f"/api/v1/problems/{reference}/link", json={"email": EMAIL, "code": "WRONGWRO"})
    assert wrong.status_code == 422
    made = await api.post(f"/api/v1/problems/{reference}/link", json={"email": EMAIL, "code": code})
    assert made.status_code == 201
    assert await opens(visitors, reference, made.json()["follow_url"].split("key=")[1]) == 200
    assert await opens(visitors, reference, key) == 404
    again = await api.post(f"/api/v1/problems/{reference}/link", json={"email": EMAIL, "code": code})
    assert again.status_code == 422, "a code works once"


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    api: httpx.AsyncClient, database: Database, posted: tuple[str, str], deliver
) -> None:
    reference, _key = posted
    path = f"/api/v1/problems/{reference}/link/code"
    answers = [await api.post(path, json={"email": email}) for email in (EMAIL, "rival@laks.example")]
    answers.append(await api.post("/api/v1/problems/P-ZZZZZZ/link/code", json={"email": EMAIL}))
    assert len({(a.status_code, a.text) for a in answers}) == 1
    await deliver()
    async with database.reading() as tx:
        assert await tx.value("select count(*) from mail where occasion = 'link_code'") == 1


async def test_the_code_of_one_problem_renews_no_other(
    api: httpx.AsyncClient, database: Database, posted: tuple[str, str], deliver
) -> None:
    reference, _key = posted
    other = (await api.post("/api/v1/problems", json=stories.as_json(title="Another"))).json()["reference"]
    async with database.transaction() as tx:
        await tx.run("update problem set status = 'submitted', confirmed_at = now() where status = 'unconfirmed'")
    await api.post(f"/api/v1/problems/{reference}/link/code", json={"email": EMAIL})
    await deliver()
    answer = {"email": EMAIL, "code": await code_in_mail(database)}
    assert (await api.post(f"/api/v1/problems/{other}/link", json=answer)).status_code == 422
    assert (await api.post("/api/v1/problems/P-ZZZZZZ/link", json=answer)).status_code == 422
    stolen = {**answer, "email": "rival@laks.example"}
    assert (await api.post(f"/api/v1/problems/{reference}/link", json=stolen)).status_code == 422


async def test_nobody_s_mailbox_is_filled(
    api: httpx.AsyncClient, database: Database, posted: tuple[str, str], deliver
) -> None:
    reference, _key = posted
    for _number in range(MAILS_AT_MOST + 3):
        await api.post(f"/api/v1/problems/{reference}/link/code", json={"email": EMAIL})
    await deliver()
    async with database.reading() as tx:
        assert await tx.value("select count(*) from mail where occasion = 'link_code'") == MAILS_AT_MOST


async def test_a_stranger_renews_nothing(api: httpx.AsyncClient, visitors: Visitors, posted: tuple[str, str]) -> None:
    reference, _key = posted
    assert (await api.post(f"/api/v1/problems/{reference}/link", json={})).status_code == 404
    rival = await visitors.signed_in("bedrift@example.org")
    assert (await rival.post(f"/api/v1/problems/{reference}/link", json={})).status_code == 404


async def test_a_link_that_ran_out_or_was_replaced_leads_to_a_new_one_and_says_why(
    api: httpx.AsyncClient, visitors: Visitors, database: Database, posted: tuple[str, str], deliver
) -> None:
    """On the pages, without scripts, from the dead link to the open problem."""
    reference, key = posted
    async with database.transaction() as tx:
        await tx.run("update problem set follow_expires_at = now() - interval '1 minute'")
    stranger = await visitors.stranger()
    dead = await stranger.get(f"/problems/{reference}?key={key}")
    assert dead.status_code == 410
    assert "This link has run out" in dead.text
    assert "set-cookie" not in dead.headers
    sent = await stranger.post(f"/problems/{reference}/link/code", data={"email": EMAIL})
    unknown = await stranger.post(f"/problems/{reference}/link/code", data={"email": "x@laks.example"})
    assert sent.text.replace(EMAIL, "") == unknown.text.replace("x@laks.example", "")
    await deliver()
    wrong = await stranger.post(f"/problems/{reference}/link", data={"email": EMAIL, "code": "WRONGWRO"})
    assert wrong.status_code == 422
    renewed = await stranger.post(
        f"/problems/{reference}/link", data={"email": EMAIL, "code": await code_in_mail(database)}
    )
    assert renewed.status_code == 303
    assert "You have a new private link" in (await stranger.get(renewed.headers["location"])).text
    replaced = await (await visitors.stranger()).get(f"/problems/{reference}?key={key}")
    assert replaced.status_code == 410
    assert "This link was replaced" in replaced.text


async def test_a_key_that_was_never_one_lets_nobody_in_and_tells_nothing(
    visitors: Visitors, posted: tuple[str, str]
) -> None:
    reference, key = posted
    for path in (f"/problems/{reference}?key=made-up", f"/problems/P-ZZZZZZ?key={key}"):
        stranger = await visitors.stranger()
        answer = await stranger.get(path)
        assert answer.status_code == 303
        assert (await stranger.get(answer.headers["location"])).status_code == 404
