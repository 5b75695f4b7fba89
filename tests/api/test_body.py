"""The JSON door reads a body once, by its size, its type, its syntax and its fields, and blames each in turn."""

import httpx
import pytest
from litestar import Litestar

from tests.stories import as_json
from tests.visitors import faults_of

PROBLEMS = "/api/v1/problems"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "nonsense",
    ],
)
async def test_what_is_not_json_by_its_type_is_not_read(api: httpx.AsyncClient, media_type: str) -> None:
    answer = await api.post(PROBLEMS, content=b'{"title": "x"}', headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert faults_of(answer) == {"": "Send this as application/json."}


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
async def test_json_by_any_of_its_names_is_read(api: httpx.AsyncClient, media_type: str) -> None:
    answer = await api.post(PROBLEMS, content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 422
    assert "/title" in faults_of(answer)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000])
async def test_what_is_not_an_object_is_malformed(api: httpx.AsyncClient, body: bytes) -> None:
    answer = await api.post(PROBLEMS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert set(faults_of(answer)) == {""}


@pytest.mark.parametrize("size", [1_000_001, 20_000_000])
async def test_a_body_that_is_too_large_is_not_read_to_its_end(api: httpx.AsyncClient, size: int) -> None:
    answer = await api.post(
        PROBLEMS, content=b'{"title": "' + b"x" * size, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:brobygger:problem:too-large"


async def test_a_body_that_does_not_say_how_large_it_is_ends_at_the_same_line(api: httpx.AsyncClient) -> None:
    sent = 0

    async def endless():
        nonlocal sent
        yield b'{"title": "'
        while sent < 40_000_000:
            sent += 100_000
            yield b"x" * 100_000

    answer = await api.post(PROBLEMS, content=endless(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert sent < 3_000_000


async def test_twenty_thousand_characters_and_emoji_arrive_whole(api: httpx.AsyncClient, site: Litestar) -> None:
    text = "🐟æøå" * 5000
    made = await api.post(PROBLEMS, json=as_json(description=text))
    assert made.status_code == 201
    async with site.state.database.reading() as tx:
        assert await tx.value("select description from problem") == text


async def test_a_field_that_nobody_asked_for_does_no_harm(api: httpx.AsyncClient) -> None:
    assert (await api.post(PROBLEMS, json=as_json(status="completed", id="x"))).json()["status"] == "unconfirmed"
