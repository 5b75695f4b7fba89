"""Mailed codes: single use, five tries, a quarter of an hour, and never a word about which addresses are known."""

from uuid import uuid4

import httpx
import pytest

from api.accounts import mail_code, sign_in
from api.accounts.mail_code import Purpose
from api.accounts.sign_in import CODES_IN_A_QUARTER, CodeRequest
from api.language import Language
from db.database import Database, Transaction
from tests.visitors import Visitors

WHO = "bedrift@example.org"


async def spend(tx: Transaction, code: str, email: str = WHO, purpose: Purpose = Purpose.SIGN_IN, subject=None) -> bool:
    return await mail_code.consume(tx, purpose, email, subject, code)


async def test_a_code_opens_once(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    assert await spend(tx, code)
    assert not await spend(tx, code)


async def test_a_code_may_be_typed_as_people_type(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    assert await spend(tx, f" {code[:4].lower()}-{code[4:]} ")


async def test_after_five_wrong_tries_the_right_one_is_wrong_too(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    for _try in range(5):
        assert not await spend(tx, "WRONGWRO")
    assert not await spend(tx, code)


async def test_four_wrong_tries_are_forgiven(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    for _try in range(4):
        assert not await spend(tx, "WRONGWRO")
    assert await spend(tx, code)


async def test_a_wrong_try_stays_lost_when_it_is_refused(database: Database, api: httpx.AsyncClient) -> None:
    async with database.transaction() as tx:
        code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    for _try in range(5):
        assert (await api.post("/api/v1/sign-in", json={"email": WHO, "code": "WRONGWRO"})).status_code == 422
    assert (await api.post("/api/v1/sign-in", json={"email": WHO, "code": code})).status_code == 422


async def test_a_code_is_over_after_a_quarter_of_an_hour(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    left = await tx.value("select expires_at - created_at from mail_code")
    assert left.total_seconds() == 15 * 60
    await tx.run("update mail_code set created_at = created_at - $1::interval, expires_at = expires_at - $1", left)
    assert not await spend(tx, code)


async def test_only_the_newest_code_opens(tx: Transaction) -> None:
    older = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    newer = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    assert not await spend(tx, older)
    assert await spend(tx, newer)


async def test_a_code_opens_nothing_else(tx: Transaction) -> None:
    one, other = uuid4(), uuid4()
    code = await mail_code.issue(tx, Purpose.CONFIRM_PROBLEM, WHO, one)
    await mail_code.issue(tx, Purpose.CONFIRM_PROBLEM, WHO, other)
    await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    await mail_code.issue(tx, Purpose.SIGN_IN, "desk@example.org")
    assert not await spend(tx, code)
    assert not await spend(tx, code, email="desk@example.org")
    assert not await spend(tx, code, purpose=Purpose.CONFIRM_PROBLEM, subject=other)
    assert await spend(tx, code, purpose=Purpose.CONFIRM_PROBLEM, subject=one)


async def test_a_code_is_not_kept_in_the_clear(tx: Transaction) -> None:
    code = await mail_code.issue(tx, Purpose.SIGN_IN, WHO)
    assert code not in str(await tx.value("select m::text from mail_code m"))


@pytest.mark.parametrize("path", ["/api/v1/sign-in/code", "/api/v1/sign-in"])
async def test_an_unknown_address_is_answered_like_a_known_one(api: httpx.AsyncClient, path: str) -> None:
    answers = [
        await api.post(path, json={"email": email, "code": "ABCD2345"}) for email in (WHO, "stranger@nowhere.example")
    ]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content == answers[1].content
    assert {k: v for k, v in answers[0].headers.items() if not k.startswith("ratelimit")} == {
        k: v for k, v in answers[1].headers.items() if not k.startswith("ratelimit")
    }


async def test_nobody_s_mailbox_is_filled_by_strangers(tx: Transaction) -> None:
    for _time in range(CODES_IN_A_QUARTER + 3):
        await sign_in.ask_for_code(tx, CodeRequest(WHO), Language.ENGLISH)
    assert await tx.value("select count(*) from mail_code") == CODES_IN_A_QUARTER
    assert await tx.value("select count(*) from outbox where topic = 'sign_in.code_issued'") == CODES_IN_A_QUARTER


async def test_the_mailed_code_signs_in(visitors: Visitors, api: httpx.AsyncClient, deliver) -> None:
    await api.post("/api/v1/sign-in/code", json={"email": WHO.upper()})
    await deliver()
    (mail,) = (await api.get("/dev/mail.json")).json()["items"]
    assert mail["to"] == WHO
    assert mail["language"] == "en", "in the language that the form was in"
    code = next(word for word in mail["text"].split() if len(word) == 8 and word.isupper() and word.isalnum())
    assert (await api.post("/api/v1/sign-in", json={"email": WHO, "code": code})).status_code == 200
    assert (await api.get("/api/v1/me")).json()["email"] == WHO
    other = await visitors.stranger()
    assert (await other.post("/api/v1/sign-in", json={"email": WHO, "code": code})).status_code == 422
