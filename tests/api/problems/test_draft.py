"""A draft: opened by its key or its person and by nobody else, kept whole, forgotten when its time is over."""

from collections.abc import Awaitable, Callable

from api.accounts.actor import visitor
from api.language import Language
from api.problems import draft
from db.database import Database, Transaction
from tests.conftest import Clock
from tests.people import actor_of

STRANGER = visitor(Language.ENGLISH)
Work = Callable[[], Awaitable[dict[str, int]]]


async def test_a_key_opens_its_own_draft(tx: Transaction) -> None:
    begun = await draft.begin(tx, STRANGER, {"description": "Wool", "wanted": ["thesis", "course"]}, "problem")
    await draft.begin(tx, STRANGER, {"description": "Oysters"}, "problem")
    (found,) = await draft.find(tx, STRANGER, [begun.key, "x" * 43, str(begun.draft.id), "-"])
    assert found == begun.draft
    assert found.typed == {"description": "Wool", "wanted": ["thesis", "course"]}
    assert begun.key not in str(await tx.rows(dict[str, object], "select typed, step from draft"))


async def test_saving_a_page_leaves_the_other_pages_alone(tx: Transaction) -> None:
    begun = await draft.begin(tx, STRANGER, {"description": "Wool", "title": "W"}, "problem")
    await draft.save(tx, STRANGER, begun.draft, {"brief.goal": "Warm feet"}, "goal")
    saved = await draft.save(tx, STRANGER, begun.draft, {"title": ""}, "problem")
    assert saved.typed == {"description": "Wool", "title": "", "brief.goal": "Warm feet"}


async def test_what_cannot_be_stored_is_cleaned_and_what_is_too_long_is_kept_for_shortening(tx: Transaction) -> None:
    begun = await draft.begin(tx, STRANGER, {"description": "a\0b\ud800" + "x" * 30_000}, "problem")
    assert begun.draft.typed["description"] == "ab" + "x" * 30_000


async def test_it_becomes_the_person_s_own_once_they_are_signed_in(tx: Transaction) -> None:
    begun = await draft.begin(tx, STRANGER, {"description": "Wool"}, "problem")
    company, other = await actor_of(tx, "bedrift@example.org"), await actor_of(tx, "student1@example.org")
    assert company.person_id
    assert other.person_id
    await draft.save(tx, company, begun.draft, {}, "goal")
    await draft.save(tx, other, begun.draft, {}, "data")
    assert [one.id for one in await draft.of_person(tx, company.person_id)] == [begun.draft.id]
    assert await draft.of_person(tx, other.person_id) == []
    assert [one.id for one in await draft.find(tx, company, [str(begun.draft.id)])] == [begun.draft.id]
    assert await draft.find(tx, other, [str(begun.draft.id)]) == []
    assert await draft.find(tx, STRANGER, [str(begun.draft.id)]) == []


async def test_after_ninety_days_without_a_word_it_is_gone(database: Database, clock: Clock, tick: Work) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    async with database.transaction() as tx:
        old = await draft.begin(tx, STRANGER, {"description": "Wool"}, "problem")
        kept = await draft.begin(tx, STRANGER, {"description": "Oysters"}, "problem")
    await clock.forward(days=80)
    async with database.transaction() as tx:
        await draft.save(tx, STRANGER, kept.draft, {"title": "Shells"}, "problem")
    await clock.forward(days=11)
    async with database.reading() as tx:
        assert await draft.find(tx, STRANGER, [old.key]) == []
    assert (await tick())["forget drafts that nobody goes on with"] == 1
    async with database.reading() as tx:
        assert len(await draft.find(tx, STRANGER, [old.key, kept.key])) == 1


async def test_nobody_s_mailbox_is_filled_with_links(tx: Transaction) -> None:
    for _number in range(4):
        begun = await draft.begin(tx, STRANGER, {"description": "Wool"}, "problem")
        for _time in range(5):
            await draft.mail_link(tx, begun.draft, begun.key, "Kari@laks.example", Language.ENGLISH)
    sent = await tx.value("select count(*) from outbox where topic = 'draft.link_asked'")
    assert sent == draft.MAILS_TO_ONE_AT_MOST
