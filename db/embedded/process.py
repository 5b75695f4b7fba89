"""Processes that never outlive the one that started them."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_WATCH = 'while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do sleep 1; done; kill -"$3" "$2" 2>/dev/null'


class Broken(Exception):
    """Something on this machine is in the way; the message is one sentence for whoever sits at the terminal."""


def _die_with(parent: int, last_signal: signal.Signals) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, last_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def spawn(
    command: list[str],
    *,
    output: IO[bytes] | int,
    last_signal: signal.Signals = signal.SIGKILL,
    account: tuple[int, int] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child that gets `last_signal` when we die, however we die.

    Call it from the main thread: Linux counts the end of the calling thread as the end of the parent. The signal is
    asked for after the change of account, which would forget it. The child has a process group of its own, so that
    Ctrl-C reaches us alone.
    """
    linux = sys.platform == "linux"
    uid, gid = account or (None, None)
    child = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environ,
        cwd=cwd,
        user=uid,
        group=gid,
        extra_groups=[] if account else None,
        preexec_fn=_die_with(os.getpid(), last_signal) if linux else None,  # noqa: PLW1509
        start_new_session=True,
    )
    if not linux:
        watch = [
            "/bin/sh",
            "-c",
            _WATCH,
            "watch",
            str(os.getpid()),
            str(child.pid),
            last_signal.name.removeprefix("SIG"),
        ]
        subprocess.Popen(watch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    return child


def end(child: subprocess.Popen[bytes], first: signal.Signals, patience: float) -> None:
    """Ask with `first`; whatever of its group is left after `patience` seconds is killed."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_ready(child: subprocess.Popen[bytes], ready: Callable[[], bool], patience: float) -> bool:
    """False when the child ended or the patience did, before `ready` held."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if ready():
            return True
        if child.poll() is not None:
            return False
        time.sleep(0.02)
    return False


def open_log(path: Path, limit: int = 5_000_000) -> IO[bytes]:
    """Append to `path`; one older file is kept once it has grown past `limit`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > limit:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def last_words(path: Path) -> str:
    """The last line of a log that says anything."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - 4000))
            lines = log.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    telling = [line.strip() for line in lines if line.strip()]
    fatal = [line for line in telling if "FATAL" in line or "Error" in line]
    return (fatal or telling or [""])[-1][:300]


def secret_file(path: Path, content: Callable[[], str]) -> str:
    """Read `path`, or write it first for our eyes only; two processes at once end up with the same content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if written := path.read_text().strip():
            return written
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        if not path.read_text().strip():
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()
