"""An event loop for a test that is not a coroutine itself, because hypothesis calls it many times over."""

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class Alone:
    """`run` waits for a coroutine; what was entered stays open between two of them."""

    def __init__(self, runner: asyncio.Runner, stack: contextlib.AsyncExitStack) -> None:
        self.runner = runner
        self.stack = stack

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def enter(self, context: AbstractAsyncContextManager[T]) -> T:
        return self.run(self.stack.enter_async_context(context))


@contextmanager
def alone() -> Iterator[Alone]:
    with asyncio.Runner() as runner:
        found = Alone(runner, contextlib.AsyncExitStack())
        try:
            yield found
        finally:
            found.run(found.stack.aclose())
