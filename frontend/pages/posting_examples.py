"""Texts to begin from: the sentences that a problem of each kind usually needs, and one that is whole."""

from typing import NamedTuple

from api.language import _, later


class Example(NamedTuple):
    """`template` has gaps to fill in; `written` is a whole one, to see how little is enough."""

    code: str
    name: str
    template: str
    written: str


EXAMPLES = (
    Example(
        "measuring",
        later("Something to measure"),
        later(
            "We want to measure …\n\nToday we do it by …\n\nIt goes wrong when …\n\n"
            "It would be good enough if we knew it within …"
        ),
        later(
            "We want to know how wet the timber is while it dries. Today we take out a board and weigh it, and by then "
            "the rest has cracked. It would be good enough to know it within two percent, twice a day."
        ),
    ),
    Example(
        "making",
        later("Something to make or improve"),
        later(
            "We make or use …\n\nThe trouble with it is …\n\nWe have tried …, and then …\n\n"
            "A better one would at least have to …"
        ),
        later(
            "Our feeding boats lose their way when ice lies on the antenna. We have tried a heater, and then the "
            "battery was empty by noon. A better one would have to work for a day at ten degrees below zero."
        ),
    ),
    Example(
        "data",
        later("Numbers that should tell us something"),
        later(
            "We have collected … since …\n\nIt lies in …\n\nWe would like to know …\n\n"
            "With the answer we could decide …"
        ),
        later(
            "We have written down every call to our booking desk since 2019. We would like to know why some weeks are "
            "three times as busy as others, so that we can have enough people at work."
        ),
    ),
    Example(
        "people",
        later("A survey, or people to understand"),
        later(
            "We wonder why …\n\nIt concerns these people: …\n\nWe can reach them by …\n\n"
            "What we hear ourselves is …, but we don't know if it is the whole truth."
        ),
        later(
            "We wonder why so few of the young people who begin with us stay for a second year. There are about forty "
            "of them, and most would talk to a student rather than to us."
        ),
    ),
    Example(
        "text",
        later("A text or a language problem"),
        later(
            "The text is about …\n\nIt is read by …\n\nToday it is written in …, and should also work in …\n\n"
            "What readers misunderstand is …"
        ),
        later(
            "Our safety rules are written by lawyers and read on a boat, by people with nine mother tongues. We would "
            "like to know what they misunderstand, and how to say it so that they don't."
        ),
    ),
    Example(
        "history",
        later("Something old to find out about"),
        later(
            "We have (an archive, a building, objects) from …\n\nNobody has looked at …\n\n"
            "We would like to tell … about it by …"
        ),
        later(
            "In our cellar stand the order books of a canning factory from 1904 to 1958. Nobody has read them. For the "
            "town's anniversary we would like to tell who worked there, and where the tins went."
        ),
    ),
)


def template_of(code: str, typed: str) -> str:
    """What was typed stays; a template goes in below it, and another untouched template is replaced."""
    chosen = next((_(example.template) for example in EXAMPLES if example.code == code), "")
    untouched = {" ".join(_(example.template).split()) for example in EXAMPLES}
    if not typed.strip() or " ".join(typed.split()) in untouched:
        return chosen or typed
    return f"{typed.rstrip()}\n\n{chosen}" if chosen and chosen not in typed else typed
