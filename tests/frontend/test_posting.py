"""Posting without scripts: one question a page, and nothing typed is ever lost."""

import html
import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
from litestar import Litestar

from api.problems.brief import Brief, Recruitment
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.visitors import Visitors

TEXT = (
    "Our app for booking cabins has become slow. The database answers late on Fridays, and the programmers who wrote "
    "the code have left."
)
WHO = {"organisation.name": "Fjell & Hytte AS", "contact.name": "Ingrid Berg", "contact.email": "ingrid@fjell.no"}

Work = Callable[[], Awaitable[dict[str, int]]]


async def send(client: httpx.AsyncClient, path: str, **typed: object) -> str:
    """Posts a page, and says where it leads."""
    answer = await client.post(path, data=typed)
    assert answer.status_code == 303, f"{path}: {answer.status_code} {answer.text[-1500:]}"
    return answer.headers["location"]


async def shown(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[-1500:]}"
    return html.unescape(answer.text)


async def counted(database: Database, table: str) -> int:
    async with database.reading() as tx:
        return int(await tx.value(f"select count(*) from {table}"))


async def test_the_whole_walk_asks_what_is_missing_and_keeps_every_answer(
    api: httpx.AsyncClient, database: Database
) -> None:
    path, walked = await send(api, "/problems/new", description=f"{TEXT} We have logs since 2019."), []
    answers: dict[str, dict[str, object]] = {
        "goal": {"brief.goal": "Guests stay.", "brief.purposes": ["local_life", "learning"]},
        "people": {"brief.people": "Our tester", "brief.hours": "6"},
        "place": {"brief.place": "digital", "brief.town": "Oppdal"},
        "confidentiality": {"confidentiality": "some"},
        "after": {"brief.after": "We mend it.", "brief.ownership": "students"},
        "recruitment": {"brief.recruitment": "perhaps"},
        "funding": {"brief.funding": "The train.", "brief.funding_until": "2027-06-30"},
        "media": {"brief.media_url": "https://film.example/1", "brief.transcript": "It waits."},
        "start": {"wanted": ["project", "thesis"], "earliest_start": "2027-08-20"},
        "who": {**WHO},
    }
    while not path.endswith("/review"):
        step = path.rpartition("/")[2]
        walked.append(step)
        assert f"Question {len(walked) + 1} of {len(answers) + 1}" in await shown(api, path)
        path = await send(api, path, **answers[step])
    assert walked == list(answers), "the data is told of already, and is not asked for"
    review = await shown(api, path)
    for said in ("Our app for booking cabins", "Guests stay.", "6", "From anywhere", "The train.", "Perhaps later"):
        assert said in review
    reference = (await send(api, "/problems/new/send")).rpartition("/")[2]
    problem = (await api.get(f"/api/v1/problems/{reference}")).json()
    assert problem["title"] == "Our app for booking cabins has become slow"
    assert problem["wanted"] == ["project", "thesis"]
    assert (problem["confidentiality"], problem["earliest_start"]) == ("some", "2027-08-20")
    assert problem["brief"] == {
        "goal": "Guests stay.", "purposes": ["local_life", "learning"], "people": "Our tester", "hours": 6,
        "place": "digital", "town": "Oppdal", "ownership": "students", "after": "We mend it.",
        "recruitment": "perhaps", "funding": "The train.", "funding_until": "2027-06-30",
        "media_url": "https://film.example/1", "transcript": "It waits.",
    }  # fmt: skip
    assert await counted(database, "draft") == 0, "what is posted is no draft any more"
    assert "Begun, and not sent" not in await shown(api, "/problems/new")


async def test_every_page_shows_again_what_was_typed(api: httpx.AsyncClient) -> None:
    await send(api, "/problems/new", description=TEXT, title="Slow app")
    await send(api, "/problems/new/goal", **{"brief.goal": "Guests <b>stay</b>."})
    assert TEXT in await shown(api, "/problems/new")
    assert "Guests <b>stay</b>." in await shown(api, "/problems/new/goal")
    await send(api, "/problems/new/goal", **{"brief.goal": ""})
    assert "Guests" not in await shown(api, "/problems/new/goal"), "and what was taken away stays away"


async def test_a_faulty_answer_is_kept_and_explained(api: httpx.AsyncClient) -> None:
    await send(api, "/problems/new", description=TEXT)
    refused = await api.post("/problems/new/people", data={"brief.people": "Anna", "brief.hours": "a few"})
    assert refused.status_code == 422
    assert 'value="a few"' in refused.text
    assert "Hours a month" in refused.text
    assert 'value="a few"' in await shown(api, "/problems/new/people"), "it lies in the draft as it was typed"
    refused = await api.post("/problems/new/who", data={**WHO, "contact.email": "nobody"})
    assert refused.status_code == 422
    assert 'value="nobody"' in await shown(api, "/problems/new/who")
    refused = await api.post("/problems/new/send")
    assert refused.status_code == 422
    assert "Write an e-mail address" in refused.text
    assert "Our app for booking cabins" in refused.text
    unsafe = await api.post("/problems/new/media", data={"brief.media_url": "javascript:alert(1)"})
    assert unsafe.status_code == 422


