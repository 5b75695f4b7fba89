"""What holds for every file of the tree."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.checks.tree import files, named, texts

LONGEST = 320
LARGEST = 600_000
# Written by tools, or data.
LONG_BY_NATURE = re.compile(r"\.(po|json|lock|svg|sql|jsonl|csv)$|^requirements/|^CHANGELOG|^frontend/static/")

# Where one machine keeps its things, and where packages come from: neither belongs into a file that others read.
TRACES = {
    "the address of a package registry": re.compile(
        r"https?://[^\s\"')]*(pypi\.org/simple|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg|artifactory|devpi|nexus)"
        r"|\"resolved\": *\"http",
        re.IGNORECASE,
    ),
    "an index of packages": re.compile(r"(^|[\s\"'])--?(index-url|extra-index-url|find-links)\b"),
    "a path of one machine": re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/(?!\*)"),
}
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(
        r"\son(click|change|submit|input|load|error|key\w+|mouse\w+|focus|blur)\s*=", re.IGNORECASE
    ),
    "a script for an address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"(src|srcset)\s*=\s*[\"'](https?:)?//|<link[^>]+href\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
}


def lines_with(pattern: re.Pattern[str], names: Iterator[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in names
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_tree_was_found() -> None:
    assert {"pyproject.toml", "api/app.py", "db/database.py", "tests/conftest.py"} <= set(texts())


def test_no_file_holds_two_capabilities() -> None:
    long = {name: text.count("\n") for name, text in texts().items() if not LONG_BY_NATURE.search(name)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("trace", TRACES)
def test_no_file_carries(trace: str) -> None:
    others = ((name, text) for name, text in texts().items() if name != "tests/checks/test_tree.py")
    assert lines_with(TRACES[trace], others) == []


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what: str) -> None:
    templates = [(name, text) for name, text in texts().items() if name.startswith("frontend/templates/")]
    assert templates
    assert lines_with(INLINE[what], iter(templates)) == []


def _names(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    found: list[str] = []
    for name, text in texts().items():
        if not name.startswith("tests/") or not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text)):
            called = _names(node)
            if re.fullmatch(
                r"pytest\.(skip|xfail|importorskip)|pytest\.mark\.(skip|skipif|xfail)|unittest\.skip\w*", called
            ):
                found.append(f"{name}: {called}")
    assert found == []


def test_no_test_sleeps_or_puts_a_dummy_in_the_place_of_our_code() -> None:
    """`asyncio.sleep` is for `until` alone, which has a deadline; `sleep(0)` only lets others go first."""
    allowed = {"tests/waiting.py"}
    found: list[str] = []
    for name, text in texts().items():
        if (
            not name.startswith("tests/")
            or not name.endswith(".py")
            or name in allowed
            or name.startswith("tests/bench/")
        ):
            continue
        for node in ast.walk(ast.parse(text)):
            slept = isinstance(node, ast.Call) and re.fullmatch(
                r"(time|asyncio)\.sleep\((?!0\)).*\)", ast.unparse(node)
            )
            if slept and isinstance(node, ast.Call):
                found.append(f"{name}:{node.lineno}: it sleeps")
            if (
                isinstance(node, ast.Import | ast.ImportFrom)
                and "mock" in ast.unparse(node)
                and "oidc" not in ast.unparse(node)
            ):
                found.append(f"{name}:{node.lineno}: a mock")
    assert found == []


def test_nothing_large_is_kept() -> None:
    assert [named(path) for path in files() if path.stat().st_size > LARGEST] == []


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    empty = re.compile(r"(^|/)(utils?|helpers?|common|core|misc|managers?|services?|repositor(y|ies))(\.py|/)")
    assert [name for name in texts() if empty.search(name) and not name.startswith("docs/")] == []
