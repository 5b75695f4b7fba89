"""The follow page without scripts: what can be said and sent there, and that nothing typed is lost."""

from typing import Any

import httpx
import pytest

from api.problems.attachment import LARGEST
from api.routing import triage
from api.routing.referral import Question
from db.database import Database
from tests import problem_files as files
from tests import stories
from tests.api.problems.test_attachment import COMPANY
from tests.people import actor_of, contact_address, teacher_address
from tests.visitors import Visitors


@pytest.fixture
async def company(visitors: Visitors) -> httpx.AsyncClient:
    return await visitors.signed_in(COMPANY)


@pytest.fixture
async def contact(visitors: Visitors) -> httpx.AsyncClient:
    return await visitors.signed_in(contact_address("IDI"), language="en")


async def waiting(database: Database, *, asked: bool = False) -> str:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        if asked:
            await triage.ask(tx, await actor_of(tx, contact_address("IDI")), referral.id, Question("How long?"))
        return referral.reference


async def post(client: httpx.AsyncClient, path: str, *sent: tuple[str, bytes], **fields: Any) -> httpx.Response:
    """As a form with room for files: an empty one is sent without a name, as browsers do."""
    parts = [("file", one) for one in sent] or [("file", ("", b""))]
    return await client.post(path, data=fields, files=parts)


async def test_a_message_and_its_file_from_each_side(
    company: httpx.AsyncClient, contact: httpx.AsyncClient, database: Database
) -> None:
    path = f"/problems/{await waiting(database)}"
    sent = await post(company, f"{path}/messages", ("boat.png", files.PNG), text="Here is the boat.")
    assert sent.status_code == 303
    said = await post(contact, f"{path}/messages", text="A fine boat.")
    assert said.status_code == 303
    for reader in (company, contact):
        shown = (await reader.get(path)).text
        assert "Here is the boat." in shown
        assert "boat.png" in shown
        assert "A fine boat." in shown
    link = next(part for part in (await contact.get(path)).text.split('"') if part.startswith(f"{path}/files/"))
    assert (await contact.get(link)).content == files.PNG


async def test_what_was_typed_comes_back_beside_the_reason(company: httpx.AsyncClient, database: Database) -> None:
    path = f"/problems/{await waiting(database, asked=True)}"
    for form, button in (("messages", "Your message"), ("answers", "Your answer")):
        for name, content, why in (
            ("virus.exe", b"MZ\x90\0\x03\0", "We take PDF"),
            ("film.pdf", files.PDF + bytes(LARGEST), "larger than 20 MB"),
        ):
            refused = await post(company, f"{path}/{form}", (name, content), text="Long words of mine.")
            assert refused.status_code == 422
            assert "Long words of mine." in refused.text
            assert name in refused.text
            assert why in refused.text
            assert button in refused.text
    empty = await post(company, f"{path}/answers", text="  ")
    assert empty.status_code == 422
    assert 'href="#answer-text"' in empty.text
    answered = await post(company, f"{path}/answers", ("plan.pdf", files.PDF), text="Three years.")
    assert answered.status_code == 303
    late = await post(company, f"{path}/answers", text="Three years, twice.")
    assert late.status_code == 409


async def test_a_confidential_annex_is_counted_and_not_named_to_others(
    company: httpx.AsyncClient, contact: httpx.AsyncClient, database: Database
) -> None:
    path = f"/problems/{await waiting(database)}"
    assert "documents may be public" in (await company.get(path)).text
    sent = await post(company, f"{path}/files", ("recipe.pdf", files.PDF), confidential="yes")
    assert sent.status_code == 303
    assert "recipe.pdf" in (await company.get(path)).text
    seen = (await contact.get(path)).text
    assert "Confidential annex, 1 file" in seen
    assert "recipe" not in seen
    nothing = await post(company, f"{path}/files")
    assert nothing.status_code == 422
    assert "Choose a file first" in nothing.text


async def test_a_file_is_taken_away(company: httpx.AsyncClient, database: Database) -> None:
    path = f"/problems/{await waiting(database)}"
    await post(company, f"{path}/files", ("plan.pdf", files.PDF))
    shown = (await company.get(path)).text
    removal = next(part for part in shown.split('"') if part.endswith("/removal"))
    assert (await company.post(removal)).status_code == 303
    assert "plan.pdf" not in (await company.get(path)).text


async def test_the_wrong_place_shows_on_the_referral(
    company: httpx.AsyncClient, contact: httpx.AsyncClient, database: Database
) -> None:
    reference = await waiting(database)
    path = f"/problems/{reference}"
    assert "It lies in the wrong place" in (await company.get(path)).text
    told = await company.post(f"{path}/wrong-place", data={"text": "It is about boats."})
    assert told.status_code == 303
    shown = (await company.get(path)).text
    assert "It is about boats." in shown
    assert "Why is it the wrong place?" not in shown
    async with database.reading() as tx:
        referral = await tx.value("select id from referral")
    seen = (await contact.get(f"/inbox/{referral}")).text
    assert "They think that it lies in the wrong place" in seen
    assert "It is about boats." in seen


