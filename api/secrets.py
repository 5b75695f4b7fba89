"""Secrets that we hand out and keep only as hashes."""

import hashlib
import hmac
import secrets
import zlib

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_PREFIX = "brg_pat_"  # noqa: S105


def new_secret() -> str:
    """256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def new_code() -> str:
    """Eight characters to type from a mail: 30^8, against five tries in fifteen minutes."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(8))


def hashed_code(code: str, bound_to: str) -> bytes:
    """Bound to what it is for, so that the code of one mailbox or problem opens no other."""
    return hashlib.sha256(f"{bound_to}:{code.strip().upper().replace('-', '').replace(' ', '')}".encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _base62(number: int, width: int) -> str:
    digits = ""
    for _place in range(width):
        number, rest = divmod(number, 62)
        digits = BASE62[rest] + digits
    return digits


def new_token() -> str:
    """`brg_pat_` + 30 random characters + a CRC32 over them, so that scanners tell a real one from noise offline."""
    body = "".join(secrets.choice(BASE62) for _place in range(30))
    return TOKEN_PREFIX + body + _base62(zlib.crc32(body.encode()), 6)


def looks_like_token(text: str) -> bool:
    body = text.removeprefix(TOKEN_PREFIX)
    if body == text or len(body) != 36:
        return False
    return _base62(zlib.crc32(body[:30].encode()), 6) == body[30:]
