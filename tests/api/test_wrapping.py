"""What surrounds every request: where it may come from, its language, and the headers of its answer."""

import httpx
import pytest

from api.wrapping import HEADERS
from db.database import Database
from tests.stories import as_json
from tests.visitors import Visitors

PROBLEMS = "/api/v1/problems"
HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    ],
)
async def test_a_form_on_another_site_does_nothing_here(
    visitors: Visitors, database: Database, headers: dict[str, str]
) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    answer = await company.post(PROBLEMS, json=as_json(), headers=headers)
    assert answer.status_code == 403
    async with database.reading() as tx:
        assert await tx.value("select count(*) from problem") == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": HERE},
        {"Sec-Fetch-Site": "same-origin", "Origin": HERE},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_form_of_our_own_does(api: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await api.post(PROBLEMS, json=as_json(), headers=headers)).status_code == 201


async def test_looking_is_allowed_from_anywhere(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/departments", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/departments", 200),
        ("GET", "/api/v1/nowhere", 404),
        ("GET", "/api/v1/me", 401),
        ("POST", PROBLEMS, 422),
        ("PUT", PROBLEMS, 405),
        ("GET", "/health", 200),
    ],
)
async def test_every_answer_is_locked_down(api: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await api.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "wished", "cookie", "spoken"),
    [
        ("", "nn", None, "nn"),
        ("", "de", None, "nb"),
        ("", "nn", "en", "en"),
        ("?language=nn", "en", "nb", "nn"),
        ("?language=da", "en", "xx", "en"),
    ],
)
async def test_the_visitor_chooses_the_language(
    visitors: Visitors, asked: str, wished: str, cookie: str | None, spoken: str
) -> None:
    titles = {"nb": "Norges", "nn": "Noregs", "en": "Norwegian"}
    client = await visitors.stranger({"Cookie": f"language={cookie}"} if cookie else {}, language=wished)
    answer = await client.post(f"/api/v1/problems{asked}", json={})
    said = answer.json()["title"]
    for language in titles:
        other = await visitors.stranger(language=language)
        if (await other.post("/api/v1/problems", json={})).json()["title"] == said:
            found = language
            break
    assert found == spoken
    chosen = answer.headers.get("set-cookie", "")
    assert ("language=nn" in chosen and "HttpOnly" in chosen) == (asked == "?language=nn")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/departments/%00",
        "/api/v1/problems/%00",
        "/api/v1/metrics/x?department=%00",
        "/api/v1/engagements?q=%00",
    ],
)
async def test_what_no_database_can_hold_is_refused_at_the_door(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(path)).status_code == 400
