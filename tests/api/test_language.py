"""Three languages: which one a visitor gets, and what happens to a word that nobody has translated."""

import asyncio

import pytest

from api.language import Language, Words, _, catalogue, later, many, preferred, speak, speaking, spoken


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nb", Language.BOKMAL),
        ("nn-NO,nb;q=0.9", Language.NYNORSK),
        ("no", Language.BOKMAL),
        ("en-GB,en;q=0.9,nb;q=0.8", Language.ENGLISH),
        ("de,fr;q=0.9,nn;q=0.1", Language.NYNORSK),
        ("nb;q=0.2,en;q=0.9", Language.ENGLISH),
        ("da, sv", Language.BOKMAL),
        ("sv;q=0.5, en;q=0.4", Language.BOKMAL),
        ("EN-us", Language.ENGLISH),
        ("de", None),
        ("", None),
        ("*", None),
        (";;;,,q=", None),
        ("en;q=often", Language.ENGLISH),
        ("x" * 100_000, None),
    ],
)
def test_the_first_wish_that_we_speak(header: str, language: Language | None) -> None:
    assert preferred(header) == language


def test_words_are_said_in_the_language_that_is_spoken() -> None:
    words = Words("ei bru", "ei bru på nynorsk", "a bridge")
    with speaking(Language.NYNORSK):
        assert str(words) == "ei bru på nynorsk"
        with speaking(Language.ENGLISH):
            assert str(words) == "a bridge"
        assert spoken() is Language.NYNORSK


async def test_a_request_s_language_stays_with_its_request() -> None:
    async def visit(language: Language) -> str:
        speak(language)
        await asyncio.sleep(0)
        return spoken()

    with speaking(Language.BOKMAL):
        assert await asyncio.gather(*(asyncio.create_task(visit(one)) for one in Language)) == list(Language)
        assert spoken() is Language.BOKMAL


def test_a_message_that_nobody_translated_is_said_in_english() -> None:
    with speaking(Language.NYNORSK):
        assert _("No such message, %(name)s!", name="å") == "No such message, å!"
        assert many("%(count)s thing nobody knows", "%(count)s things nobody knows", 2) == "2 things nobody knows"
    assert later("as it stands") == "as it stands"


def test_the_two_norwegians_are_two() -> None:
    said = {}
    for language in Language:
        with speaking(language):
            said[language] = _("This is needed.")
    assert said[Language.ENGLISH] == "This is needed."
    assert said[Language.BOKMAL] != said[Language.ENGLISH] != said[Language.NYNORSK]
    assert catalogue(Language.ENGLISH) is None


@pytest.mark.parametrize("language", list(Language))
def test_one_and_many_differ(language: Language) -> None:
    with speaking(language):
        one, two = (many("%(count)s day ago", "%(count)s days ago", count) for count in (1, 2))
    assert "1" in one
    assert "2" in two
    assert one.replace("1", "") != two.replace("2", "")
