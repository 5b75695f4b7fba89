"""The files that belong to the program: what git keeps or would keep, or all of a tree without git."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    ".data",
    "node_modules",
    "__pycache__",
    "static",
    ".hypothesis",
    ".ruff_cache",
    ".pytest_cache",
}


@cache
def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
        return sorted(path for path in found if path.is_file())
    everything = (path for path in ROOT.rglob("*") if path.is_file())
    return sorted(path for path in everything if not NOT_OURS & set(path.relative_to(ROOT).parts))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def texts() -> dict[str, str]:
    """Every file that is text, by its name in the tree."""
    found: dict[str, str] = {}
    for path in files():
        try:
            found[named(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found
