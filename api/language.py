"""Three languages from one gettext catalogue; English stands in the code, bokmål and nynorsk in `translations/`."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parent / "translations"


class Language(StrEnum):
    BOKMAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"


OWN_NAMES = {Language.BOKMAL: "Bokmål", Language.NYNORSK: "Nynorsk", Language.ENGLISH: "English"}

_spoken: ContextVar[Language] = ContextVar("spoken", default=Language.BOKMAL)


class Words(msgspec.Struct, frozen=True):
    """A name or a text that exists in all three languages; `str()` gives the one that is spoken now."""

    nb: str
    nn: str
    en: str

    def __str__(self) -> str:
        return self.said_in(spoken())

    def said_in(self, language: Language) -> str:
        return {Language.BOKMAL: self.nb, Language.NYNORSK: self.nn, Language.ENGLISH: self.en}[language]


def within(name: Words, language: Language | None = None) -> str:
    """A unit's name as it stands inside a sentence: English wants its article, the Norwegian names bring their own."""
    language = language or spoken()
    said = name.said_in(language)
    if language is not Language.ENGLISH or said.startswith("NTNU"):
        return said
    return f"the {said.removeprefix('The ')}"


def spoken() -> Language:
    return _spoken.get()


def speak(language: Language) -> None:
    """Until the end of this request or task."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Generator[None]:
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def file_of(language: Language) -> Path:
    return TRANSLATIONS / language.value / "LC_MESSAGES" / "brobygger.po"


@cache
def catalogue(language: Language) -> Catalog | None:
    if language is Language.ENGLISH:
        return None
    with file_of(language).open("rb") as lines:
        return read_po(lines, locale=language.value, domain="brobygger")


def _(message: str, /, **values: object) -> str:
    """The message in the language that is spoken, with `%(name)s` filled in."""
    known = catalogue(spoken())
    # The empty message is where gettext keeps the catalogue's own header.
    found = known.get(message) if known is not None and message else None
    said = str(found.string) if found is not None and found.string else message
    return said % values if values else said


def many(one: str, more: str, count: int, /, **values: object) -> str:
    """The form for `count`; each of the three languages has one for 1 and one for all else."""
    known = catalogue(spoken())
    found = known.get(one) if known is not None else None
    forms = found.string if found is not None and isinstance(found.string, tuple | list) and all(found.string) else None
    said = (forms[0] if count == 1 else forms[1]) if forms else (one if count == 1 else more)
    return said % {"count": count, **values}


def later(message: str) -> str:
    """Mark a message for the catalogue where it is defined; `_` says it where it is shown."""
    return message


def preferred(accept_language: str) -> Language | None:
    """The first language of an `Accept-Language` header that we speak; Danish and Swedish readers get bokmål."""
    wishes: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language[:500].split(",")):
        tag, _sep, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, position, tag.split("-")[0].strip().lower()))
    near = {"nb": "nb", "no": "nb", "da": "nb", "sv": "nb", "nn": "nn", "en": "en"}
    for _weight, _position, tag in sorted(wishes):
        if tag in near:
            return Language(near[tag])
    return None
