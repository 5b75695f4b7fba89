"""From scores to how often such a referral is right."""

from math import exp

# A logistic curve over the score, its share of the best, and its share of the five best.
_START, _SCORE, _OF_BEST, _OF_FIELD = -7.6, 1.77, 4.36, 4.93


def confidence(score: float, of_best: float, of_field: float) -> float:
    return round(1 / (1 + exp(-(_START + _SCORE * score + _OF_BEST * of_best + _OF_FIELD * of_field))), 3)
