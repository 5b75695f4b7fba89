"""What the pages of the dictionary say of sources, weights and changes."""

from datetime import datetime

import msgspec

from api.language import OWN_NAMES, _, later
from api.vocabulary.concept import EDITED, SHIPPED

FIELDS = {
    **{language.value: name for language, name in OWN_NAMES.items()},
    "note": later("Note"),
    "weight": later("How surely it leads there"),
}


class Difference(msgspec.Struct, frozen=True):
    """In one field: what is no longer said, and what is said instead."""

    field: str
    gone: list[str]
    come: list[str]


class Told(msgspec.Struct, frozen=True):
    title: str
    at: datetime
    reason: str
    differences: list[Difference]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def weights() -> list[tuple[int, str]]:
    return [
        (1, _("It points there a little")),
        (2, _("It is typical of the department")),
        (3, _("It nearly decides by itself")),
    ]


def source_in_words(code: str, name: str) -> str:
    if code == SHIPPED:
        return _("The departments' own words")
    return _("Added by hand") if code == EDITED else name


def changes_in_words(detail: dict[str, str]) -> list[Difference]:
    """`nb_before` and `nb_after` hold a word a line; the words that stayed go without saying."""
    found: list[Difference] = []
    shown = dict(weights())
    for field, name in FIELDS.items():
        before, after = lines(detail.get(f"{field}_before", "")), lines(detail.get(f"{field}_after", ""))
        if field == "weight":
            before = [shown[int(one)] for one in before]
            after = [shown[int(one)] for one in after]
        gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
        if gone or come or before != after:
            found.append(Difference(_(name), gone, come or after[:1]))
    return found
