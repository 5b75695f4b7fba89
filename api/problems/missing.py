"""Which points a text leaves open, so that only those are asked.

Careful: a point counts as answered only by words that can hardly mean anything else. Asking once too often costs ten
seconds; not asking costs a department a question and the company a day.
"""

import re
from enum import StrEnum

from api.problems.brief import Brief

NOTHING = Brief()


class Point(StrEnum):
    """In the order in which they are asked."""

    GOAL = "goal"
    DATA = "data"
    PEOPLE = "people"
    PLACE = "place"
    CONFIDENTIALITY = "confidentiality"
    AFTER = "after"
    RECRUITMENT = "recruitment"
    FUNDING = "funding"
    MEDIA = "media"


# The words of a company's own voice: "we have", "vi har". What is not here is never guessed.
_OWNS = (
    r"(?:we|vi|me) (?:also |already |og |også |alt |allerede )?"
    r"(?:have|keep|collect|log|har|samler|samlar|logger|loggar)"
)
_DATA = (
    r"data|datasets?|datasett\w*|measurements?|recordings?|logs|spreadsheets?|samples|pictures|interviews|"
    r"måling(?:er|ar)|måledata|opptak|regneark|rekneark|prøver|prøvar|bilder|bilete|intervju"
)
_HOURS = r"\d+ ?(?:hours?|timer|timar)\b"
_OFTEN = r"(?:a|per|each|every|i|hver|kvar|pr\.?) (?:month|week|måned|månad|uke|veke|måneden|månaden|uka|veka)"

SIGNS = {
    Point.GOAL: re.compile(r"\b(?:(?:our|the) (?:goal|aim) is|målet (?:vårt )?er|vårt mål er)\b", re.IGNORECASE),
    Point.DATA: re.compile(rf"\b{_OWNS}\b[^.!?\n]{{0,60}}?\b(?:{_DATA})\b", re.IGNORECASE),
    Point.PEOPLE: re.compile(rf"\b{_HOURS}[^.,;!?\n]{{0,10}}\b{_OFTEN}\b", re.IGNORECASE),
    Point.PLACE: re.compile(
        r"\b(?:on[- ]site|at our (?:plant|site|premises|factory)|remotely|i våre lokaler|i lokala våre"
        r"|heldigital\w*)\b",
        re.IGNORECASE,
    ),
}


def said_in(text: str) -> frozenset[Point]:
    return frozenset(point for point, sign in SIGNS.items() if sign.search(text))


def answered_in(brief: Brief) -> frozenset[Point]:
    told = {
        Point.GOAL: brief.goal,
        Point.DATA: brief.data or brief.data_use,
        Point.PEOPLE: brief.people or brief.hours is not None,
        Point.PLACE: brief.place,
        Point.AFTER: brief.after or brief.ownership,
        Point.RECRUITMENT: brief.recruitment,
        Point.FUNDING: brief.funding,
        Point.MEDIA: brief.media_url,
    }
    return frozenset(point for point, answer in told.items() if answer)


def missing(text: str, brief: Brief = NOTHING) -> list[Point]:
    """The points that neither the text nor the answers so far tell of, in the order in which they are asked."""
    known = said_in(text) | answered_in(brief)
    return [point for point in Point if point not in known]
