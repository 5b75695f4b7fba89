"""JSON Lines, one record at a time, however large the file is."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The file is not what it was said to be; the message says where."""


def read_lines(file: Path, shape: type[T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(shape)
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            line = raw.removeprefix(BYTE_ORDER_MARK) if number == 1 else raw
            if not line.strip():
                continue
            try:
                yield decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
                raise Unreadable(f"line {number} of {file.name}: {fault}") from None