async def test_i_don_t_know_yet_leads_on_and_loses_nothing(api: httpx.AsyncClient) -> None:
    await send(api, "/problems/new", description=TEXT)
    onward = await send(api, "/problems/new/people", skip="yes", **{"brief.hours": "a few"})
    assert onward == "/problems/new/place"
    assert 'value="a few"' in await shown(api, "/problems/new/people")
    assert await send(api, "/problems/new/place", to="who") == "/problems/new/who"


async def test_a_session_that_ends_in_the_middle_loses_nothing(visitors: Visitors, database: Database) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    await send(company, "/problems/new", description=TEXT)
    await send(company, "/problems/new/goal", **{"brief.goal": "Guests stay."})
    async with database.transaction() as tx:
        await tx.run("update session set expires_at = created_at where revoked_at is null")
    onward = await send(company, "/problems/new/people", **{"brief.people": "Our tester"})
    assert onward == "/problems/new/place"
    assert "Guests stay." in await shown(company, "/problems/new/goal")
    await send(company, "/problems/new/who", **WHO)
    follow = await send(company, "/problems/new/send")
    assert "One thing left: the code from your mail" in await shown(company, follow)


async def test_signing_out_leaves_what_is_one_s_own_on_one_s_page_alone(visitors: Visitors) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    await send(company, "/problems/new", description=TEXT)
    await company.post("/sign-out")
    assert TEXT not in await shown(company, "/problems/new")
    elsewhere = await visitors.signed_in("bedrift@example.org")
    mine = await shown(elsewhere, "/me")
    assert "Go on where you left" in mine
    (opening,) = re.findall(r"/problems/drafts/[0-9a-f-]+/opening", mine)
    assert await send(elsewhere, opening) == "/problems/new"
    assert TEXT in await shown(elsewhere, "/problems/new")
    stranger = await visitors.signed_in("student1@example.org")
    assert await send(stranger, opening) == "/problems/new?lost=true"
    assert TEXT not in await shown(stranger, "/problems/new")


async def test_a_mailed_link_opens_it_in_another_browser(
    api: httpx.AsyncClient, visitors: Visitors, deliver: Work
) -> None:
    await send(api, "/problems/new", description=TEXT)
    await send(api, "/problems/new/goal", **{"brief.goal": "Guests stay."})
    wrong = await api.post("/problems/drafts/link", data={"email": "nobody", "step": "data"})
    assert wrong.status_code == 422
    sent = await api.post("/problems/drafts/link", data={"email": "ingrid@fjell.no", "step": "data"})
    assert "The link is on its way" in sent.text
    await deliver()
    (letter,) = (await api.get("/dev/mail.json")).json()["items"]
    assert letter["to"] == "ingrid@fjell.no"
    link = re.search(r"/problems/drafts/go-on\?draft=\S+", letter["text"])
    assert link
    other = await visitors.stranger()
    opened = await other.get(link[0])
    assert opened.headers["location"] == "/problems/new/goal", "where it was left, and without the key in the address"
    assert "Guests stay." in await shown(other, "/problems/new/goal")


async def test_a_second_problem_does_not_write_over_the_first(api: httpx.AsyncClient) -> None:
    await send(api, "/problems/start", description=TEXT)
    await send(api, "/problems/start", description=f"{TEXT} And the phone rings.")
    assert "And the phone rings." in await shown(api, "/problems/new")
    await send(api, "/problems/start", description="Half the wool from our sheep is thrown away.")
    page = await shown(api, "/problems/new")
    assert "Half the wool" in page
    assert "Begun, and not sent" in page
    (opening,) = re.findall(r"/problems/drafts/[0-9a-f-]+/opening", page)
    await send(api, opening)
    assert "And the phone rings." in await shown(api, "/problems/new")
    await send(api, "/problems/drafts/anew")
    page = await shown(api, "/problems/new")
    assert len(re.findall(r"/opening", page)) == 2
    for discarding in re.findall(r"/problems/drafts/[0-9a-f-]+/discarding", page):
        await send(api, discarding)
    assert "Begun, and not sent" not in await shown(api, "/problems/new")


async def test_an_example_fills_an_empty_field_and_never_a_full_one(api: httpx.AsyncClient) -> None:
    await send(api, "/problems/new", description="", example="measuring")
    assert "We want to measure …" in await shown(api, "/problems/new")
    await send(api, "/problems/new", description="We want to measure …\n\nToday we do it by …", example="text")
    page = await shown(api, "/problems/new")
    assert "Today we do it by …" in page
    assert "The text is about …" in page
    linked = await shown(api, "/problems/new?description=Oyster+shells+everywhere")
    assert "Oyster shells everywhere" in linked
    assert 'name="anew" value="yes"' in linked


