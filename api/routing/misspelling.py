"""What an unknown word was probably meant to be: the known one that is a slip of the finger away."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 6  # shorter words are too near to each other
LONG = 10  # from here on two slips are allowed
SAME_START = 2  # letters: nobody mistypes these as often as they would cost


class Spellings:
    """Known forms by how they begin, so that a look-up compares with some dozens."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for name in names:
            if len(name) >= SHORTEST:
                self._by_start.setdefault(name[: SAME_START + 2], []).append(name)  # behind the language's mark

    def meant(self, name: str) -> str | None:
        if len(name) - 2 < SHORTEST:
            return None
        near = self._by_start.get(name[: SAME_START + 2], ())
        slips = 2 if len(name) - 2 >= LONG else 1
        found = process.extractOne(name, near, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else None
