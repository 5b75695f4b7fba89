"""Visitors of a running application: each has a browser of their own, and all share the application."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar

from api.settings import Settings


class _InATaskOfItsOwn(httpx.ASGITransport):
    """Each request in its own task, as a server runs it: what one of them sets for itself must not leak."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await asyncio.create_task(super().handle_async_request(request))


@asynccontextmanager
async def opened(app: Litestar) -> AsyncIterator[Litestar]:
    """The application between start and shutdown; both happen in one task, as Litestar's task group demands."""
    stop = asyncio.Event()
    is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def live() -> None:
        try:
            async with app.lifespan():
                is_open.set_result(None)
                await stop.wait()
        except BaseException as fault:
            if is_open.done():
                raise
            is_open.set_exception(fault)

    life = asyncio.create_task(live())
    try:
        await is_open
        yield app
    finally:
        stop.set()
        await life


class Visitors:
    """Opens browsers. `raise_errors=False` lets a fault of ours be answered, as a real server would."""

    def __init__(self, app: Litestar, settings: Settings, stack: AsyncExitStack) -> None:
        self.app = app
        self.settings = settings
        self.stack = stack

    async def stranger(self, headers: Mapping[str, str] | None = None, *, language: str = "en") -> httpx.AsyncClient:
        transport = _InATaskOfItsOwn(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        client = httpx.AsyncClient(
            transport=transport,
            base_url=self.settings.base_url,
            headers={"Accept-Language": language, **(headers or {})},
            follow_redirects=False,
        )
        return await self.stack.enter_async_context(client)

    async def signed_in(self, email: str, **more: Any) -> httpx.AsyncClient:
        client = await self.stranger(**more)
        answer = await client.post("/dev/sign-in", json={"email": email})
        assert answer.status_code == 200, answer.text
        return client

    async def bearer(self, token: str) -> httpx.AsyncClient:
        return await self.stranger({"Authorization": f"Bearer {token}"})


def faults_of(answer: httpx.Response) -> dict[str, str]:
    """The pointers of an answer that refuses, and what it says to each."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return {fault["pointer"]: fault["detail"] for fault in answer.json().get("errors", [])}
