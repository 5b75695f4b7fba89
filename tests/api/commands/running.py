"""The `brobygger` command as somebody at a terminal runs it: another process, told by its environment alone."""

import asyncio
import os
import sys
from typing import NamedTuple

from api.settings import Settings

MAIN = "from api.cli import main; main()"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


async def brobygger(settings: Settings, *arguments: str, **environ: str) -> Ran:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MAIN, *arguments),
        env={**os.environ, **settings.environ(), "BROBYGGER_SMTP_URL": "", **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())
