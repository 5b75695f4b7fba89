"""Terms as people write them: `2027-spring`, `V2027`, "vår 2027", "autumn 27"."""

import re
from datetime import date

SPRING = {"spring", "vår", "var", "vår.", "v", "s"}
AUTUMN = {"autumn", "fall", "høst", "haust", "host", "h", "a"}

_WRITTEN = re.compile(r"^\s*(?:(20)?(\d\d)[\s\-/]*([a-zæøå]+)|([a-zæøå]+)[\s\-/]*(20)?(\d\d))\s*$", re.IGNORECASE)


def read_term(text: str) -> str | None:
    """As `2027-spring` or `2027-autumn`; None when it names no term."""
    found = _WRITTEN.match(text)
    if not found:
        return None
    year = int(found.group(2) or found.group(6))
    season = (found.group(3) or found.group(4)).lower()
    if season in SPRING:
        return f"20{year:02d}-spring"
    return f"20{year:02d}-autumn" if season in AUTUMN else None


def next_terms(today: date, count: int = 4) -> list[str]:
    """The terms that can still be planned for, nearest first."""
    year, season = (today.year, "autumn") if today.month < 7 else (today.year + 1, "spring")
    terms: list[str] = []
    while len(terms) < count:
        terms.append(f"{year}-{season}")
        year, season = (year + 1, "spring") if season == "autumn" else (year, "autumn")
    return terms
