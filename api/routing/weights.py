"""How much each feature speaks for each department: a centroid a department, kept as one flat table of numbers."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count, repeat
from math import log, log1p, sqrt
from operator import mul

# How strongly a feature that few departments share is lifted, and how far a long profile is scaled down. Both were
# chosen by leaving examples of the catalogue out in turn; the optimum is flat.
RARITY = 0.5
LENGTH = 0.5
COMMON = 0.8  # what more of the departments than this say tells nothing
UNSEEN = 0.3  # how often a profile is taken to say what it does not say
FEW = 6  # ... unless there are hardly any departments


class Weights:
    """Rows of one number a department; looked up by feature, summed by whoever scores."""

    def __init__(self, departments: int, place: dict[str, int], cells: "array[float]") -> None:
        self._departments = departments
        self._place = place
        self._cells = cells

    def __contains__(self, feature: str) -> bool:
        return feature in self._place

    def mixed(self, amounts: Sequence[tuple[str, float]]) -> tuple["array[float] | None", float]:
        """The rows of some features added up in these amounts, and the sum of the amounts' squares."""
        if not amounts:
            return None, 0.0
        rows: list[array[float]] = []
        for feature, _amount in amounts:
            start = self._place[feature]
            rows.append(self._cells[start : start + self._departments])
        scales = [amount for _feature, amount in amounts]
        while len(rows) % 3:
            rows.append(rows[0])
            scales.append(0.0)
        total = [0.0] * self._departments
        for at in range(0, len(rows), 3):  # three at a time: this is where a text's time goes
            a, b, c = scales[at : at + 3]
            three = zip(total, rows[at], rows[at + 1], rows[at + 2], strict=True)
            total = [before + a * x + b * y + c * z for before, x, y, z in three]
        return array("f", total), sum(amount * amount for amount in scales)


def idf(documents_with: float, documents: int) -> float:
    return max(0.0, log((documents + 1) / (documents_with + 1)))


def weigh(counts: Iterable[Mapping[str, float]], rarity: Mapping[str, float], odds: float = 0.0) -> Weights:
    """`counts` a department: how often each of its features stands in its profile; `rarity`: the features' idf.

    With `odds`, a feature speaks not only by how typical it is, but also by how much likelier it is than elsewhere.
    """
    place: dict[str, int] = {}
    told: list[tuple[array[int], array[float]]] = []  # one Mapping after another may go as soon as it is noted here
    for own in counts:
        place.update(zip([feature for feature in own if feature not in place], count(len(place)), strict=False))
        told.append((array("I", map(place.__getitem__, own)), array("f", own.values())))
    departments = len(told)
    spread = Counter(chain.from_iterable(rows for rows, _amounts in told))
    lift = [0.0] * len(place)
    for feature, row in place.items():
        if spread[row] <= COMMON * departments or departments < FEW:
            lift[row] = rarity[feature] * log(1.5 * departments / spread[row]) ** RARITY
    cells = array("f", bytes(4 * departments * len(place)))
    for department, (rows, amounts) in enumerate(told):
        values = list(map(mul, map(log1p, amounts), map(lift.__getitem__, rows)))
        scale = 1 / (sqrt(sum(map(mul, values, values))) or 1.0) ** LENGTH
        for row, value in zip(rows, values, strict=True):
            cells[row * departments + department] = value * scale
    if odds:
        _add_odds(cells, told, lift, odds)
    return Weights(departments, {feature: row * departments for feature, row in place.items() if lift[row]}, cells)


def _add_odds(
    cells: "array[float]", told: Sequence[tuple["array[int]", "array[float]"]], lift: Sequence[float], odds: float
) -> None:
    """How far the logarithm of a feature's odds lies above its mean over the departments; below it, nothing."""
    departments = len(told)
    usual = [0.0] * len(lift)
    logs: list[list[float]] = []
    for rows, amounts in told:
        own = list(map(log1p, map(mul, amounts, repeat(1 / UNSEEN))))
        logs.append(own)
        for row, value in zip(rows, own, strict=True):
            usual[row] += value
    usual = [value / departments for value in usual]
    lengths = [log(sum(amounts) or 1.0) for _rows, amounts in told]
    middle = sum(lengths) / departments if departments else 0.0
    for department, (rows, _amounts) in enumerate(told):
        longer = lengths[department] - middle
        for row, value in zip(rows, logs[department], strict=True):
            ahead = value - usual[row] - longer
            if ahead > 0 and lift[row]:
                cells[row * departments + department] += odds * ahead
