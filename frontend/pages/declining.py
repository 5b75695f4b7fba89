"""The reasons that a contact picks from when declining, and what a company reads of them."""

from typing import Any

from api.language import Language, _, later, speaking
from api.reading import read
from api.routing.referral import Decline

# What a company reads when a contact picks one of these; more can be added in the contact's own words.
DECLINING = {
    "capacity": later("We have nobody free to guide students in this in the coming terms."),
    "field": later("This lies outside what we work with."),
    "scope": later("This is larger than what students can do in the time they have."),
    "supplier": later("This needs a supplier or a consultant more than it needs students."),
    "ethics": later("It raises questions of ethics or confidentiality that we can't take on."),
}

WRONG_PLACE = "field"  # the one of them that the routing learns from


def decline_of(typed: dict[str, Any], language: Language) -> Decline:
    """The reason that was picked, said in the company's language, and below it what was written."""
    with speaking(language):
        picked = _(DECLINING[typed["suggestion"]]) if typed.get("suggestion") in DECLINING else ""
    parts = [part for part in (picked, str(typed.get("reason", "")).strip()) if part]
    sent = {"reason": "\n\n".join(parts), "note": str(typed.get("note", "")).strip()}
    wrong_place = typed.get("suggestion") == WRONG_PLACE
    return read(Decline, {"wrong_place": wrong_place, **{name: text for name, text in sent.items() if text}})
