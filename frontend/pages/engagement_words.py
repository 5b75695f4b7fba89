"""What the codes of an engagement are called on a page, in the reader's language."""

from babel.numbers import format_decimal

from api.engagements.engagement import Level
from api.language import OWN_NAMES, Language, _, later, many, spoken
from api.notifications.dates import LOCALES

LEVELS = {Level.BACHELOR: later("Bachelor"), Level.MASTER: later("Master"), Level.PHD: later("PhD")}

KINDS = {"thesis": later("Any thesis"), "project": later("Any project"), "course": later("Any course case")}

SEASONS = {"spring": later("Spring %(year)s"), "autumn": later("Autumn %(year)s")}

# What is stored is the code; whoever completes by the API may write words of their own.
OUTCOMES = {
    "used": later("They use the result"),
    "tried": later("They try it out"),
    "understood": later("They know more than before"),
    "continued": later("It goes on in a new project"),
    "hired": later("A student got a job there"),
    "set_up": later("The students go on with it as a business of their own"),
    "open": later("It did not lead to anything yet"),
}


def number(value: float) -> str:
    """7.5 as "7,5" where a comma is written."""
    return format_decimal(value, locale=LOCALES[spoken()])


def credits_in_words(value: float) -> str:
    said = number(value)
    return many("%(number)s credit", "%(number)s credits", 1 if value == 1 else 2, number=said)


def term_in_words(term: str) -> str:
    year, _dash, season = term.partition("-")
    return _(SEASONS[season], year=year) if season in SEASONS else term


def level_in_words(level: str | None) -> str:
    return _(LEVELS[Level(level)]) if level in set(Level) else ""


def language_in_words(code: str) -> str:
    return OWN_NAMES[Language(code)] if code in set(Language) else code


def outcome_in_words(outcome: str) -> str:
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome
