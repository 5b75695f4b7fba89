"""`Idempotency-Key`: what is sent twice happens once, and the second gets the first one's answer."""

import asyncio

import httpx
import pytest

from db.database import Database
from tests.stories import as_json
from tests.visitors import Visitors, faults_of

PROBLEMS = "/api/v1/problems"


async def posted(database: Database) -> int:
    async with database.reading() as tx:
        return await tx.value("select count(*) from problem")


async def send(client: httpx.AsyncClient, key: str, **changes: object) -> httpx.Response:
    return await client.post(PROBLEMS, json=as_json(**changes), headers={"Idempotency-Key": key})


async def test_the_same_again_is_answered_with_the_same_bytes(api: httpx.AsyncClient, database: Database) -> None:
    first, second = await send(api, "one"), await send(api, "one")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await posted(database) == 1


async def test_without_a_key_twice_is_twice(api: httpx.AsyncClient, database: Database) -> None:
    for _time in range(2):
        assert (await api.post(PROBLEMS, json=as_json())).status_code == 201
    assert await posted(database) == 2


async def test_the_same_key_for_something_else_is_a_mistake(api: httpx.AsyncClient, database: Database) -> None:
    await send(api, "one")
    answer = await send(api, "one", title="Another title")
    assert answer.status_code == 422
    assert set(faults_of(answer)) == {"/Idempotency-Key"}
    assert await posted(database) == 1


async def test_two_callers_may_choose_the_same_key(
    visitors: Visitors, api: httpx.AsyncClient, database: Database
) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    assert (await send(api, "one")).status_code == (await send(company, "one")).status_code == 201
    assert await posted(database) == 2


async def test_two_at_once_happen_once(api: httpx.AsyncClient, database: Database) -> None:
    answers = await asyncio.gather(*(send(api, "one") for _twin in range(6)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert made
    assert {answer.content for answer in made} == {made[0].content}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert await posted(database) == 1


async def test_what_was_refused_can_be_mended_under_the_same_key(api: httpx.AsyncClient, database: Database) -> None:
    assert (await send(api, "one", title="")).status_code == 422
    assert (await send(api, "one")).status_code == 201
    assert await posted(database) == 1


@pytest.mark.parametrize(("key", "status"), [("k" * 255, 201), ("k" * 256, 422), ("   ", 201)])
async def test_a_key_has_room_for_255_characters(api: httpx.AsyncClient, key: str, status: int) -> None:
    assert (await send(api, key)).status_code == status
