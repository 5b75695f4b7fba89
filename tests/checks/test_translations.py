"""Every message of the code and the templates is said in bokmål and nynorsk, whole, and nothing else is kept."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from api.language import Language, file_of
from tests.checks.tree import ROOT

KEYWORDS = {"_": None, "many": (1, 2), "later": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%")
TRANSLATED = [Language.BOKMAL, Language.NYNORSK]
each = pytest.mark.parametrize("language", TRANSLATED)

Key = str | tuple[str, str]


@cache
def messages() -> dict[Key, str]:
    """What the program says, and one place where it says it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[Key, str] = {}
    for place, line, message, _comments, _context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        found.setdefault(_key(message), f"{Path(place)}:{line}")
    return found


@cache
def catalogue(language: Language) -> Catalog:
    with file_of(language).open("rb") as lines:
        return read_po(lines, locale=language.value, abort_invalid=True)


def entries(language: Language) -> dict[Key, Message]:
    return {_key(entry.id): entry for entry in catalogue(language) if entry.id}


def _key(said: Any) -> Key:
    return tuple(said) if isinstance(said, tuple | list) else said  # type: ignore[return-value]


def forms(entry: Message) -> list[str]:
    return list(entry.string) if isinstance(entry.string, tuple | list) else [str(entry.string or "")]


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text)}


def test_there_is_something_to_say() -> None:
    assert len(messages()) > 200
    assert any(place.startswith("frontend/templates/") for place in messages().values())
    assert any(isinstance(key, tuple) for key in messages())


@each
def test_every_message_is_translated(language: Language) -> None:
    known = entries(language)
    missing = [f"{place}: {key}" for key, place in messages().items() if key not in known or not all(forms(known[key]))]
    assert missing == [], f"{len(missing)} of {len(messages())} are missing in {language}"


@each
def test_nothing_is_kept_that_nobody_says(language: Language) -> None:
    assert [key for key in entries(language) if key not in messages()] == []


@each
def test_no_translation_is_a_guess(language: Language) -> None:
    assert [entry.id for entry in catalogue(language) if entry.fuzzy and entry.id] == []
    assert not catalogue(language).obsolete


@each
def test_every_translation_fills_in_the_same(language: Language) -> None:
    wrong: list[str] = []
    for key, entry in entries(language).items():
        wanted = placeholders(key[1] if isinstance(key, tuple) else key)
        for form in filter(None, forms(entry)):
            # The form for one may say "one" in a word.
            may_lack = {"%(count)s"} if isinstance(key, tuple) and form == forms(entry)[0] else set()
            if placeholders(form) - wanted or wanted - placeholders(form) - may_lack:
                wrong.append(f"{key!r}: {form!r}")
    assert wrong == []


@each
def test_every_translation_begins_and_ends_alike(language: Language) -> None:
    wrong: list[str] = []
    for key, entry in entries(language).items():
        told = key[0] if isinstance(key, tuple) else key
        for form in filter(None, forms(entry)):
            same_ends = (told[0].isspace(), told[-1].isspace()) == (form[0].isspace(), form[-1].isspace())
            is_sentence = len(told) > 12
            if not same_ends or (is_sentence and (told[-1] in ".?!:") != (form[-1] in ".?!:")):
                wrong.append(f"{told!r}: {form!r}")
    assert wrong == []


def test_the_two_norwegians_are_not_copies_of_each_other() -> None:
    bokmal, nynorsk = entries(Language.BOKMAL), entries(Language.NYNORSK)
    long = [key for key in bokmal if isinstance(key, str) and len(key) > 60 and key in nynorsk]
    same = [key for key in long if forms(bokmal[key]) == forms(nynorsk[key])]
    assert len(same) < len(long) / 10
