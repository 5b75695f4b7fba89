"""Notices when the process that started us, such as `make`, is gone or on its way out."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

_CALLS_TO_STOP = sum(1 << (each - 1) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))


def _calls(pid: int) -> tuple[int, int]:
    """As bits: the calls to stop that the process has a handler for, and those it is handling; 0 where unknown."""
    heeded = handling = 0
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return heeded, handling
    for line in status.splitlines():
        if line.startswith("SigCgt:"):
            heeded = int(line.split()[1], 16) & _CALLS_TO_STOP
        if line.startswith("SigBlk:"):
            handling = int(line.split()[1], 16) & _CALLS_TO_STOP
    return heeded, handling


def follow(parent: int, then: Callable[[], None]) -> None:
    """Call `then` once `parent` is no longer our parent, or has been asked to stop.

    `make` that is asked drops its handler and waits for us, often without a word; a look at its handlers tells.
    """
    heeded, _ = _calls(parent)

    def watch() -> None:
        while os.getppid() == parent and _calls(parent) == (heeded, 0):
            time.sleep(0.3)
        then()

    threading.Thread(target=watch, daemon=True).start()
