"""`brobygger up`: one command from nothing to a running installation, and back."""

import asyncio
import contextlib
import errno
import http
import http.client
import importlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import asyncpg
import click
from rich.console import Console
from rich.markup import escape

from api.commands.parent import follow
from api.servers import Servers, announced, holding
from api.settings import Settings
from db.embedded.process import Broken, end, last_words, open_log, spawn
from db.migrate import MigrationRefused, migrate

PATIENCE = 60.0
LONGEST_PAUSE = 30.0
GIVE_UP_AFTER = 3

_console = Console(highlight=False)


class _Stopped(BaseException):
    """Somebody asked us to stop; not an Exception, so that nothing on the way takes it for a fault."""


class _Wish:
    """Whether somebody asked us to stop: an exception out of a signal can get lost in a finaliser, this can't."""

    def __init__(self) -> None:
        self.uttered = False

    def heed(self) -> None:
        if self.uttered:
            raise _Stopped


def _say(line: str) -> None:
    # The terminal may be gone while there is still something to put away.
    with contextlib.suppress(OSError):
        _console.print(line, soft_wrap=True)


def _say_plainly(line: str) -> None:
    _say(f"  {escape(line)}")


def _because(log: Path) -> str:
    said = last_words(log)
    return f": {escape(said)}" if said else ""


class Child:
    """A process that is started again whenever it ends, after a pause that grows while it keeps failing."""

    def __init__(self, name: str, command: list[str], settings: Settings) -> None:
        self.name = name
        self.log = settings.data_dir / "log" / f"{name}.log"
        self.failures = 0
        self._command = command
        self._environ = {**os.environ, **settings.environ(), "PYTHONUNBUFFERED": "1"}
        self._since = 0.0
        self._due = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with open_log(self.log) as log:
            self.process = spawn(self._command, output=log, environ=self._environ)
        self._since = time.monotonic()

    def mend(self) -> None:
        """Notice an end, and start again once the pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            if now - self._since > PATIENCE:
                self.failures = 0
            pause = min(LONGEST_PAUSE, 0.25 * 2**self.failures)
            self.failures += 1
            self._due = now + pause
            end(self.process, signal.SIGKILL, 0)
            self.process = None
            _say(f"[yellow]The {self.name} ended ({code}){_because(self.log)}[/] Again in {pause:g} s.")
        if now >= self._due:
            self.start()


def _children(settings: Settings) -> list[Child]:
    site = [
        *[sys.executable, "-m", "uvicorn", "--factory", "frontend.site:create"],
        *["--host", settings.host, "--port", str(settings.port), "--no-access-log", "--no-server-header"],
        *["--log-level", "warning", "--timeout-graceful-shutdown", "3"],
    ]
    if settings.development:
        site.append("--no-proxy-headers")
    return [Child("site", site, settings), Child("worker", [sys.executable, "-m", "workers"], settings)]


def _insist_on_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise Broken(
                f"Port {settings.port} is in use on {settings.host}: choose another, like PORT={settings.port + 1}."
            ) from None
        raise Broken(f"Port {settings.port} on {settings.host} can't be opened: {fault.strerror}.") from None


def _health(settings: Settings) -> int:
    """The status of /health; 0 while nobody answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    line = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        line.request("GET", "/health")
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def _await_health(settings: Settings, children: list[Child], wish: _Wish) -> None:
    until = time.monotonic() + PATIENCE
    while (status := _health(settings)) != http.HTTPStatus.OK:
        wish.heed()
        for child in children:
            child.mend()
            if child.failures >= GIVE_UP_AFTER:
                raise Broken(f"The {child.name} does not start: {last_words(child.log)} (all of it: {child.log})")
        if time.monotonic() > until:
            said = f"answers {status}" if status else "does not answer"
            raise Broken(f"/health {said} after {PATIENCE:g} s; see {settings.data_dir / 'log'}.")
        time.sleep(0.05)


async def _furnish(settings: Settings) -> None:
    try:
        await migrate(settings.database_url, lambda title: _say(f"  migrating {title}"))
    except MigrationRefused as refusal:
        raise Broken(f"The database was left as it was: {refusal}") from None
    except (OSError, asyncpg.PostgresError) as fault:
        place = urlsplit(settings.database_url)
        raise Broken(f"The database at {place.hostname}:{place.port or 5432} can't be used: {fault}") from None
    if importlib.util.find_spec("api.commands.demo") is not None:
        demo = importlib.import_module("api.commands.demo")
        await demo.prepare(settings, _say_plainly)


def _supervise(servers: Servers, children: list[Child], wish: _Wish) -> None:
    while True:
        wish.heed()
        for server in (servers.postgres, servers.valkey):
            if server is not None and not server.alive():
                _say(f"[yellow]The embedded {server.log.stem} ended[/] ({server.log}). Starting it again.")
                server.start()
        for child in children:
            child.mend()
        time.sleep(0.25)


def _signals() -> list[signal.Signals]:
    hung_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]  # ignored under nohup
    return [signal.SIGINT, signal.SIGTERM, *hung_up]


@contextmanager
def _stoppable(parent: int | None) -> Generator[_Wish]:
    """Turn a signal, or the end of `parent`, into _Stopped."""
    wish = _Wish()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        wish.uttered = True
        raise _Stopped

    for each in _signals():
        signal.signal(each, stop)
    if parent is not None:
        follow(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    with contextlib.suppress(_Stopped):
        yield wish


def _stop(children: list[Child], servers: Servers) -> None:
    for each in _signals():
        signal.signal(each, signal.SIG_IGN)
    running = [child.process for child in children if child.process is not None]
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    for process in running:
        end(process, signal.SIGTERM, 5)
    servers.stop()


def _welcome(settings: Settings, seconds: float) -> None:
    _say("")
    _say(f"  [bold green]Brobygger is up[/] ({seconds:.1f} s): [bold]{settings.base_url}[/]")
    if settings.development:
        _say(f"  Sign in as any demo person: {settings.base_url}/dev/sign-in")
        _say(f"  Mail that was sent:         {settings.base_url}/dev/mail")
    _say(f"  Data and logs: {settings.data_dir}. Ctrl-C stops everything.")
    _say("")


@click.command()
@click.option("--follow", "parent", type=int, hidden=True, help="Stop when this process ends or is interrupted.")
def up(parent: int | None) -> None:
    """Start everything on this machine; Ctrl-C stops it."""
    began = time.monotonic()
    settings = Settings.from_environ(os.environ)
    _insist_on_port(settings)
    with _stoppable(parent) as wish, holding(settings.data_dir):
        servers = Servers(settings)
        children: list[Child] = []
        try:
            if servers.postgres is not None and not Path(settings.data_dir / "postgres").exists():
                _say("  making a database")
            settings = servers.start()
            asyncio.run(_furnish(settings))
            with announced(settings):
                children.extend(_children(settings))
                for child in children:
                    child.start()
                _await_health(settings, children, wish)
                _welcome(settings, time.monotonic() - began)
                _supervise(servers, children, wish)
        finally:
            _stop(children, servers)
    _say("  Brobygger has stopped.")
