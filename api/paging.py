"""Lists in pages that stay in place while rows come and go: a cursor names the last row that was seen (keyset)."""

import base64
import binascii
from datetime import datetime
from typing import Generic, TypeVar, cast

import msgspec

from api.errors import Fault, Invalid
from api.language import _

T = TypeVar("T")

LARGEST = 100
USUAL = 20


class Page(msgspec.Struct, Generic[T], frozen=True):
    items: list[T]
    next_cursor: str | None = None


def cursor_after(*key: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def _is_sound(part: object) -> bool:
    """Whether the database can compare with it; a cursor of ours always holds such a part."""
    if isinstance(part, datetime):
        return part.tzinfo is not None and 1900 < part.year < 2200
    return not isinstance(part, str) or "\0" not in part


def key_of(cursor: str | None, shape: type[T]) -> T | None:
    """The sort key inside a cursor, as the tuple type `shape`; None where there is no cursor."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = msgspec.json.decode(raw, type=shape)
        if not all(_is_sound(part) for part in cast("tuple[object, ...]", key)):
            raise ValueError
        return key
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise Invalid([Fault("/cursor", _("This cursor is not one that we gave."))]) from None


def checked_limit(limit: int) -> int:
    if not 1 <= limit <= LARGEST:
        raise Invalid([Fault("/limit", _("Ask for between 1 and %(most)s at a time.", most=LARGEST))])
    return limit
