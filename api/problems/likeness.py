"""How alike two texts of one poster are: enough to say "you have posted this already", not to judge a topic by."""

import re

ALIKE = 0.6
SHINGLE = 3

_WORD = re.compile(r"[^\W_]+")


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))} if words else set()


def likeness(one: str, other: str) -> float:
    """From 0 to 1: what part of the shorter text's runs of three words the other one holds, too.

    A text that was only made longer stays the same text. Very short ones need to be the same word for word.
    """
    first, second = _shingles(one), _shingles(other)
    if not first or not second:
        return 0.0
    shorter = min(len(first), len(second))
    if shorter < 5:
        return float(first == second)
    return len(first & second) / shorter


def are_alike(one: str, other: str) -> bool:
    return likeness(one, other) >= ALIKE
