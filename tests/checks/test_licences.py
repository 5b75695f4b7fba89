"""What is installed with the program may be given away with it."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.checks.tree import ROOT

PERMISSIVE = re.compile(
    r"\b(MIT(-0)?|MIT License|BSD|BSD-[234]-Clause|0BSD|BSD License|Apache(-| |, Version )?2(\.0)?|"
    r"Apache Software License|ISC|PSF(-2\.0)?|Python Software Foundation License|PostgreSQL|Unlicense|Zlib|"
    r"CC0-1\.0|Python-2\.0)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|SSPL|BUSL|EUPL|CDDL|EPL)\b", re.IGNORECASE)
# Weaker than copyleft of the whole: files that we hand on unchanged.
ALLOWED_BY_NAME = {"certifi": "MPL-2.0", "pathspec": "Mozilla Public License 2.0"}


def requirements() -> list[Requirement]:
    lines = (ROOT / "requirements" / "run.txt").read_text().replace("\\\n", " ").splitlines()
    return [
        Requirement(re.split(r"\s+--hash", line)[0].strip())
        for line in lines
        if line.strip() and not line.startswith(("#", " "))
    ]


def licence_of(name: str) -> str:
    told: Any = metadata(name)
    classifiers = [c.rpartition("::")[2].strip() for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    expression = told.get("License-Expression") or ""
    said = (told.get("License") or "").strip().splitlines()
    return "; ".join(filter(None, [expression, *classifiers, said[0] if said else ""]))


NEEDED = [r for r in requirements() if r.marker is None or r.marker.evaluate()]


def test_the_lock_was_read() -> None:
    assert {"litestar", "asyncpg", "msgspec"} <= {r.name for r in NEEDED}


@pytest.mark.parametrize("name", [r.name for r in NEEDED])
def test_it_is_permissive(name: str) -> None:
    try:
        licence = licence_of(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is locked and not installed: run `make setup`")
    if name in ALLOWED_BY_NAME:
        assert ALLOWED_BY_NAME[name] in licence
        return
    assert PERMISSIVE.search(licence), licence or "it says nothing"
    assert not COPYLEFT.search(licence), licence


def test_every_line_of_every_lock_is_held_by_a_hash() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text().replace("\\\n", " ")
        for line in filter(None, text.splitlines()):
            assert line.startswith("#") or "--hash=sha256:" in line, f"{lock.name}: {line}"
            assert "://" not in line, f"{lock.name} carries an address: {line}"
