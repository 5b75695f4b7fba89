"""Reading what a visitor sends, from a form or as JSON, into the one Struct that both are.

All faults are found in one go, each with a pointer to its field, in the visitor's language.
"""

import re
import types
import typing
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from api.errors import Fault, Invalid, Malformed
from api.language import _

T = TypeVar("T")

EMAIL = r"^[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s.<>,;:\"()\[\]\\]{2,}$"

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Email = Annotated[str, Meta(pattern=EMAIL, max_length=254)]
Phone = Annotated[str, Meta(max_length=40)]
Paragraphs = Annotated[str, Meta(min_length=1, max_length=4000)]

_LENGTH = re.compile(r"Expected `(?:str|array)` of length (>=|<=) (\d+)")
_NUMBER = re.compile(r"Expected `(?:int|float|decimal)` (>=|<=|>|<) ([\d.]+)")
_PATH = re.compile(r" - at `\$(.*)`$")
_UNWANTED = {"Cc", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """What was typed, less what nobody can type: control characters and half surrogates; ends trimmed."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNWANTED)
    return unicodedata.normalize("NFC", kept.replace("\r\n", "\n")).strip()


def _cleaned(value: Any, depth: int = 0) -> Any:
    if depth > 20:
        raise Malformed([Fault("", _("This is nested too deeply to be read."))])
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {str(key): _cleaned(item, depth + 1) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def explain(error: str) -> str:
    """A message of msgspec's, in words for whoever filled in the field."""
    if "missing required field" in error or "got `null`" in error:
        return _("This is needed.")
    if found := _LENGTH.search(error):
        sign, count = found.groups()
        if sign == ">=" and count == "1":
            return _("This is needed.")
        if sign == ">=":
            return _("Write at least %(count)s characters.", count=count)
        return _("This is too long. There is room for %(count)s characters.", count=count)
    if found := _NUMBER.search(error):
        sign, count = found.groups()
        if sign.startswith(">"):
            return _("This must be at least %(count)s.", count=count)
        return _("This can be at most %(count)s.", count=count)
    if "matching regex" in error and EMAIL in error.replace("\\\\", "\\"):
        return _("Write an e-mail address, such as name@company.com.")
    if "date" in error:
        return _("Write a date as year-month-day, such as 2027-01-15.")
    if "enum" in error or "Invalid value" in error:
        return _("Choose one of the answers that are offered.")
    if "uuid" in error.lower():
        return _("This is not an id that we know the shape of.")
    if "got `" in error:
        return _("This is not the kind of value that belongs here.")
    return _("This can't be read as it stands.")


def _pointed(pointer: str, error: msgspec.ValidationError) -> Fault:
    message = str(error)
    path = _PATH.search(message)
    if path:
        for step in re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", path.group(1)):
            pointer += "/" + (step[0] or step[1])
    return Fault(pointer, explain(message))


def _struct_in(shape: Any) -> type[msgspec.Struct] | None:
    if get_origin(shape) is Annotated:
        return _struct_in(get_args(shape)[0])
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return shape
    if get_origin(shape) in (types.UnionType, typing.Union):
        found = [inner for inner in map(_struct_in, get_args(shape)) if inner]
        return found[0] if len(found) == 1 else None
    return None


class Checked(msgspec.Struct, frozen=True):
    """A Struct with rules that no type can say; asked once its fields are well-formed, whatever else is faulty."""

    def faults(self) -> Iterable[Fault]:
        """Pointers are relative to this Struct."""
        return ()


def _faults(shape: type[msgspec.Struct], raw: dict[str, Any], pointer: str, strict: bool) -> Iterable[Fault]:
    found = list(_field_faults(shape, raw, pointer, strict))
    yield from found
    if not found and issubclass(shape, Checked):
        for fault in msgspec.convert(raw, shape, strict=strict).faults():
            yield Fault(pointer + fault.pointer, fault.detail)


def _field_faults(shape: type[msgspec.Struct], raw: dict[str, Any], pointer: str, strict: bool) -> Iterable[Fault]:
    for field in msgspec.structs.fields(shape):
        here = f"{pointer}/{field.encode_name}"
        inner = _struct_in(field.type)
        if field.encode_name not in raw:
            if field.required and inner:
                yield from _faults(inner, {}, here, strict)
            elif field.required:
                yield Fault(here, _("This is needed."))
            continue
        value = raw[field.encode_name]
        if inner and isinstance(value, dict):
            yield from _faults(inner, typing.cast("dict[str, Any]", value), here, strict)
            continue
        try:
            msgspec.convert(value, field.type, strict=strict)
        except msgspec.ValidationError as error:
            yield _pointed(here, error)


def read(shape: type[T], raw: object, *, strict: bool = True) -> T:
    """`raw` as `shape`; `Invalid` with every fault. `strict=False` lets `"3"` be 3, as forms need."""
    if not isinstance(raw, dict):
        raise Malformed([Fault("", _("A JSON object is expected here."))])
    cleaned = typing.cast("dict[str, Any]", _cleaned(raw))
    inner = _struct_in(shape)
    if inner:
        faults = tuple(_faults(inner, cleaned, "", strict))
        if faults:
            raise Invalid(faults)
    try:
        return msgspec.convert(cleaned, shape, strict=strict)
    except msgspec.ValidationError as error:
        raise Invalid([_pointed("", error)]) from None


def read_json(shape: type[T], body: bytes) -> T:
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed([Fault("", _("This is not JSON that can be read."))]) from None
    return read(shape, raw)


def nest(pairs: Iterable[tuple[str, str]], lists: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Form fields as the JSON they stand for: `contact.email=a` -> `{"contact": {"email": "a"}}`.

    An empty field was left out; a field named in `lists` gathers its values.
    """
    nested: dict[str, Any] = {}
    for name, value in pairs:
        if not value.strip():
            continue
        *parents, leaf = name.split(".")[:5]
        room = nested
        for parent in parents:
            inner = room.setdefault(parent, {})
            if not isinstance(inner, dict):
                break
            room = typing.cast("dict[str, Any]", inner)
        if name in lists:
            room.setdefault(leaf, []).append(value)
        else:
            room[leaf] = value
    return nested


def _list_fields(shape: type[Any], prefix: str = "") -> Iterable[str]:
    for field in msgspec.structs.fields(shape):
        inner = _struct_in(field.type)
        if inner:
            yield from _list_fields(inner, f"{prefix}{field.encode_name}.")
        elif "list[" in str(field.type) or "tuple[" in str(field.type):
            yield prefix + field.encode_name


def read_form(shape: type[T], body: bytes) -> T:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        raise Malformed([Fault("", _("The form could not be read."))]) from None
    return read_pairs(shape, pairs)


def read_pairs(shape: type[T], pairs: Iterable[tuple[str, str]]) -> T:
    """From names and values as a form sends them, wherever they were kept meanwhile."""
    return read(shape, nest(pairs, frozenset(_list_fields(shape))), strict=False)
