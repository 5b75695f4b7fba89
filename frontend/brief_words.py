"""What the answers of a brief are called: on the page that asks, when one looks it over, and for those who read it."""

from collections.abc import Sequence
from typing import cast

import msgspec

from api.language import _, later
from api.problems.brief import Brief

Option = tuple[str, str] | tuple[str, str, str]

OPTIONS: dict[str, tuple[Option, ...]] = {
    "brief.purposes": (
        ("climate", later("Climate and nature")),
        ("health", later("Health and care")),
        ("safety", later("Safety and preparedness")),
        ("inclusion", later("People who are easily left out")),
        ("local_life", later("The place where you are")),
        ("learning", later("Schools and learning")),
    ),
    "brief.data_use": (
        ("shown", later("It may be shown"), later("The report can be read by all, and others learn from it.")),
        (
            "seen",
            later("Students may work with it, but not show it"),
            later("The report is written so that it can't be seen."),
        ),
        (
            "agreement",
            later("Only after an agreement"),
            later("Students sign before they see anything. That takes time."),
        ),
    ),
    "brief.place": (
        ("on_site", later("With you"), later("Students see the place and the people. They have to get there.")),
        ("digital", later("From anywhere"), later("You meet by video, and send what is needed.")),
        ("either", later("Both work"), later("Then the students can choose.")),
    ),
    "confidentiality": (
        (
            "open",
            later("Yes"),
            later("Students hear all of it, and the result can be published."),
        ),
        (
            "some",
            later("Mostly; some details should stay between us"),
            later("You tell the details when you have met, and the report leaves them out."),
        ),
        (
            "strict",
            later("No; we need an agreement first"),
            later("You and the department agree before students hear the details. It takes longer."),
        ),
    ),
    "brief.ownership": (
        (
            "students",
            later("Students own what they make, and we may use it"),
            later("Where the law begins. An agreement gives you the right to use it."),
        ),
        (
            "organisation",
            later("We need to own it"),
            later("Students must say yes to that in writing. It takes longer, and some will not."),
        ),
    ),
    "brief.recruitment": (
        ("yes", later("Yes, we hope to find somebody")),
        ("perhaps", later("Perhaps later")),
        ("no", later("No, this is about the problem")),
    ),
    "wanted": (
        ("thesis", later("A thesis"), later("One or a few students go into depth for half a year.")),
        ("project", later("A project"), later("A group makes or tries something through a semester.")),
        ("course", later("A case in a course"), later("Many groups work on it, and you get many ideas.")),
    ),
}

NAMES: dict[str, str] = {
    "brief.goal": later("A good result"),
    "brief.purposes": later("Who gains besides you?"),
    "brief.data": later("What you have"),
    "brief.data_use": later("What may happen with it?"),
    "brief.people": later("Who, by name or role"),
    "brief.hours": later("Hours a month"),
    "brief.place": later("Where is the work done?"),
    "brief.town": later("Town or place"),
    "confidentiality": later("Can it be talked about openly?"),
    "brief.after": later("What you plan to do with it"),
    "brief.ownership": later("Who should own it?"),
    "brief.recruitment": later("Do you look for people to hire?"),
    "brief.funding": later("What can be paid for, and on what terms"),
    "brief.funding_until": later("Until when"),
    "brief.media_url": later("Link to a film or a picture"),
    "brief.transcript": later("What is said and seen, in words"),
}

FACTS: dict[str, str] = {
    "goal": later("A good result"),
    "purposes": later("Who else gains"),
    "data": later("Data at hand"),
    "data_use": later("Use of the data"),
    "people": later("To talk to"),
    "hours": later("Hours a month"),
    "place": later("Place of work"),
    "town": later("Town or place"),
    "after": later("Use of the result"),
    "ownership": later("Ownership"),
    "recruitment": later("Looks for people to hire"),
    "funding": later("Money"),
    "funding_until": later("Money until"),
}


def options(field: str) -> list[tuple[str, ...]]:
    """In the reader's language, as the macros take them."""
    return [(option[0], *(_(words) for words in option[1:])) for option in OPTIONS[field]]


def option_named(field: str, value: str) -> str:
    return next((_(option[1]) for option in OPTIONS[field] if option[0] == value), value)


def said(field: str, value: object) -> str:
    """An answer in words; a text as it is."""
    if field not in OPTIONS:
        return str(value)
    values = cast("Sequence[object]", value) if isinstance(value, list | tuple) else [value]
    return ", ".join(option_named(field, str(one)) for one in values)


def brief_facts(brief: Brief) -> list[tuple[str, str]]:
    """What was answered, as terms and descriptions; a link and its transcript are shown apart from these."""
    told = msgspec.structs.asdict(brief)
    return [
        (_(term), said(f"brief.{name}", told[name]))
        for name, term in FACTS.items()
        if told[name] is not None and told[name] != ()
    ]
