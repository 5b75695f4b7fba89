"""The reasons that a contact picks from when declining, and what a company reads of them."""

from typing import Any

from api.language import Language, _, speaking
from api.reading import read
from api.routing.referral import DECLINE_WORDS, Decline, DeclineCode

# What a company reads when a contact picks one of these; more can be added in the contact's own words.
DECLINING = {code.value: words for code, words in DECLINE_WORDS.items() if code is not DeclineCode.OTHER}


def decline_of(typed: dict[str, Any], language: Language) -> Decline:
    """The reason that was picked, said in the company's language, and below it what was written."""
    chosen = typed.get("suggestion")
    code = chosen if chosen in DECLINING else DeclineCode.OTHER.value
    with speaking(language):
        picked = _(DECLINING[code]) if code in DECLINING else ""
    parts = [part for part in (picked, str(typed.get("reason", "")).strip()) if part]
    sent = {"reason": "\n\n".join(parts), "note": str(typed.get("note", "")).strip()}
    return read(Decline, {"code": code, **{name: text for name, text in sent.items() if text}})