async def test_what_was_reworded_is_marked_in_words_too(
    company: httpx.AsyncClient, contact: httpx.AsyncClient, database: Database
) -> None:
    path = f"/problems/{await waiting(database)}"
    assert "It stands as it was posted" in (await company.get(f"{path}/changes")).text
    words = {"title": "Counting lice", "description": stories.DESCRIPTION.replace("by hand", "from a boat")}
    assert (await company.post(f"{path}/revision", data=words)).status_code == 303
    for reader in (company, contact):
        assert "Reworded once: see what changed" in (await reader.get(path)).text
        shown = (await reader.get(f"{path}/changes")).text
        assert '<del><span class="ds-sr-only">removed: </span>by hand<' in shown
        assert '<ins><span class="ds-sr-only">added: </span>from a boat<' in shown


async def test_the_end_tells_what_came_of_it_and_what_can_come_next(
    company: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as tx:
        engagement = await stories.completed_at(tx)
    path = f"/problems/{engagement.problem_reference}"
    shown = (await company.get(path)).text
    assert "Lice are counted within five percent." in shown
    assert "Post the next question" in shown
    thanked = await company.post(f"{path}/thanks", data={"text": "We treat half as often."})
    assert thanked.status_code == 303
    after = (await company.get(path)).text
    assert "You have thanked them." in after
    assert "We treat half as often." in after


async def test_a_no_leads_to_other_doors(company: httpx.AsyncClient, visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "DESK")
    desk = await visitors.signed_in("desk@example.org")
    no = await desk.post(f"/api/v1/referrals/{referral.id}/decline", json={"reason": "Nobody studies this."})
    assert no.status_code == 200
    shown = (await company.get(f"/problems/{referral.reference}")).text
    assert "Nobody studies this." in shown
    assert "Other doors" in shown
    assert "Post it anew" in shown


async def test_the_company_signs_from_the_follow_page(company: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx)
    path = f"/problems/{engagement.problem_reference}"
    assert "nobody has signed yet" in (await company.get(path)).text
    signed = await company.post(f"{path}/agreements/{engagement.reference}")
    assert signed.status_code == 303
    assert "Berit Bedrift (Fjordfisk AS)" in (await company.get(path)).text


async def test_others_find_a_private_page(visitors: Visitors, database: Database) -> None:
    path = f"/problems/{await waiting(database)}"
    stranger = await visitors.signed_in("student1@example.org")
    for answer in (
        await stranger.get(path),
        await stranger.get(f"{path}/changes"),
        await post(stranger, f"{path}/messages", text="x"),
        await post(stranger, f"{path}/files", ("plan.pdf", files.PDF)),
        await stranger.post(f"{path}/wrong-place", data={"text": "x"}),
        await stranger.post(f"{path}/thanks", data={"text": "x"}),
    ):
        assert answer.status_code == 404


async def test_the_parties_sign_on_the_page_of_the_work_and_then_see_the_annex(
    company: httpx.AsyncClient, visitors: Visitors, database: Database
) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, supervisor_email=teacher_address("IDI"))
        await stories.taken_by(tx, engagement, 1)
    await post(
        company, f"/problems/{engagement.problem_reference}/files", ("recipe.pdf", files.PDF), confidential="yes"
    )
    teacher = await visitors.signed_in(teacher_address("IDI"))
    student = await visitors.signed_in("student1@example.org")
    page = f"/engagements/{engagement.reference}"
    for reader in (teacher, student):
        assert "recipe.pdf" not in (await reader.get(page)).text
    for signer in (company, teacher):
        assert "I have signed it" in (await signer.get(page)).text
        assert (await signer.post(f"{page}/signatures")).status_code == 303
        assert "I have signed it" not in (await signer.get(page)).text
    wrong = await teacher.post(f"{page}/signatures", data={"email": "nobody@nowhere.example"})
    assert wrong.status_code == 422
    assert "nobody@nowhere.example" in wrong.text
    assert (await teacher.post(f"{page}/signatures", data={"email": "student1@example.org"})).status_code == 303
    for reader in (teacher, student):
        shown = (await reader.get(page)).text
        assert "recipe.pdf" in shown
        link = next(part for part in shown.split('"') if "/files/" in part)
        assert (await reader.get(link)).content == files.PDF
    contact = await visitors.signed_in(contact_address("IDI"))
    assert "recipe.pdf" not in (await contact.get(page)).text
