"""Short names that can be read out on the telephone: `P-7F3K2Q` for a problem, `E-...` for an engagement."""

from collections.abc import Callable
from random import SystemRandom

# Crockford's base 32: no I, L, O or U to mistake for something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

choose = SystemRandom().choice


def new_reference(prefix: str, pick: Callable[[str], str] = choose) -> str:
    """One of about a thousand million; the table's unique constraint has the last word."""
    return f"{prefix}-" + "".join(pick(ALPHABET) for _place in range(6))


def read_reference(text: str) -> str:
    """As it was meant: case, spaces and the letters that Crockford's alphabet forgives."""
    prefix, _dash, rest = text.strip().upper().partition("-")
    return f"{prefix}-{rest.translate(str.maketrans('ILO', '110'))}"
