"""Mail by SMTP, to a real server: whole, once, and in the language of whoever reads it."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from litestar import Litestar

from api.accounts.actor import visitor
from api.language import Language
from api.notifications import mail
from api.routing import thread
from api.routing.thread import Reply
from api.settings import Settings
from db import outbox
from db.database import Database
from db.embedded.process import free_port
from tests import stories
from tests.people import actor_of, contact_address
from workers.deliveries import Deliveries
from workers.postbox import postbox_for
from workers.tick import deliver_all


class Mailbox:
    """Everything that an SMTP server was handed; it refuses while `refuses` is set."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuses = ""
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuses:
            return self.refuses
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    controller = Controller(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture
def by_smtp(mailbox: Mailbox, settings: Settings, database: Database, site: Litestar) -> Deliveries:
    told = Settings.from_environ({**settings.environ(), "BROBYGGER_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"})
    hands = Deliveries(database, told, postbox_for(told))
    hands.router = site.state.router
    return hands


async def post(database: Database, **changes: Any) -> None:
    async with database.transaction() as tx:
        await stories.post(tx, visitor(Language.ENGLISH), **changes)


async def test_a_mail_arrives_whole_with_its_headers(mailbox: Mailbox, by_smtp: Deliveries, database: Database) -> None:
    await post(database, title="Telle lus 🐟 på laks", language=Language.BOKMAL)
    await deliver_all(database, by_smtp)
    (letter,) = mailbox.mails
    assert mailbox.recipients == ["kari@laks.example"]
    async with database.reading() as tx:
        (kept,) = await mail.newest(tx)
    assert letter["Subject"] == kept.subject
    assert "Telle lus 🐟 på laks" in letter["Subject"]
    assert letter.get_content().splitlines() == kept.text.splitlines()
    assert letter["Message-ID"] == f"<{kept.id}@127.0.0.1>"
    assert letter["From"] == "Brobygger <no-reply@127.0.0.1>"
    assert letter["Content-Language"] == "nb"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["To"] == "kari@laks.example"
    assert letter["Date"].datetime == kept.created_at.replace(microsecond=0)


async def test_a_mail_that_is_sent_twice_has_one_id(mailbox: Mailbox, by_smtp: Deliveries, database: Database) -> None:
    """As after a crash between the sending and the settling: the receiver can tell."""
    await post(database)
    await deliver_all(database, by_smtp)
    async with database.transaction() as tx:
        await tx.run("update mail set sent_at = null")
        await tx.run("update outbox set done_at = null, available_at = now() where topic = 'mail.written'")
    await deliver_all(database, by_smtp)
    assert len(mailbox.mails) == 2
    assert mailbox.mails[0]["Message-ID"] == mailbox.mails[1]["Message-ID"]


async def test_a_mail_that_is_out_is_not_sent_again(mailbox: Mailbox, by_smtp: Deliveries, database: Database) -> None:
    await post(database)
    await deliver_all(database, by_smtp)
    async with database.transaction() as tx:
        await tx.run("update outbox set done_at = null, available_at = now()")
    await deliver_all(database, by_smtp)
    assert len(mailbox.mails) == 1


async def test_a_server_that_refuses_is_asked_again_later(
    mailbox: Mailbox, by_smtp: Deliveries, database: Database
) -> None:
    mailbox.refuses = "451 come back later"
    await post(database)
    done = await deliver_all(database, by_smtp)
    assert done["mail.written put off"] == 1
    async with database.transaction() as tx:
        assert "come back later" in await tx.value("select last_error from outbox where topic = 'mail.written'")
        await tx.run("update outbox set available_at = now() where done_at is null")
    mailbox.refuses = ""
    assert (await deliver_all(database, by_smtp))["mail.written done"] == 1
    assert len(mailbox.mails) == 1


async def test_nobody_s_words_become_headers(mailbox: Mailbox, by_smtp: Deliveries, database: Database) -> None:
    await post(database, title="Lus\nBcc: all@example.org", contact="Kari\nX-Evil: yes")
    await deliver_all(database, by_smtp)
    (letter,) = mailbox.mails
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert mailbox.recipients == ["kari@laks.example"]


async def test_in_development_no_mail_leaves_the_house(
    settings: Settings, mailbox: Mailbox, database: Database, deliver
) -> None:
    await post(database)
    await deliver()
    assert mailbox.mails == []
    async with database.reading() as tx:
        (kept,) = await mail.newest(tx)
    assert kept.sent_at is not None
    assert msgspec.structs.replace(settings).smtp is None


async def test_a_server_that_is_gone_for_long_gets_every_mail_when_it_is_back(
    mailbox: Mailbox, settings: Settings, database: Database, site: Litestar
) -> None:
    """A day of tries kills no letter; each goes out once, under the id that it had all along."""
    port = free_port()
    told = Settings.from_environ({**settings.environ(), "BROBYGGER_SMTP_URL": f"smtp://127.0.0.1:{port}"})
    hands = Deliveries(database, told, postbox_for(told))
    hands.router = site.state.router
    await post(database)
    async with database.transaction() as tx:
        await stories.posted_by_member(tx)
    for _attempt in range(12):
        await deliver_all(database, hands)
        async with database.transaction() as tx:
            await tx.run("update outbox set available_at = now() where done_at is null")
    async with database.reading() as tx:
        assert await outbox.dead(tx) == []
        assert await tx.value("select count(*) from problem where status = 'waiting'") == 1, "posting went on"
        written = await tx.value("select array_agg(id::text order by id) from mail")
    assert len(written) > 1
    back = Controller(mailbox, hostname="127.0.0.1", port=port)
    back.start()
    try:
        await deliver_all(database, hands)
    finally:
        back.stop()
    assert sorted(letter["Message-ID"] for letter in mailbox.mails) == [f"<{one}@127.0.0.1>" for one in written]


async def test_a_mail_that_is_refused_for_good_is_given_up(
    mailbox: Mailbox, by_smtp: Deliveries, database: Database
) -> None:
    mailbox.refuses = "554 we never take this"
    await post(database)
    for _attempt in range(8):
        await deliver_all(database, by_smtp)
        async with database.transaction() as tx:
            await tx.run("update outbox set available_at = now() where done_at is null")
    async with database.reading() as tx:
        assert [fact.topic for fact in await outbox.dead(tx)] == ["mail.written"]


async def test_letters_about_one_problem_are_one_conversation(
    mailbox: Mailbox, by_smtp: Deliveries, database: Database
) -> None:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        await tx.run("update outbox set done_at = now()")
        contact = await actor_of(tx, contact_address("IDI"))
    for text in ("First.", "Second."):
        async with database.transaction() as tx:
            await thread.write_from(tx, contact, referral.id, Reply(text))
        await deliver_all(database, by_smtp)
    first, second = mailbox.mails
    assert first["References"] is None
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert first["Reply-To"] is None, "nobody reads replies here"
