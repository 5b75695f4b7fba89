"""Who hears of what: each fact reaches those it concerns, once, in their own language, with something to do."""

import ast
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

import api
from api.accounts import person
from api.engagements import claiming, progress
from api.engagements.claim import Refusal
from api.history.words import SENTENCES, sentence
from api.language import Language, speaking
from api.notifications import mail
from api.notifications.hearing import HEARERS
from api.routing import answering, triage
from api.routing.answering import Answer
from api.routing.referral import Decline, Question
from db.database import Database
from tests import stories
from tests.people import actor_of, contact_address, student_address

Work = Callable[[], Awaitable[dict[str, int]]]
TREE = Path(api.__file__).parent


async def mails(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as tx:
        return [(m.recipient, m.subject) for m in await mail.newest(tx)]


async def told(database: Database) -> dict[str, set[str]]:
    async with database.reading() as tx:
        rows = await tx.rows(dict[str, str], "select occasion, recipient from mail")
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["occasion"], set()).add(row["recipient"])
    return found


async def test_a_whole_story_tells_each_what_concerns_them(database: Database, deliver: Work) -> None:
    idi, company = contact_address("IDI"), "bedrift@example.org"
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        await triage.ask(tx, await actor_of(tx, idi), referral.id, Question("How many pictures?"))
        await answering.answer(tx, await actor_of(tx, company), referral.reference, Answer("Two million."))
        engagement = await stories.opened_at(tx)
        claim = await stories.claimed_by(tx, engagement, 1)
        other = await stories.claimed_by(tx, engagement, 2)
        boss = await actor_of(tx, idi)
        await claiming.decline(tx, boss, other.id, Refusal("Full."))
        await claiming.offer(tx, boss, claim.id)
        await claiming.accept(tx, await actor_of(tx, student_address(1)), claim.id)
        await progress.start(tx, boss, engagement.reference)
        await stories.completed_at(tx)
    await deliver()
    heard = await told(database)
    one, two = student_address(1), student_address(2)
    assert {
        occasion: heard.get(occasion) for occasion in heard if occasion not in ("problem_routed", "new_referral")
    } == {
        "question": {company},
        "answered": {idi},
        "accepted": {company},
        "claim_submitted": {idi},
        "claim_declined": {two},
        "claim_offered": {one},
        "claim_accepted": {idi},
        "work_started": {company},
        "work_completed": {company},
    }
    assert idi in heard["new_referral"]


async def test_the_same_fact_is_told_once_however_often_it_is_delivered(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        await stories.referred_to(tx, "IDI")
    await deliver()
    before = await mails(database)
    async with database.transaction() as tx:
        await tx.run("update outbox set done_at = null, available_at = now()")
    await deliver()
    assert await mails(database) == before


@pytest.mark.parametrize("language", list(Language))
async def test_every_letter_of_a_story_is_in_its_reader_s_language(
    database: Database, deliver: Work, language: Language
) -> None:
    async with database.transaction() as tx:
        contact = await stories.person_named(tx, contact_address("IDI"))
        await person.choose_language(tx, contact.id, language)
        (referral,) = await stories.referred_to(tx, "IDI", language=language)
    await deliver()
    async with database.transaction() as tx:
        no = Decline("No room.")
        await triage.decline(tx, await actor_of(tx, contact_address("IDI")), referral.id, no)
    await deliver()
    async with database.reading() as tx:
        letters = await mail.newest(tx)
    mine = [m for m in letters if m.recipient in (contact.email, "bedrift@example.org")]
    assert len(mine) >= 2
    greeting = {"nb": "Hei", "nn": "Hei", "en": "Hello"}[language]
    assert {m.language for m in mine} == {language}
    assert all(m.text.startswith(greeting) for m in mine)
    assert all(m.subject and "%(" not in m.subject + m.text for m in mine)
    assert all("http://127.0.0.1:8000/" in m.text for m in mine), "each letter leads to where it is done"


async def test_a_subject_is_one_line_and_not_longer_than_it_may_be(database: Database, deliver: Work) -> None:
    async with database.transaction() as tx:
        await stories.posted_by_member(tx, title="Lus\n" + "på laks " * 23)
    await deliver()
    assert all("\n" not in subject and len(subject) <= 300 for _to, subject in await mails(database))


is_name = re.compile(r"[a-z_]+\.[a-z_]+").fullmatch


def _said_of(call: str, place: int) -> set[str]:
    """Constant strings that are handed to `call` in the code, by their place."""
    found: set[str] = set()
    for path in TREE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == call and len(node.args) > place:
                for value in ast.walk(node.args[place]):
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and is_name(value.value):
                        found.add(value.value)
    return found


def test_whoever_listens_listens_for_something_that_is_said() -> None:
    said = _said_of("outbox.put", 1)
    by_state = {topic for topic in HEARERS if topic.split(".")[0] in ("referral", "claim", "engagement")}
    assert set(HEARERS) - said - by_state == set()


@pytest.mark.parametrize("language", list(Language))
def test_everything_that_happens_has_a_sentence(language: Language) -> None:
    with speaking(language):
        for verb in sorted(_said_of("history.record", 2) | set(SENTENCES)):
            told_so = sentence(verb, actor="Kari", unit="IDI")
            assert verb in SENTENCES, f"{verb} is told by its own name"
            assert "%(" not in told_so
            assert told_so.endswith(".")
    assert sentence("no.such", actor="Kari", unit=None) == "no.such"
