"""What decisions have taught: for some departments, a number more or less for some words; added to the profiles'."""

from collections.abc import Sequence

import msgspec


class Learnt(msgspec.Struct, frozen=True):
    """By department and feature (a word's form, as the index names it, or a piece of one); 0 for what is not here."""

    version: str
    weights: dict[str, dict[str, float]]


NOTHING_LEARNT = Learnt("", {})


class LearntRows:
    """The same by feature, for whoever scores: which of the profiles, by their places, gain or lose how much."""

    def __init__(self, learnt: Learnt, codes: Sequence[str]) -> None:
        self._rows: dict[str, list[tuple[int, float]]] = {}
        for department, code in enumerate(codes):
            for feature, weight in learnt.weights.get(code, {}).items():
                self._rows.setdefault(feature, []).append((department, weight))

    def __bool__(self) -> bool:
        return bool(self._rows)

    def mixed(self, amounts: Sequence[tuple[str, float]]) -> tuple[tuple[int, float], ...]:
        total: dict[int, float] = {}
        for feature, amount in amounts:
            for department, weight in self._rows.get(feature, ()):
                total[department] = total.get(department, 0.0) + amount * weight
        return tuple(total.items())
