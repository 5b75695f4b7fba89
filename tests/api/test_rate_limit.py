"""Token buckets: counted in Valkey for all processes, in memory while it is away."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from api.rate_limit import CODES, DEVELOPMENT_FACTOR, Buckets, Limit
from api.settings import Settings
from db.embedded.process import free_port
from tests.visitors import Visitors

THREE_A_MINUTE = Limit("three", 3, 60)
THREE_A_SECOND = Limit("quick", 3, 1)


@pytest.fixture
async def valkey(_plain_settings: Settings) -> AsyncIterator[Redis]:
    client: Redis = Redis.from_url(_plain_settings.redis_url)
    await client.flushdb()
    yield client
    await client.aclose()


async def take(buckets: Buckets, limit: Limit, times: int, who: str = "somebody") -> list[tuple[bool, int]]:
    return [(await buckets.take(limit, who))[:2] for _time in range(times)]


async def test_a_bucket_in_valkey_runs_dry(valkey: Redis) -> None:
    assert await take(Buckets(valkey), THREE_A_MINUTE, 5) == [(True, 2), (True, 1), (True, 0), (False, 0), (False, 0)]
    _allowed, _left, wait = await Buckets(valkey).take(THREE_A_MINUTE, "somebody")
    assert 1 <= wait <= 20, "one of three a minute comes back within twenty seconds"


async def test_all_processes_share_it_and_all_visitors_have_their_own(valkey: Redis) -> None:
    await take(Buckets(valkey), THREE_A_MINUTE, 3)
    assert await take(Buckets(valkey), THREE_A_MINUTE, 1) == [(False, 0)]
    assert await take(Buckets(valkey), THREE_A_MINUTE, 1, who="somebody else") == [(True, 2)]


async def test_a_bucket_in_memory_runs_dry_and_fills_again() -> None:
    now = 100.0
    buckets = Buckets(None, clock=lambda: now)
    assert await take(buckets, THREE_A_SECOND, 4) == [(True, 2), (True, 1), (True, 0), (False, 0)]
    now += 0.4
    assert (await take(buckets, THREE_A_SECOND, 1))[0][0]
    now += 10
    assert await take(buckets, THREE_A_SECOND, 4) == [(True, 2), (True, 1), (True, 0), (False, 0)], (
        "never over the brim"
    )


async def test_memory_forgets_rather_than_grows() -> None:
    buckets = Buckets(None)
    for number in range(10_050):
        await buckets.take(THREE_A_MINUTE, str(number))
    assert len(buckets.memory) <= 10_001


async def test_nobody_is_locked_out_because_valkey_is_away() -> None:
    away: Redis = Redis(port=free_port(), socket_connect_timeout=0.2)
    try:
        assert await take(Buckets(away), THREE_A_MINUTE, 4) == [(True, 2), (True, 1), (True, 0), (False, 0)]
    finally:
        await away.aclose()


async def test_whoever_asks_too_often_is_told_for_how_long(
    site: Litestar, api: httpx.AsyncClient, visitors: Visitors
) -> None:
    before = site.state.buckets
    site.state.buckets = Buckets(None)
    try:
        answers = [
            await api.post("/api/v1/sign-in/code", json={"email": "nobody@example.org"})
            for _time in range(CODES.size + 1)
        ]
    finally:
        site.state.buckets = before
    assert [answer.status_code for answer in answers] == [202] * CODES.size + [429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers][:2] == [
        str(CODES.size - 1),
        str(CODES.size - 2),
    ]
    last = answers[-1]
    assert last.headers["content-type"].startswith("application/problem+json")
    assert last.json()["type"] == "urn:brobygger:problem:too-many"
    assert int(last.headers["retry-after"]) >= 1
    assert last.headers["ratelimit-limit"] == str(CODES.size)


async def test_a_developer_may_play_a_year_at_once(site: Litestar, api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/routing/preview", json={"title": "x"})
    assert answer.headers["ratelimit-limit"] == str(120 * DEVELOPMENT_FACTOR)
