"""The database and Valkey that a command works on: those it was told of, those running here, or embedded ones."""

import contextlib
import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from api.settings import LOCK, RUNNING, Settings
from db.embedded import Broken, EmbeddedPostgres, EmbeddedValkey


class Servers:
    """The embedded servers that settings ask for; none where both addresses are given."""

    def __init__(self, settings: Settings) -> None:
        self.postgres = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
        self.valkey = None if settings.redis_url else EmbeddedValkey(settings.data_dir)
        self._settings = settings

    def start(self) -> Settings:
        """The settings with both addresses; call it from the main thread. Starts again what has ended meanwhile."""
        settings = self._settings
        if self.postgres is not None:
            settings = msgspec.structs.replace(settings, database_url=self.postgres.start())
        if self.valkey is not None:
            settings = msgspec.structs.replace(settings, redis_url=self.valkey.start())
        return settings

    def stop(self) -> None:
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()


def _lock(lock: IO[str], patience: float) -> bool:
    """Wait a little, because whoever looks whether somebody holds the lock has it for a moment."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)


@contextmanager
def holding(data_dir: Path) -> Generator[None]:
    """One installation at a time in a data directory; raises Broken for the second."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK).open("a+") as lock:
        if not _lock(lock, 1.0):
            lock.seek(0)
            raise Broken(
                f"Brobygger already runs in {data_dir} (process {lock.read().strip() or 'unknown'}): "
                "stop that one, or choose another directory with BROBYGGER_DATA."
            )
        # What an installation that was killed left behind names servers that died with it.
        (data_dir / RUNNING).unlink(missing_ok=True)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def announced(settings: Settings) -> Generator[None]:
    """While this lasts, other commands in the same data directory find these servers."""
    note = settings.data_dir / RUNNING
    draft = note.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(settings.environ()))
    draft.replace(note)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()


@contextmanager
def attached() -> Generator[Settings]:
    """Settings whose servers answer, for the length of one command; started for it where none are running.

    Call it from the main thread, outside any event loop.
    """
    settings = Settings.from_environ(os.environ)
    if settings.database_url and settings.redis_url:
        yield settings
        return
    with holding(settings.data_dir):
        servers = Servers(settings)
        try:
            yield servers.start()
        finally:
            servers.stop()