async def test_the_advice_says_what_is_missed_and_offers_to_wait(api: httpx.AsyncClient, clock: Clock) -> None:
    await clock.set("2026-10-20T09:00:00+02:00")
    await send(api, "/problems/new", description=TEXT)
    page = await shown(api, "/problems/new/start")
    assert "Department of Computer Science" in page
    assert "Too late for spring 2027. Hold it for autumn 2027?" in page
    assert "Not before autumn 2027" in page
    advice = (await api.post("/api/v1/problems/advice", json={"description": TEXT, "wanted": ["thesis"]})).json()
    (first, *_others) = advice["departments"]
    forms = {form["code"]: form for form in first["forms"]}
    assert first["code"] == "IDI"
    assert forms["master_thesis"]["too_late_for"] == ["2027-spring"]
    assert forms["master_thesis"]["reachable"][0]["term"] == "2027-autumn"
    assert {form["kind"] for form in first["forms"]} == {"thesis"}
    assert advice["hold"]["earliest_start"] == "2027-08-20"


async def test_each_department_s_own_days_count(api: httpx.AsyncClient, clock: Clock, database: Database) -> None:
    await clock.set("2026-10-20T09:00:00+02:00")
    async with database.transaction() as tx:
        await tx.run(
            "update unit_form set spring_deadline = '12-01' from unit u "
            "where u.id = unit_id and u.code = 'IDI' and form_code = 'master_thesis'"
        )
    advice = (await api.post("/api/v1/problems/advice", json={"description": TEXT})).json()
    forms = {form["code"]: form for form in advice["departments"][0]["forms"]}
    assert forms["master_thesis"]["too_late_for"] == []
    assert forms["master_thesis"]["reachable"][0] == {
        "term": "2027-spring", "by": "2026-12-01", "begins": "2027-01-10",
    }  # fmt: skip
    assert "eit_village" in forms, "Experts in Teamwork is a form like others"


async def test_the_same_problem_posted_twice_is_recognised_by_its_poster_alone(
    visitors: Visitors, database: Database
) -> None:
    async with database.transaction() as tx:
        problem = await stories.posted_by_member(tx)
    company = await visitors.signed_in("bedrift@example.org")
    await send(company, "/problems/new", description=stories.DESCRIPTION, title="Lice once more")
    page = await shown(company, "/problems/new/review")
    assert "You have posted this already" in page
    assert f"/problems/{problem.reference}" in page
    stranger = await visitors.stranger()
    await send(stranger, "/problems/new", description=stories.DESCRIPTION)
    await send(stranger, "/problems/new/who", **{**WHO, "organisation.name": "Fjordfisk AS"})
    assert "You have posted this already" not in await shown(stranger, "/problems/new/review")


async def test_completed_work_on_the_like_is_shown_before_posting(api: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        done = await stories.completed_at(tx, "IDI")
    text = "Underwater pictures of salmon show lice, and counting them by hand takes us hours. Can a machine learn it?"
    await send(api, "/problems/new", description=text)
    page = await shown(api, "/problems/new/review")
    assert "Counting salmon lice from underwater pictures" in page
    assert "This was studied in 2027 at the Department of Computer Science." in page
    advice = (await api.post("/api/v1/problems/advice", json={"description": text})).json()
    assert [work["reference"] for work in advice["similar"]] == [done.reference]
    other = {"description": "Counting cars by hand takes us hours, and the pictures from the road are dark."}
    assert (await api.post("/api/v1/problems/advice", json=other)).json()["similar"] == []
    async with database.transaction() as tx:
        await tx.run("update problem set confidentiality = 'some'")
    assert (await api.post("/api/v1/problems/advice", json={"description": text})).json()["similar"] == []


@pytest.mark.parametrize("email", [None, "bedrift@example.org"])
async def test_a_stranger_without_proof_of_work_is_slowed_down(
    site: Litestar, visitors: Visitors, email: str | None
) -> None:
    client = await (visitors.signed_in(email) if email else visitors.stranger())
    factor, site.state.buckets.factor = site.state.buckets.factor, 1
    await site.state.redis.flushdb()
    try:
        answers: list[int] = []
        for number in range(5):
            await send(client, "/problems/new", description=f"{TEXT} Number {number}.")
            await send(client, "/problems/new/who", **WHO)
            answers.append((await client.post("/problems/new/send")).status_code)
        assert answers == ([303] * 5 if email else [303, 303, 303, 429, 429])
        assert TEXT in await shown(client, "/problems/new") or email, "and has lost nothing"
    finally:
        site.state.buckets.factor = factor


async def test_one_s_own_data_holds_what_is_begun(visitors: Visitors) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    await send(company, "/problems/new", description=TEXT)
    (begun,) = (await company.get("/me/data.json")).json()["drafts"]
    assert begun["typed"]["description"] == TEXT


async def test_the_brief_stands_on_the_page_of_who_gets_it(visitors: Visitors, database: Database) -> None:
    brief = Brief(goal="Fewer lice.", recruitment=Recruitment.YES, media_url="https://film.example/1")
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI", brief=brief)
    contact = await visitors.signed_in("kontakt.idi@example.org")
    page = await shown(contact, f"/inbox/{referral.id}")
    assert "Fewer lice." in page
    assert "Yes, we hope to find somebody" in page
    assert 'href="https://film.example/1" rel="noopener noreferrer nofollow"' in page
    company = await visitors.signed_in("bedrift@example.org")
    assert "Fewer lice." in await shown(company, f"/problems/{referral.reference}")
