"""Replies to our letters, from the mail server's hand into the thread: by LMTP and by webhook."""

import asyncio
import contextlib
import smtplib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from api.notifications.incoming import LARGEST
from api.notifications.receiving import A_DAY_AT_MOST
from api.notifications.replying import mail_of_token, reply_address, token_for
from api.notifications.routes import signature
from api.routing import triage
from api.routing.referral import Question
from api.settings import Inbound, Settings
from db.database import Database
from db.embedded.process import free_port
from db.ids import new_id
from tests import problem_files as files
from tests import stories
from tests.api.problems.test_attachment import COMPANY
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address
from tests.replies import ADDRESS, Sender, letter_to, reply
from tests.visitors import Visitors
from tests.waiting import until
from workers import lmtp
from workers.deliveries import Deliveries
from workers.postbox import KeptForReading
from workers.tick import deliver_all


@pytest.fixture
def by_lmtp(settings: Settings) -> Settings:
    inbound = Inbound(kind="lmtp", address=ADDRESS, host="127.0.0.1", port=free_port())
    return msgspec.structs.replace(settings, inbound=inbound)


@pytest.fixture
async def deliver_all_of(database: Database, by_lmtp: Settings, site: Litestar) -> Callable[[], Any]:
    """A worker that knows of the reply address."""
    hands = Deliveries(database, by_lmtp, KeptForReading())
    hands.router = site.state.router
    return lambda: deliver_all(database, hands)


@pytest.fixture
async def server(database: Database, by_lmtp: Settings) -> AsyncIterator[Inbound]:
    """The worker's own LMTP server, listening."""
    assert by_lmtp.inbound
    inbound = by_lmtp.inbound
    task = asyncio.create_task(lmtp.listen(database, by_lmtp))

    async def answers() -> bool:
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection(inbound.host, inbound.port)
            writer.close()
            return True
        return False

    await until("the server listens", answers)
    yield inbound
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def asked(database: Database) -> str:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        contact = await actor_of(tx, contact_address("IDI"))
        await triage.ask(tx, contact, referral.id, Question("How long have you filmed?"))
        return referral.reference


async def thread_of(visitors: Visitors, reference: str) -> list[tuple[str, str]]:
    company = await visitors.signed_in(COMPANY)
    return [(m["kind"], m["text"]) for m in (await company.get(f"/api/v1/problems/{reference}")).json()["messages"]]


