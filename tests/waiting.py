"""Waiting for something to become true, with a deadline and without guessing how long it takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(what: str, look: Callable[[], Awaitable[T]], *, patience: float = 60.0) -> T:
    """The first true answer of `look`."""
    deadline = time.monotonic() + patience
    while not (found := await look()):
        assert time.monotonic() < deadline, f"it never came to this within {patience:g} s: {what}"
        await asyncio.sleep(0.02)
    return found
