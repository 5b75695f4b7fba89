import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.language import Language
from api.routing.boilerplate import without_boilerplate
from api.routing.compounds import parts
from api.routing.language_of import guess_language
from api.routing.text import norwegian_form, without_noise, words_of


@given(st.text(max_size=400))
def test_every_word_stands_where_it_says(text: str) -> None:
    masked = without_boilerplate(without_noise(text))
    assert len(masked) == len(text)
    for word in words_of(masked):
        assert text[word.start : word.end].casefold() == word.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p class='lead'>Rust på <b>båten</b></p>", ["rust", "på", "båten"]),
        (
            "Se https://example.no/rust eller skriv til ola@example.no om rør",
            ["se", "eller", "skriv", "til", "om", "rør"],
        ),
        ("3D-print i 2025 av 14 deler", ["3d", "print", "av", "deler"]),
    ],
)
def test_markup_addresses_and_numbers_are_no_words(text: str, left: list[str]) -> None:
    assert [word.text for word in words_of(without_noise(text)) if word.text != "i"] == left


@pytest.mark.parametrize(
    "text",
    [
        "Vi er 14 ansatte.", "Me er om lag 20 tilsette", "with around 30 employees", "Mvh",
        "Kontakt oss på telefon eller kom innom", "Det handler ikke om økonomi", "This is not about software",
    ],
)  # fmt: skip
def test_boilerplate_and_what_is_ruled_out_do_not_count(text: str) -> None:
    left = {word.text for word in words_of(without_boilerplate(text))}
    assert not left & {"ansatte", "tilsette", "employees", "mvh", "telefon", "økonomi", "software"}


@pytest.mark.parametrize(
    ("bokmal", "nynorsk"),
    [("røyk", "røyk"), ("laus", "løs"), ("hvit", "kvit"), ("stein", "sten"), ("sykehus", "sjukehus"), ("vann", "vatn"),
     ("skolene", "skulane"), ("hjelp", "hjelp"), ("avdelinger", "avdelingar"), ("helsen", "helsa")],
)  # fmt: skip
def test_both_norms_have_one_form(bokmal: str, nynorsk: str) -> None:
    assert norwegian_form(bokmal) == norwegian_form(nynorsk)


def test_compounds_part_evenly_over_their_joints() -> None:
    known = {"fisk", "velferd", "fiskevelferd", "måling", "kunnskap", "arbeid", "barn", "vern"}
    assert parts("fiskevelferdsmåling", known) == ("fiskevelferd", "måling")
    assert parts("kunnskapsarbeid", known) == ("kunnskap", "arbeid")
    assert parts("barnevern", known) == ("barn", "vern")
    assert parts("barnehage", known) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi har et problem med at malingen ikke sitter på båtene våre.", Language.BOKMAL),
        ("Me har eit problem med at målinga ikkje sit på båtane våre.", Language.NYNORSK),
        ("We have a problem with paint that does not stick to our boats.", Language.ENGLISH),
        ("We bought a new maskin from Sunnmøre, and it stops when the operator leaves the room.", Language.ENGLISH),
        ("Programvaren heter Machine Learning Toolbox, men ingen av oss vet hva den gjør.", Language.BOKMAL),
        ("", Language.BOKMAL),
        ("🐟🐟🐟 123", Language.BOKMAL),
    ],
)
def test_language(text: str, language: Language) -> None:
    assert guess_language(text) is language
