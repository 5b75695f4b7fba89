"""What changed between two wordings, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

import msgspec

WORDS_AT_MOST = 4000

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


class Change(msgspec.Struct, frozen=True):
    kind: Literal["same", "added", "removed"]
    text: str


def changes(old: str, new: str) -> list[Change]:
    """The pieces that are the same or added are the new text; the same or removed, the old one.

    Texts too long to compare by the word are compared by the line.
    """
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if len(before) + len(after) > WORDS_AT_MOST:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Change] = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            _add(found, "same", "".join(after[c:d]))
        else:
            _add(found, "removed", "".join(before[a:b]))
            _add(found, "added", "".join(after[c:d]))
    return _whole(found)


def _add(found: list[Change], kind: Literal["same", "added", "removed"], text: str) -> None:
    if text:
        found.append(Change(kind, text))


def _whole(found: list[Change]) -> list[Change]:
    """A space between two changed words belongs to the change: five crossed out words read as one sentence."""
    joined: list[Change] = []
    removed = added = ""
    for number, change in enumerate(found):
        lonely = change.kind == "same" and not change.text.strip() and 0 < number < len(found) - 1
        if change.kind == "removed" or lonely:
            removed += change.text
        if change.kind == "added" or lonely:
            added += change.text
        if change.kind == "same" and not lonely:
            _add(joined, "removed", removed)
            _add(joined, "added", added)
            removed = added = ""
            joined.append(change)
    _add(joined, "removed", removed)
    _add(joined, "added", added)
    return joined
