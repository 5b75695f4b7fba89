"""`make year`: 55 departments and 800 problems through one academic year; what it says afterwards must be nothing."""

import argparse
import asyncio
import sys
import tempfile
import time

from api.settings import Settings
from frontend.site import build
from tests import servers as houses
from tests.servers import Servers
from tests.simulation.academic_year import SHORT, WHOLE
from tests.simulation.running import Lived, lived
from tests.visitors import opened


async def _live(servers: Servers, seed: str, *, short: bool) -> Lived:
    with tempfile.TemporaryDirectory() as home:
        async with houses.cloned(servers) as address:
            environment = {
                "BROBYGGER_ENV": "development",
                "BROBYGGER_DATA": home,
                "BROBYGGER_DATABASE_URL": address,
                "BROBYGGER_REDIS_URL": servers.valkey_number(0),
                "BROBYGGER_SECRET": "5e" * 32,
            }
            settings = Settings.from_environ(environment)
            app = build(settings)
            async with opened(app):
                return await lived(servers, settings, app, SHORT if short else WHOLE, seed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", default="2026")
    parser.add_argument("--short", action="store_true")
    told = parser.parse_args()
    began = time.monotonic()
    with houses.running() as servers:
        year = asyncio.run(_live(servers, told.seed, short=told.short))
    print(f"Lived in {time.monotonic() - began:.0f} s; the story's digest is {year.digest[:16]}.")
    for verb, count in year.counts.items():
        print(f"{count:7d}  {verb}")
    for what, rows in year.faults.items():
        print(f"WRONG: {what}\n   {rows}")
    for line in year.unseen:
        print(f"WRONG: nobody can see what comes next: {line}")
    return 1 if year.faults or year.unseen else 0


if __name__ == "__main__":
    sys.exit(main())
