"""What decisions have taught: for some departments, a number more for some words; added to what the profiles say."""

from collections.abc import Mapping, Sequence

import msgspec

SHORTEST = 3  # letters of a form, before longer words that begin with it count as its compounds


class Learnt(msgspec.Struct, frozen=True):
    """By department and feature (a word's form, as the index names it); 0 for what is not here.

    A Norwegian word that is not here counts as the longest form here that it begins with: who has learnt of "rein"
    knows "reinskinn". A form that stands here with 0 is a word of its own.
    """

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
        self._rows = [
            (department, learnt.weights[code]) for department, code in enumerate(codes) if code in learnt.weights
        ]

    def __bool__(self) -> bool:
        return bool(self._rows)

    def mixed(self, amounts: Sequence[tuple[str, float]]) -> tuple[tuple[int, float], ...]:
        total: dict[int, float] = {}
        for department, weights in self._rows:
            for feature, amount in amounts:
                known = stands_for(feature, weights)
                if known is not None:
                    total[department] = total.get(department, 0.0) + amount * weights[known]
        return tuple((department, weight) for department, weight in total.items() if weight)


def stands_for(feature: str, known: Mapping[str, object]) -> str | None:
    if feature in known:
        return feature
    if feature.startswith("n:"):
        for end in range(len(feature) - SHORTEST, SHORTEST + 1, -1):
            if feature[:end] in known:
                return feature[:end]
    return None
