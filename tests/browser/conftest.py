"""A running site with its worker and the demo year, and browsers to visit it with."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from api.commands.demo import prepare
from api.settings import Settings
from db.embedded.process import end, spawn
from tests import servers as houses
from tests.servers import Servers

PATIENCE = 30.0

T = TypeVar("T")
Visit = Callable[..., Page]


def _run(work: Coroutine[Any, Any, T]) -> T:
    """In a thread and a loop of its own: Playwright keeps one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_answer(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/health", timeout=2).status_code == 200:
                return
    raise AssertionError(f"the site did not answer: {log.read_text()}")


@pytest.fixture(scope="session")
def address(servers: Servers, _plain_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Site and worker as processes of their own, over a database of their own."""
    port, home = _free_port(), tmp_path_factory.mktemp("site")
    url = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:
        name = f"{servers.template}_{uuid4().hex[:12]}"
        database = _run(houses.make_database(servers, name, template=servers.template))
        stack.callback(lambda: _run(houses.drop_database(servers, name)))
        settings = msgspec.structs.replace(
            _plain_settings, database_url=database, port=port, base_url=url, data_dir=home, storage=home / "storage"
        )
        _run(prepare(settings, lambda _line: None))
        environ = {**os.environ, **settings.environ()}
        log = home / "log"
        with log.open("wb") as output:
            serve = [sys.executable, "-m", "uvicorn", "--factory", "frontend.site:create", "--port", str(port)]
            site = spawn([*serve, "--log-level", "warning"], output=output, environ=environ)
            stack.callback(end, site, signal.SIGTERM, 5)
            worker = spawn([sys.executable, "-m", "workers"], output=output, environ=environ)
            stack.callback(end, worker, signal.SIGTERM, 5)
        _await_answer(url, site, log)
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that `make test` has found or installed; there is no going on without one."""
    with sync_playwright() as it:
        path = os.environ.get("BROBYGGER_CHROMIUM") or it.chromium.executable_path
        made = it.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


def _is_a_fault(said: ConsoleMessage) -> bool:
    """Not what a refused form answers, nor what htmx says of a request that a click on a link has cut short."""
    return said.type == "error" and "status of 4" not in said.text and not said.text.startswith("htmx:")


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """`visit("kontakt.idi@example.org", language="nb", scripts=False)`: a page of somebody's own browser.

    Whatever the page complains of in its console (a policy broken, a script that fails) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_for(
        email: str | None = None, *, language: str = "en", scripts: bool = True, width: int = 1280, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            extra_http_headers={"Accept-Language": language},
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if email:
            assert context.request.post("/dev/sign-in", data={"email": email}).ok
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_a_fault(said) else None)
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def mail_to(address: str) -> Callable[[str, str], dict[str, str]]:
    """The newest mail to somebody whose subject holds some words, as soon as it has been sent."""

    def wait_for(recipient: str, words: str) -> dict[str, str]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for letter in httpx.get(f"{address}/dev/mail.json").json()["items"]:
                if letter["to"] == recipient and words in letter["subject"]:
                    found: dict[str, str] = letter
                    return found
        raise AssertionError(f"no mail to {recipient} about {words}")

    return wait_for
