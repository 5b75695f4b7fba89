"""Only what the text leaves open is asked, and a point is never taken for answered by chance."""

import pytest

from api.problems.brief import Brief
from api.problems.missing import Point, missing, said_in
from tests.stories import DESCRIPTION


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("We have measurements of the temperature since 2019.", {Point.DATA}),
        ("Vi har allerede mange bilder av merdene.", {Point.DATA}),
        ("Me har måledata frå tre anlegg.", {Point.DATA}),
        ("Our goal is to halve the waste.", {Point.GOAL}),
        ("Målet er å kaste halvparten så mye.", {Point.GOAL}),
        ("Our engineer can spend 4 hours a week on it.", {Point.PEOPLE}),
        ("Ingeniøren vår kan bruke 3 timer i uka.", {Point.PEOPLE}),
        ("The work has to be done on site.", {Point.PLACE}),
        ("Arbeidet må gjøres i våre lokaler.", {Point.PLACE}),
    ],
)
def test_what_is_said_plainly_is_not_asked_again(text: str, points: set[Point]) -> None:
    assert said_in(text) == points
    assert not points & set(missing(text))


@pytest.mark.parametrize(
    "text",
    [
        "We have a database that answers late.",
        "Vi har en datamaskin som er treg.",
        "The shop is open 10 hours, and a week later it is closed.",
        "Many data are lost. We have no time.",
        "It takes 3 hours to drive here.",
        "Det digitale systemet vårt er tregt.",
        "My website is down.",
    ],
)
def test_what_only_sounds_like_it_is_asked(text: str) -> None:
    assert missing(text) == list(Point)


def test_an_answer_closes_its_own_point_and_no_other() -> None:
    assert set(missing(DESCRIPTION)) - set(missing(DESCRIPTION, Brief(goal="Fewer lice."))) == {Point.GOAL}
    assert set(missing("", Brief(hours=0))) == set(Point) - {Point.PEOPLE}, "no hours is an answer"
    assert set(missing("", Brief(town="Ålesund"))) == set(Point)
