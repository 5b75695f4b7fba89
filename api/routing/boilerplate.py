"""What stands in every message and what a text itself rules out: neither tells which department should have it."""

import re

# Every repetition is bounded, so that no text makes these slower than its length.
_HOW_MANY = r"(?:\d{1,6}|en|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|two|three|four|five|six|seven|eight|nine|ten)"
_CLAUSE = r"[^.!?;:,\n]{0,160}"
_PATTERNS = (
    # who and how many we are
    rf"\b(?:vi|me) er (?:bare |berre |i dag |rundt |cirka |ca\.? |om lag )?{_HOW_MANY} "
    r"(?:fast |heltids)?(?:ansatte|tilsette|medarbeidere|medarbeidarar|personer|personar|årsverk)\b",
    rf"\b(?:med|har) (?:rundt |cirka |ca\.? |om lag )?{_HOW_MANY} "
    r"(?:ansatte|tilsette|medarbeidere|medarbeidarar|årsverk)\b",
    rf"\b(?:we are|we have|with) (?:only |about |around )?{_HOW_MANY} (?:employees|staff|people)\b",
    # how to reach us
    rf"\b(?:ta (?:gjerne )?kontakt|kontakt (?:oss|meg)|ring (?:oss|meg)|send (?:oss|meg) en e-?post){_CLAUSE}",
    rf"\b(?:contact (?:us|me)|call (?:us|me)|get in touch|reach (?:us|me) (?:at|on)){_CLAUSE}",
    r"\b(?:med )?(?:vennlig|venleg|beste) (?:hilsen|helsing)\b|\bmvh\b|\b(?:kind|best) regards\b",
    r"\b(?:på forhånd takk|takk på førehand|takk for hjelpen|thank you(?: very much)?|thanks in advance)\b",
    # what it is not about
    rf"\b(?:handler|handlar|dreier seg|dreiar seg|gjelder|gjeld) (?:ikke|ikkje) (?:om )?{_CLAUSE}",
    rf"\bhar (?:ingenting|ikke noe|ikkje noko) (?:med|å gjøre med|å gjere med) {_CLAUSE}",
    rf"\b(?:is|are) not (?:about|a (?:question|matter) of) {_CLAUSE}",
    rf"\b(?:has|have) nothing to do with {_CLAUSE}",
    rf"\b(?:er )?(?:ikke|ikkje) (?:snakk|tale) om {_CLAUSE}",
)
_ANY = re.compile("|".join(_PATTERNS), re.IGNORECASE)


def without_boilerplate(text: str) -> str:
    """As long as the text, so that places stay true."""
    return _ANY.sub(lambda found: " " * len(found.group()), text)