async def test_a_reply_answers_the_question_with_its_files(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    reference = await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    assert await Sender(server).send(to, reply("Three years.", attached=files.PDF)) == (250, "")
    assert (await thread_of(visitors, reference))[-1] == ("answer", "Three years.")
    company = await visitors.signed_in(COMPANY)
    (kept,) = (await company.get(f"/api/v1/problems/{reference}/attachments")).json()["items"]
    assert (kept["name"], kept["from_company"]) == ("plan.pdf", True)
    async with database.reading() as tx:
        assert await tx.value("select status from referral") == "waiting", "the clock goes on"
    await deliver_all_of()
    contact = contact_address("IDI")
    answer = await letter_to(database, by_lmtp, contact, "answered")
    assert await Sender(server).send(answer, reply("Good, thanks.", sender=contact)) == (250, "")
    assert (await thread_of(visitors, reference))[-1] == ("message", "Good, thanks.")
    await deliver_all_of()
    async with database.reading() as tx:
        threaded = await tx.value("select in_reply_to from mail where occasion = 'message' and recipient = $1", COMPANY)
    assert threaded == "<1@laks.example>", "their mail programme shows it under what they wrote"


async def test_any_letter_about_an_open_problem_can_be_answered_by_its_poster(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    async with database.transaction() as tx:
        problem = await stories.posted_by_member(tx)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "problem_routed")
    assert (await Sender(server).send(to.upper(), reply("We can meet in Trondheim.")))[0] == 250
    assert await thread_of(visitors, problem.reference) == [("message", "We can meet in Trondheim.")]


async def test_the_same_mail_twice_is_said_once(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    reference = await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    for _twice in range(2):
        assert await Sender(server).send(to, reply("Three years.")) == (250, "")
    assert [text for kind, text in await thread_of(visitors, reference) if kind != "question"] == ["Three years."]


async def test_machines_are_not_answered_and_say_nothing(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    reference = await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    away = reply("I am on holiday.", Auto_Submitted="auto-replied")
    assert await Sender(server).send(to, away) == (250, "")
    assert (await Sender(server).send(to, reply("Could not be delivered."), sender=""))[0] == 250
    assert [kind for kind, _text in await thread_of(visitors, reference)] == ["question"]


async def test_what_can_not_be_taken_is_refused_with_a_reason(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    reference = await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    name, at, domain = to.partition("@")
    forged = f"{name[:-1]}{'a' if name[-1] != 'a' else 'b'}{at}{domain}"
    sender = Sender(server)
    assert (await sender.send(forged, reply("x")))[0] == 550
    for wrong in ("reply@uni.example", "desk@uni.example", to.replace("uni", "other")):
        assert (await sender.send(wrong, reply("x")))[0] == 550
    code, said = await sender.send(to, reply("x", sender="rival@laks.example"))
    assert (code, COMPANY in said) == (550, True)
    code, said = await sender.send(to, reply(""))
    assert code == 550
    code, said = await sender.send(to, reply("x" * LARGEST))
    assert code == 552
    company = await visitors.signed_in(COMPANY)
    await company.post(f"/api/v1/problems/{reference}/withdrawal")
    assert (await sender.send(to, reply("Wait!")))[0] == 550
    assert [kind for kind, _text in await thread_of(visitors, reference)] == ["question"]


async def test_a_contact_who_is_gone_writes_no_more(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors
) -> None:
    reference = await asked(database)
    company = await visitors.signed_in(COMPANY)
    await company.post(f"/api/v1/problems/{reference}/answers", json={"text": "Three years."})
    await deliver_all_of()
    contact = contact_address("IDI")
    to = await letter_to(database, by_lmtp, contact, "answered")
    async with database.transaction() as tx:
        await tx.run(
            "update appointment set until = now() from person p where p.id = person_id and p.email = $1", contact
        )
    assert (await Sender(server).send(to, reply("I still write.", sender=contact)))[0] == 550


async def test_a_word_to_a_colleague_about_a_new_problem_never_goes_to_the_company(
    by_lmtp: Settings, deliver_all_of, database: Database
) -> None:
    from api.notifications import mail

    async with database.transaction() as tx:
        await stories.referred_to(tx, "IDI")
    await deliver_all_of()
    async with database.transaction() as tx:
        mail_id = await tx.value("select id from mail where occasion = 'new_referral'")
        await tx.run("update mail set sent_at = null")
        letter = await mail.unsent(tx, mail_id)
    assert letter is not None
    assert by_lmtp.inbound is not None
    assert reply_address(by_lmtp.inbound, by_lmtp.secret, letter) is None
    assert "can't be answered" in letter.text or "blir ikke lest" in letter.text


async def test_one_sender_says_so_much_a_day(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, clock: Clock
) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    sent = [
        await Sender(server).send(to, reply(f"Word {number}.", message_id=f"<{number}@laks.example>"))
        for number in range(A_DAY_AT_MOST + 1)
    ]
    assert [code for code, _said in sent] == [250] * A_DAY_AT_MOST + [451]


async def test_several_recipients_are_asked_to_come_one_by_one(server: Inbound) -> None:
    def talk() -> list[int]:
        with smtplib.LMTP(server.host, server.port) as line:
            line.ehlo_or_helo_if_needed()
            line.mail("kari@laks.example")
            token = token_for("5e" * 32, new_id())
            return [line.rcpt(f"reply+{token}@uni.example")[0] for _twice in range(2)]

    assert await asyncio.to_thread(talk) == [250, 452]


async def test_a_database_that_is_away_is_no_reason_to_lose_a_mail(
    server: Inbound, by_lmtp: Settings, deliver_all_of, database: Database
) -> None:
    await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    await database.pool.close()
    assert (await Sender(server).send(to, reply("Three years.")))[0] == 451


def test_a_token_fits_an_address_and_nobody_else_makes_one() -> None:
    secret, other, mail_id = "5e" * 32, "5f" * 32, new_id()
    token = token_for(secret, mail_id)
    assert len(f"reply+{token}") <= 64
    assert mail_of_token(secret, token) == mail_id
    assert mail_of_token(secret, token.upper()) == mail_id
    assert mail_of_token(other, token) is None
    for wrong in (
        "",
        "x",
        token[:-2],
        token + "aa",
        "ø" * 45,
        token.replace(token[3], "z" if token[3] != "z" else "y"),
    ):
        assert mail_of_token(secret, wrong) is None


@pytest.fixture
def by_webhook(settings: Settings, site: Litestar, by_lmtp: Settings) -> Any:
    inbound = Inbound(kind="webhook", address=ADDRESS, secret="hush" * 10)
    before = site.state.settings
    site.state.settings = msgspec.structs.replace(settings, inbound=inbound)
    yield inbound
    site.state.settings = before


async def test_a_webhook_takes_what_is_signed_and_fresh(
    by_webhook: Inbound, by_lmtp: Settings, deliver_all_of, database: Database, visitors: Visitors,
    api: httpx.AsyncClient,
) -> None:  # fmt: skip
    reference = await asked(database)
    await deliver_all_of()
    to = await letter_to(database, by_lmtp, COMPANY, "question")
    body = reply("Three years.", Delivered_To=to)
    now = str(int(time.time()))

    async def post(content: bytes, timestamp: str, signed: str) -> httpx.Response:
        headers = {"X-Timestamp": timestamp, "X-Signature": signed, "Content-Type": "message/rfc822"}
        return await api.post("/api/v1/inbound-mail", content=content, headers=headers)

    stale = str(int(time.time()) - 3600)
    for timestamp, signed in (
        (now, ""),
        (now, signature("guessed" * 6, now, body)),
        (now, signature(by_webhook.secret, now, body + b" ")),
        (stale, signature(by_webhook.secret, stale, body)),
        ("soon", signature(by_webhook.secret, "soon", body)),
    ):
        assert (await post(body, timestamp, signed)).status_code == 403
    assert [kind for kind, _text in await thread_of(visitors, reference)] == ["question"]
    taken = await post(body, now, signature(by_webhook.secret, now, body))
    assert (taken.status_code, taken.json()) == (200, {"outcome": "taken"})
    assert (await post(body, now, signature(by_webhook.secret, now, body))).json() == {"outcome": "repeated"}
    assert (await thread_of(visitors, reference))[-1] == ("answer", "Three years.")


async def test_letters_say_how_they_can_be_answered(
    database: Database, deliver, deliver_all_of, people: People
) -> None:
    async with database.transaction() as tx:
        await tx.run("update person set language = 'en'")
        await stories.posted_by_member(tx, language="en")
    await deliver()
    async with database.transaction() as tx:
        told = await tx.value("select text from mail where occasion = 'problem_routed'")
        await tx.run("delete from mail")
        await stories.posted_by_member(tx, language="en")
    assert "This address can't be answered. Write here: http" in told
    await deliver_all_of()
    async with database.reading() as tx:
        told = await tx.value("select text from mail where occasion = 'problem_routed'")
    assert "You can answer this mail." in told
