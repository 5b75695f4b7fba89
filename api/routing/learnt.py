"""What decisions have taught: for some departments, a number more or less for some words; added to the profiles'."""

from collections.abc import Sequence

import msgspec


class Learnt(msgspec.Struct, frozen=True):
    """By department and feature (a word's form, as the index names it, or a piece of one); 0 for what is not here."""

    version: str
    weights: dict[str, dict[str, float]]


NOTHING_LEARNT = Learnt("", {})


def followed(learnt: Learnt, successors: Sequence[tuple[str, str]]) -> Learnt:
    """What was learnt of a department counts for those that took over from it, however often that has happened."""
    weights = dict(learnt.weights)
    onward: dict[str, list[str]] = {}
    for code, successor in successors:
        onward.setdefault(code, []).append(successor)
    for _generation in range(len(onward)):
        gone = [code for code in weights if code in onward]
        if not gone:
            break
        for code in gone:
            for successor in onward[code]:
                own = weights.get(successor, {})
                taken = weights[code]
                weights[successor] = {w: own.get(w, 0.0) + taken.get(w, 0.0) for w in (*own, *taken)}
        weights = {code: row for code, row in weights.items() if code not in gone}
    return Learnt(learnt.version, weights)


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
