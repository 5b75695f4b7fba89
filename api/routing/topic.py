"""What a department's corrections are about: the forms they share, how far each is theirs, and what it shall weigh."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from api.routing.learnt import stands_for

SEVERAL = 2  # sentences that hold a form, before it tells anything; the same sentence again tells nothing more
ENOUGH = 20  # corrections that count half as much as any number
OWN_WORD = 2  # examples that say a longer word, before it is no compound of a shorter one
RUNS_THROUGH = 3.0  # as many corrections as examples of others, before a form has gone over with its topic
FEW = 6  # departments whose examples say a form; more of them make it nobody's, unless it has gone over
PART, FAR = 0.6, 0.95  # of what another is ahead by, the most that may be added; the more by what has gone over
LEAST = 0.001  # a smaller weight is none
BOUND = 6.0  # of one form's weight
ROUNDS = 6

Forms = Mapping[str, float]
Weights = dict[str, float]


class Taught(NamedTuple):
    """A text on which the topic's weights should add `need`; it counts at most `most` times."""

    forms: Forms
    need: float
    most: float


class Kept(NamedTuple):
    """A text whose department is `ahead` by so much, and must stay ahead; unless it loses it anyway: not `is_found`."""

    forms: Forms
    ahead: float
    is_found: bool


class Topic:
    """`sentences` are the forms of each different sentence of the corrections, `others` those of what is not theirs."""

    def __init__(
        self,
        texts: Sequence[Forms],
        sentences: Iterable[Forms],
        others: Sequence[tuple[str, Forms]],
        common: Mapping[str, int],
    ) -> None:
        holding = Counter(form for sentence in sentences for form in sentence)
        self.known: dict[str, float] = dict.fromkeys((form for form, n in holding.items() if n >= SEVERAL), 0.0)
        self._tell_apart(common)
        agreeing: Counter[str] = Counter()
        for form, count in holding.items():
            if (known := stands_for(form, self.known)) is not None:
                agreeing[known] += count
        corrected = Counter(form for forms in texts for form in self.of(forms))
        said: dict[str, Counter[str]] = defaultdict(Counter)
        by_others: Counter[str] = Counter()
        examples = Counter(code for code, _forms in others)
        for code, forms in others:
            found = self.of(forms)
            said[code].update(found.keys())
            by_others.update(found.keys())
        many = len(texts) / (len(texts) + ENOUGH)
        self._gone_over = {form for form, n in corrected.items() if n >= RUNS_THROUGH * by_others[form]}
        self.trust: dict[str, float] = {}
        for form, n in corrected.items():
            elsewhere = max((holds[form] / examples[code] for code, holds in said.items()), default=0.0)
            theirs = 1 - elsewhere * len(texts) / n
            is_common = form not in self._gone_over and sum(form in holds for holds in said.values()) > FEW
            if agreeing[form] >= SEVERAL and theirs > 0 and not is_common:
                self.trust[form] = many * theirs * agreeing[form] / (agreeing[form] + SEVERAL)

    def of(self, forms: Forms) -> Weights:
        """The known forms, each with what stands for it."""
        found: Weights = {}
        for form, value in forms.items():
            if (known := stands_for(form, self.known)) is not None:
                found[known] = found.get(known, 0.0) + value
        return found

    def weights(self, taught: Iterable[Taught], kept: Sequence[Kept]) -> Weights:
        """As small as they can be. No text of `kept` gains more than it may: that holds, whatever was taught."""
        settling = _Settling(self)
        for text in taught:
            settling.ask(self._trusted(text.forms), text.need, text.most)
        settling.settle(ROUNDS)
        against: list[tuple[Weights, float]] = []
        for text in kept:
            forms = self._trusted(text.forms)
            gone_over = self._has_gone_over(forms, settling.weights)
            if forms and (text.is_found or not gone_over):
                most = text.ahead * (FAR if gone_over else PART)
                against.append((self.of(text.forms), most))
                if weighed(settling.weights, forms) > most / 2:
                    settling.hold(forms, most)
        settling.settle(2 * ROUNDS)
        found = {form: min(BOUND, self.trust[form] * weight) for form, weight in settling.weights.items() if weight > 0}
        for forms, most in against:
            added = weighed(found, forms)
            if added > most:
                for form in forms.keys() & found.keys():
                    found[form] *= most / added
        return self._told_apart({form: weight for form, weight in found.items() if weight >= LEAST})

    def _trusted(self, forms: Forms) -> Weights:
        return {form: self.trust[form] * value for form, value in self.of(forms).items() if form in self.trust}

    def _has_gone_over(self, trusted: Forms, weights: Forms) -> bool:
        """What it gains comes from forms that run through the corrections."""
        theirs = {form: value for form, value in trusted.items() if form in self._gone_over}
        return weighed(weights, theirs) > weighed(weights, trusted) / 2

    def _tell_apart(self, common: Mapping[str, int]) -> None:
        """What many say in full is a word of its own, and no compound of something shorter."""
        whole = [form for form, n in common.items() if n >= OWN_WORD and form not in self.known]
        self.known |= {form: 0.0 for form in whole if stands_for(form, self.known) is not None}

    def _told_apart(self, weights: Weights) -> Weights:
        apart = [form for form in self.known if form not in weights and stands_for(form, weights) is not None]
        return {form: round(weight, 5) for form, weight in sorted((weights | dict.fromkeys(apart, 0.0)).items())}


class _Settling:
    """The smallest weights that give each demand what it asks, found by one demand at a time until they agree."""

    def __init__(self, topic: Topic) -> None:
        self.weights: Weights = dict.fromkeys(topic.trust, 0.0)
        self._demands: list[tuple[Weights, float, float, float]] = []
        self._counted: list[float] = []

    def ask(self, forms: Weights, need: float, most: float) -> None:
        if forms and need > 0:
            self._demands.append((forms, 1.0, need, most))
            self._counted.append(0.0)

    def hold(self, forms: Weights, most: float) -> None:
        self._demands.append((forms, -1.0, -most, float("inf")))
        self._counted.append(0.0)

    def settle(self, rounds: int) -> None:
        weights, counted = self.weights, self._counted
        for _round in range(rounds):
            for place, (forms, sign, need, most) in enumerate(self._demands):
                square = sum(value * value for value in forms.values())
                before = counted[place]
                after = min(most, max(0.0, before + (need - sign * weighed(weights, forms)) / square))
                if after != before:
                    counted[place] = after
                    for form, value in forms.items():
                        weights[form] += sign * (after - before) * value


def weighed(weights: Forms, forms: Forms) -> float:
    return sum(value * weights[form] for form, value in forms.items() if form in weights)
