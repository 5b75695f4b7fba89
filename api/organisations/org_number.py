"""The Norwegian organisation number: nine digits, the last one a check digit (modulus 11, weights 3 2 7 6 5 4 3 2)."""

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def plain(text: str) -> str:
    """As typed in letters and receipts ("NO 974 767 880 MVA"), less the decoration."""
    return "".join(c for c in text if c.isascii() and c.isdigit()) if _only_decoration(text) else text


def _only_decoration(text: str) -> bool:
    rest = "".join(c for c in text.upper() if not (c.isascii() and c.isdigit()) and c not in " .\u00a0-")
    return rest in ("", "NO", "MVA", "NOMVA", "ORGNR", "ORGNR:")


def is_valid(number: str) -> bool:
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11
    return {11: 0}.get(check, check) == int(number[8])
