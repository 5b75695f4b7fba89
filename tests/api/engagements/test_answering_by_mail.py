"""One answer by a link in a letter: for whom it was meant, once, for a fortnight; looking at it changes nothing."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from api.accounts import person
from api.accounts.actor import Role
from api.engagements import queries as engagements
from api.notifications import mail
from api.problems.problem import Confidentiality
from api.routing import answer_link, queries, triage
from api.routing.referral import Decline, Referral
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

IDI = contact_address("IDI")
Work = Callable[[], Awaitable[dict[str, int]]]
LINKS = re.compile(r"http://127\.0\.0\.1:8000(/answer/\S+)")


async def letter_to(database: Database, email: str) -> list[str]:
    """The paths of the links in the newest letter about a new problem, in their order."""
    async with database.reading() as tx:
        found = [m for m in await mail.newest(tx) if m.recipient == email and "/inbox/" in m.text]
    return LINKS.findall(found[0].text)


async def posted(database: Database, deliver: Work, code: str = "IDI", **changes: object) -> Referral:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, code, **changes)
    await deliver()
    return referral


async def state(database: Database, referral: Referral) -> str:
    async with database.reading() as tx:
        found = await queries.by_id(tx, referral.id)
    assert found is not None
    return found.status.value


def department_in(page: httpx.Response) -> dict[str, str]:
    found = re.search(r'name="department" value="([^"]+)"', page.text)
    return {"department": found[1]} if found else {}


async def follow(client: httpx.AsyncClient, link: str) -> httpx.Response:
    """As a person does: open it, and press the button."""
    page = await client.get(link)
    assert page.status_code == 200, page.text
    sent = await client.post(link, data=department_in(page))
    assert sent.status_code == 303, sent.text
    return await client.get(sent.headers["location"])


@pytest.mark.parametrize(("number", "becomes"), [(0, "accepted"), (1, "redirected"), (2, "declined")])
async def test_each_link_does_one_thing_once(
    visitors: Visitors, database: Database, deliver: Work, number: int, becomes: str
) -> None:
    referral = await posted(database, deliver)
    links = await letter_to(database, IDI)
    assert len(set(links)) == 3
    stranger = await visitors.stranger()
    assert "Done." in (await follow(stranger, links[number])).text
    assert await state(database, referral) == becomes
    async with database.reading() as tx:
        by = await tx.value("select actor_name from history where verb = $1", f"referral.{becomes}")
        opened = await engagements.of_problem(tx, referral.problem_id)
        code = await tx.value("select decline_code from referral where id = $1", referral.id)
    assert by == "Kontakt IDI"
    assert code == ("capacity" if becomes == "declined" else None)
    assert [e.title for e in opened] == ([referral.title] if becomes == "accepted" else [])
    for link in links:
        page = await stranger.get(link)
        assert page.status_code == 200
        assert "<button" not in page.text.partition("<main")[2].partition("</main")[0]
        assert (await stranger.post(link)).status_code == 409
    assert await state(database, referral) == becomes


async def test_looking_changes_nothing_however_often(visitors: Visitors, database: Database, deliver: Work) -> None:
    referral = await posted(database, deliver)
    stranger = await visitors.stranger()
    count = "select (select count(*) from history) + (select count(*) from outbox)"
    async with database.reading() as tx:
        before = await tx.value(count)
    for link in await letter_to(database, IDI):
        for _again in range(3):
            assert (await stranger.get(link)).status_code == 200
        assert (await stranger.head(link)).status_code in (200, 405)
    async with database.reading() as tx:
        assert await tx.value(count) == before
        assert await tx.value("select count(*) from answer_link where used_at is not null") == 0
    assert await state(database, referral) == "waiting"


async def test_it_says_what_would_happen(visitors: Visitors, database: Database, deliver: Work) -> None:
    referral = await posted(database, deliver)
    stranger = await visitors.stranger()
    accept, pass_on, decline = [(await stranger.get(link)).text for link in await letter_to(database, IDI)]
    assert all(referral.title in page and "Kontakt IDI" in page for page in (accept, pass_on, decline))
    assert "opens it for students" in accept
    assert "has met this in its own work" in accept
    assert "It goes to the Department" in pass_on
    assert "nobody free" in decline


async def test_it_lasts_a_fortnight(visitors: Visitors, database: Database, deliver: Work, clock: Clock) -> None:
    start = await clock.set("2026-11-23T09:00:00+01:00")
    referral = await posted(database, deliver)
    link = (await letter_to(database, IDI))[2]
    stranger = await visitors.stranger()
    await clock.set(start + timedelta(days=14))
    assert (await stranger.get(link)).status_code == 410
    assert (await stranger.post(link)).status_code in (409, 410)
    assert await state(database, referral) == "waiting"
    await clock.set(start + timedelta(days=13))
    assert "Done." in (await follow(stranger, link)).text
    await clock.set(start + timedelta(days=120))
    async with database.transaction() as tx:
        assert await answer_link.forget(tx) == 3


async def test_who_no_longer_answers_there_has_nothing_to_decide(
    visitors: Visitors, database: Database, deliver: Work
) -> None:
    referral = await posted(database, deliver)
    link = (await letter_to(database, IDI))[2]
    async with database.transaction() as tx:
        await tx.run("update appointment set since = since - interval '1 day'")
        contact = await stories.person_named(tx, IDI)
        await person.dismiss(tx, contact.id, Role.CONTACT, referral.unit_id, now=tx.now)
    stranger = await visitors.stranger()
    assert (await stranger.get(link)).status_code == 404
    assert (await stranger.post(link)).status_code == 404
    assert await state(database, referral) == "waiting"


async def test_whoever_comes_second_is_told(visitors: Visitors, database: Database, deliver: Work) -> None:
    referral = await posted(database, deliver)
    link = (await letter_to(database, IDI))[0]
    async with database.transaction() as tx:
        await triage.decline(tx, await actor_of(tx, IDI), referral.id, Decline("No room."))
    stranger = await visitors.stranger()
    assert "This has been decided already: declined." in (await stranger.get(link)).text
    assert (await stranger.post(link)).status_code == 409


@pytest.mark.parametrize("changes", [{"confidentiality": Confidentiality.SOME}, {"code": "DESK"}])
async def test_what_needs_to_be_read_first_is_not_accepted_from_a_mail(
    visitors: Visitors, database: Database, deliver: Work, changes: dict[str, object]
) -> None:
    to = "desk@example.org" if changes.get("code") == "DESK" else IDI
    await posted(database, deliver, **changes)  # type: ignore[arg-type]
    assert len(await letter_to(database, to)) == 2


async def test_it_goes_where_the_reader_saw_and_nowhere_else(
    visitors: Visitors, database: Database, deliver: Work
) -> None:
    referral = await posted(database, deliver)
    link = (await letter_to(database, IDI))[1]
    stranger = await visitors.stranger()
    assert (await stranger.post(link, data={"department": "KULT"})).status_code == 409
    assert await state(database, referral) == "waiting"
    assert (await stranger.post("/answer/nothing")).status_code == 404


async def test_only_hashes_are_kept(database: Database, deliver: Work) -> None:
    await posted(database, deliver)
    tokens = [link.rsplit("/", 1)[1] for link in await letter_to(database, IDI)]
    async with database.reading() as tx:
        kept = await tx.value("select string_agg(l::text, ' ') from answer_link l")
    assert not [token for token in tokens if token in kept]


async def test_the_links_are_among_one_s_own_data(visitors: Visitors, database: Database, deliver: Work) -> None:
    referral = await posted(database, deliver)
    own = (await (await visitors.signed_in(IDI)).get("/me/data.json")).json()["answer_links"]
    assert {link["answer"] for link in own} == {"accept", "pass_on", "decline"}
    assert {link["problem"] for link in own} == {referral.reference}
