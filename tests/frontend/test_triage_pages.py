"""The pages of what a department makes of a problem beside yes and no: they work by forms alone."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest

from api.departments.term import next_terms
from api.engagements import opening
from api.routing import flagging, queries
from api.routing.flag import FlagKind, Raising
from api.routing.referral import Referral
from db.database import Database
from tests import stories
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

Work = Callable[[], Awaitable[dict[str, int]]]
LATER = next_terms(datetime.now(UTC).date())[-1]
IDI = contact_address("IDI")


async def lies_with(database: Database, *codes: str) -> Referral:
    async with database.transaction() as tx:
        return (await stories.referred_to(tx, *codes))[0]


async def status_of(database: Database, referral: Referral) -> str:
    async with database.reading() as tx:
        found = await queries.by_id(tx, referral.id)
        assert found is not None
        return found.status.value


async def sent(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(path, data=fields, headers={"Origin": "http://127.0.0.1:8000"})


@pytest.mark.parametrize("verb", ["hold", "split", "join", "rewording", "second-department", "flags", "notes"])
async def test_each_has_a_page_with_its_form_and_the_way_back(
    database: Database, visitors: Visitors, verb: str
) -> None:
    await lies_with(database, "IDI")
    referral = await lies_with(database, "IDI")
    contact = await visitors.signed_in(IDI)
    page = await contact.get(f"/inbox/{referral.id}")
    assert f'href="/inbox/{referral.id}/{verb}"' in page.text
    shown = await contact.get(f"/inbox/{referral.id}/{verb}")
    assert shown.status_code == 200
    assert shown.text.count("<h1") == 1
    assert f'href="/inbox/{referral.id}"' in shown.text
    stranger = await visitors.signed_in(contact_address("KULT"))
    assert (await stranger.get(f"/inbox/{referral.id}/{verb}")).status_code == 404


@pytest.mark.parametrize("verb", ["hold", "split", "join", "rewording", "second-department", "flags", "notes"])
async def test_what_is_left_empty_comes_back_with_what_to_do(database: Database, visitors: Visitors, verb: str) -> None:
    referral = await lies_with(database, "IDI")
    contact = await visitors.signed_in(IDI)
    answer = await sent(contact, f"/inbox/{referral.id}/{verb}", reason="kept as it was", nothing="x")
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.text
    if verb not in ("rewording", "flags", "notes"):
        assert "kept as it was" in answer.text


async def test_the_company_says_yes_on_its_page_and_sees_until_when(database: Database, visitors: Visitors) -> None:
    referral = await lies_with(database, "IDI")
    contact, company = await visitors.signed_in(IDI), await visitors.signed_in("bedrift@example.org")
    assert (await sent(contact, f"/inbox/{referral.id}/hold", term=LATER, reason="Full.")).status_code == 303
    asked = await company.get(f"/problems/{referral.reference}")
    assert "May they hold it until" in asked.text
    assert f'action="/problems/{referral.reference}/answers"' not in asked.text, "one question, one form"
    answer = await sent(company, f"/problems/{referral.reference}/hold-consent", consent="yes", text="")
    assert answer.status_code == 303
    assert await status_of(database, referral) == "held"
    assert "takes it up again" in (await company.get(f"/problems/{referral.reference}")).text
    assert "Comes back" in (await contact.get("/inbox?state=held")).text
    held = await contact.get(f"/inbox/{referral.id}")
    assert "Take it up now" in held.text
    assert (await sent(company, f"/problems/{referral.reference}/hold-consent", consent="no")).status_code == 303
    assert await status_of(database, referral) == "held", "a late second press changes nothing"
    await sent(contact, f"/inbox/{referral.id}/resumption")
    assert await status_of(database, referral) == "waiting"


async def test_a_split_shows_its_parts_and_who_has_them(database: Database, visitors: Visitors) -> None:
    referral = await lies_with(database, "IDI")
    contact, company = await visitors.signed_in(IDI), await visitors.signed_in("bedrift@example.org")
    fields = {
        "parts.0.title": "Count", "parts.0.description": "By pictures.", "parts.0.department": "IDI",
        "parts.1.title": "Ask", "parts.1.description": "The farmers.", "parts.1.department": "KULT",
        "parts.2.title": "", "parts.2.description": "", "parts.2.department": "", "reason": "Two questions.",
    }  # fmt: skip
    assert (await sent(contact, f"/inbox/{referral.id}/split", **fields)).status_code == 303
    page = (await company.get(f"/problems/{referral.reference}")).text
    assert "Its parts" in page
    parts = re.findall(r'href="/problems/(P-\w+)"', page)
    assert len(set(parts)) == 2
    assert "Kontakt KULT" in page
    assert "It is a part of" in (await company.get(f"/problems/{parts[0]}")).text


async def test_an_own_wording_stands_beside_theirs_and_fills_the_acceptance(
    database: Database, visitors: Visitors
) -> None:
    referral = await lies_with(database, "IDI")
    contact, company = await visitors.signed_in(IDI), await visitors.signed_in("bedrift@example.org")
    await sent(contact, f"/inbox/{referral.id}/rewording", title="Seeing lice", text="By machines.", version="0")
    page = (await company.get(f"/problems/{referral.reference}")).text
    assert "Seeing lice" in page
    assert stories.TITLE in page
    assert 'value="Seeing lice"' in (await contact.get(f"/inbox/{referral.id}")).text, "the acceptance begins with it"
    again = await sent(contact, f"/inbox/{referral.id}/rewording", title="Older", text="words", version="0")
    assert again.status_code == 409
    assert "Older" in again.text


async def test_a_question_stands_on_the_page_until_it_is_settled(database: Database, visitors: Visitors) -> None:
    referral = await lies_with(database, "IDI")
    async with database.transaction() as tx:
        flag = await flagging.raise_flag(
            tx, await actor_of(tx, IDI), referral.id, Raising(FlagKind.ETHICS, "Is it right?", "KULT")
        )
    contact, asked = await visitors.signed_in(IDI), await visitors.signed_in(contact_address("KULT"))
    assert f"/flags/{flag.id}" in (await contact.get(f"/inbox/{referral.id}")).text
    usual = {"form": "thesis", "credits": "30", "term": LATER, "places.groups": "1", "places.group_size": "1",
             "relevance.work_life": "x", "relevance.study": "y"}  # fmt: skip
    refused = await sent(contact, f"/inbox/{referral.id}/acceptance", **usual)
    assert refused.status_code == 409
    assert "must be settled" in refused.text
    page = await asked.get(f"/flags/{flag.id}")
    assert stories.DESCRIPTION[:40] in page.text
    assert (await sent(asked, f"/flags/{flag.id}/opinion", text="")).status_code == 422
    assert (await sent(asked, f"/flags/{flag.id}/opinion", text="It is.", goes_ahead="yes")).status_code == 303
    assert (await sent(contact, f"/flags/{flag.id}/resolution", text="Settled.")).status_code == 303
    assert (await sent(contact, f"/inbox/{referral.id}/acceptance", **usual)).status_code == 303
    stranger = await visitors.signed_in(contact_address("IBM"))
    assert (await stranger.get(f"/flags/{flag.id}")).status_code == 404


async def test_notes_are_written_and_read_and_the_company_finds_none(database: Database, visitors: Visitors) -> None:
    referral = await lies_with(database, "IDI", "KULT")
    contact, company = await visitors.signed_in(IDI), await visitors.signed_in("bedrift@example.org")
    await sent(contact, f"/inbox/{referral.id}/notes", text="Between us.")
    assert "Between us." in (await contact.get(f"/inbox/{referral.id}")).text
    other = await visitors.signed_in(contact_address("KULT"))
    assert "Between us." in (await other.get(f"/inbox/{referral.id}/notes")).text
    assert "Between us." not in (await company.get(f"/problems/{referral.reference}")).text
    assert "Between us." not in (await company.get(f"/api/v1/problems/{referral.reference}")).text


async def test_a_concern_goes_to_the_desk_and_is_answered_there(database: Database, visitors: Visitors) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx)
    stranger, desk = await visitors.stranger(), await visitors.signed_in("desk@example.org")
    project = await stranger.get(f"/projects/{engagement.reference}")
    assert f"/concerns/new?about={engagement.reference}" in project.text
    assert (await stranger.get(f"/concerns/new?about={engagement.reference}")).status_code == 200
    assert (await stranger.get("/concerns/new?about=E-000000")).status_code == 404
    empty = await sent(stranger, "/concerns", about=engagement.reference, email="ola@nordmann.example")
    assert empty.status_code == 422
    assert "ola@nordmann.example" in empty.text
    done = await sent(stranger, "/concerns", about=engagement.reference, text="Unpaid work?")
    assert done.headers["location"].endswith("sent=yes")
    assert "The broker desk has it" in (await stranger.get(done.headers["location"])).text
    listed = await desk.get("/concerns")
    assert "Unpaid work?" in listed.text
    (concern,) = set(re.findall(r"/concerns/([0-9a-f-]{36})/resolution", listed.text))
    assert (await sent(desk, f"/concerns/{concern}/resolution", text="")).status_code == 422
    assert (await sent(desk, f"/concerns/{concern}/resolution", text="We asked.")).status_code == 303
    assert "We asked." in (await desk.get("/concerns?state=resolved")).text
    student = await visitors.signed_in("student1@example.org")
    assert (await student.get("/concerns")).status_code == 404


async def test_the_second_department_is_suggested_and_the_work_is_shown_together(
    database: Database, visitors: Visitors
) -> None:
    referral = await lies_with(database, "IDI")
    contact = await visitors.signed_in(IDI)
    page = await contact.get(f"/inbox/{referral.id}/second-department")
    assert 'type="radio"' in page.text, "the next best by the words of the problem"
    assert (
        await sent(contact, f"/inbox/{referral.id}/second-department", department="KULT", reason="People too.")
    ).status_code == 303
    async with database.transaction() as tx:
        first, second = await queries.of_problem(tx, referral.problem_id)
        one = await opening.accept(tx, await actor_of(tx, IDI), first.id, stories.acceptance())
        other = await opening.accept(
            tx, await actor_of(tx, contact_address("KULT")), second.id, stories.acceptance(title="What farmers say")
        )
    assert "What farmers say" in (await contact.get(f"/projects/{one.reference}")).text
    shown = (await contact.get(f"/api/v1/engagements/{other.reference}")).json()
    assert (shown["interdisciplinary"], [o["reference"] for o in shown["linked"]]) == (True, [one.reference])
