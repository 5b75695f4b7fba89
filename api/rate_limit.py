"""Token buckets, so that one visitor can't use up what all share. In Redis for all processes; in memory without it."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.errors import TooMany
from api.language import many

# One bucket: refilled as time goes by, one token a request. Redis' own clock, so that no process' clock matters.
BUCKET = """
local now = redis.call('TIME')
local t = tonumber(now[1]) + tonumber(now[2]) / 1000000
local size, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(size, (tonumber(kept[1]) or size) + (t - (tonumber(kept[2]) or t)) * rate)
local allowed = tokens >= 1 and 1 or 0
tokens = tokens - allowed
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', t)
redis.call('EXPIRE', KEYS[1], math.ceil(size / rate) + 1)
return {allowed, math.floor(tokens), math.ceil((1 - math.min(tokens, 1)) / rate)}
"""


class Limit(NamedTuple):
    """`size` requests at once, refilled over `seconds`."""

    name: str
    size: int
    seconds: int

    @property
    def rate(self) -> float:
        return self.size / self.seconds


PREVIEW = Limit("preview", 120, 60)
LAB = Limit("lab", 10, 60)
POSTING = Limit("posting", 20, 600)
INBOUND = Limit("inbound", 120, 60)
UPLOADS = Limit("uploads", 40, 600)
CODES = Limit("codes", 20, 600)
DRAFTS = Limit("drafts", 300, 600)
UNPROVEN = Limit("unproven", 3, 3600)
REGISTER = Limit("register", 40, 60)
READING = Limit("reading", 1200, 60)

# On a developer's machine one address plays a whole year of companies.
DEVELOPMENT_FACTOR = 500


class Buckets:
    """Where the tokens are counted. `memory` serves while Redis is away: each process then counts for itself."""

    def __init__(self, redis: "Redis | None", factor: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self.redis = redis
        self.factor = factor
        self.clock = clock
        self.memory: dict[str, tuple[float, float]] = {}
        self.script = redis.register_script(BUCKET) if redis else None

    async def take(self, limit: Limit, who: str) -> tuple[bool, int, int]:
        """Whether there was a token, how many are left, and in how many seconds there is one again."""
        size, rate = limit.size * self.factor, limit.rate * self.factor
        if self.script is not None:
            try:
                told = msgspec.convert(
                    await self.script(keys=[f"limit:{limit.name}:{who}"], args=[size, rate]), list[int]
                )
                return bool(told[0]), told[1], told[2]
            except (RedisError, OSError):
                pass
        return self._take_here(f"{limit.name}:{who}", size, rate)

    def _take_here(self, key: str, size: int, rate: float) -> tuple[bool, int, int]:
        now = self.clock()
        if len(self.memory) > 10_000:
            self.memory.clear()
        tokens, at = self.memory.get(key, (float(size), now))
        tokens = min(float(size), tokens + (now - at) * rate)
        allowed = tokens >= 1
        tokens -= allowed
        self.memory[key] = (tokens, now)
        return allowed, int(tokens), int((1 - min(tokens, 1.0)) / rate) + 1


def limited(limit: Limit) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Any]:
    """A guard: one bucket for each address."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        await take_one(connection, limit)

    return guard


async def take_one(connection: ASGIConnection[Any, Any, Any, Any], limit: Limit) -> None:
    """`TooMany` when this address has none left; for a handler that knows only afterwards which limit applies."""
    buckets: Buckets = connection.app.state.buckets
    who = connection.client.host if connection.client else "-"
    allowed, left, wait = await buckets.take(limit, who)
    connection.scope["state"]["rate_limit"] = {
        "RateLimit-Limit": str(limit.size * buckets.factor),
        "RateLimit-Remaining": str(left),
        "RateLimit-Reset": str(wait),
    }
    if not allowed:
        said = many("Try again in %(count)s second.", "Try again in %(count)s seconds.", wait)
        raise TooMany(said, retry_after=max(wait, 1))
