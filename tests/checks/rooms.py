"""The rooms and the arrows between them, drawn from the imports: `python -m tests.checks.rooms --write`.

Doors (`routes.py`) stand above the line and may read from several contexts, so their imports draw no arrow; an arrow
that follows from two others is left out.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.checks.tree import ROOT

BEGIN, END = "<!-- rooms:begin -->", "<!-- rooms:end -->"
ARCHITECTURE = ROOT / "docs" / "ARCHITECTURE.md"
ROOMS = ("frontend", "workers", "api", "db")
# Inside api but beside the contexts: how a door is built, and the command line.
APART = {"commands", "demo", "translations"}


def contexts() -> list[str]:
    folders = (path.parent for path in (ROOT / "api").glob("*/__init__.py"))
    with_code = (f for f in folders if any(path.name != "__init__.py" for path in f.glob("*.py")))
    return sorted(folder.name for folder in with_code if folder.name not in APART)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _room_of(module: str, known: list[str]) -> str | None:
    """A context by its name, a room by its name; None for what is not ours or stands apart."""
    room, _, rest = module.partition(".")
    if room != "api":
        return room if room in ROOMS else None
    context = rest.partition(".")[0]
    return context if context in known else None


def arrows() -> set[tuple[str, str]]:
    known = contexts()
    found: set[tuple[str, str]] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            here = _room_of(module, known)
            if here is None or path.name == "routes.py" or path.parent.name == "doors" or "node_modules" in path.parts:
                continue
            for imported in _imports(path):
                there = _room_of(imported, known)
                if there in known and here in ("frontend", "workers"):
                    there = "api"
                if there is not None and there != here:
                    found.add((here, there))
    found |= {("api", "db")} if any(there == "db" for here, there in found if here in known) else set()
    return {(here, there) for here, there in found if not (here in known and there == "db")}


def _reach(start: str, steps: set[tuple[str, str]]) -> set[str]:
    reached: set[str] = set()
    edge = [start]
    while edge:
        for here, there in list(steps):
            if here == edge[-1] and there not in reached:
                reached.add(there)
                edge.insert(0, there)
        edge.pop()
    return reached


def reduced(steps: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the arrows that follow from others."""
    return {(here, there) for here, there in steps if there not in _reach(here, steps - {(here, there)})}


def picture() -> str:
    known = contexts()
    steps = arrows()
    inside = reduced({(here, there) for here, there in steps if here in known and there in known})
    outside = {(here, there) for here, there in steps if here in ROOMS and there in ROOMS}
    lines = ["```mermaid", "flowchart TD", "    frontend[frontend]", "    workers[workers]", "    subgraph api"]
    lines += [f"        {context}" for context in known]
    lines += [f"        {here} --> {there}" for here, there in sorted(inside)]
    lines += ["    end", "    db[(db)]", *(f"    {here} --> {there}" for here, there in sorted(outside)), "```"]
    return "\n".join(lines)


def placed(document: str) -> str:
    """The document with today's picture between its markers."""
    before, begin, rest = document.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{ARCHITECTURE.name} has no `{BEGIN}` ... `{END}`")
    return f"{before}{begin}\n{picture()}\n{end}{after}"


if __name__ == "__main__":
    if "--write" in sys.argv:
        ARCHITECTURE.write_text(placed(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(picture())
