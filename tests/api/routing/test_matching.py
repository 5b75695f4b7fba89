"""Texts here are the tests' own: nobody's bench, nobody's profile."""

import subprocess
import sys
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.departments.catalogue import read_catalogue
from api.language import Language, Words
from api.routing.matching import AT_MOST, Router
from api.routing.out_of_scope import outside_profiles
from api.routing.profiles_from_catalogue import profiles_of
from api.routing.ranking import Outcome, Profile, ProfileConcept, Ranking
from api.routing.small_words import SMALL_WORDS
from api.routing.text import words_of

NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(profiles_of(read_catalogue()), version="tests")


def codes(ranking: Ranking) -> list[str]:
    return [candidate.code for candidate in ranking.departments]


LAY = [
    ("Lakken flasser av båten", "Etter to vintre bobler lakken på skroget, og under er det rust.", NB, {"IMA"}),
    ("Ølet blir surt", "Det lille bryggeriet vårt får øl i retur; det smaker eddik og skummer over.", NB, {"IBT"}),
    ("Lus på laksen", "Lusa kjem att to veker etter at me har vaska fisken i merdene.", NN, {"IBI", "IBA", "IMT"}),
    ("Korsongen fell frå", "Koret vårt øver fint, men songarane sluttar når dei kjem i stemmeskiftet.", NN, {"IMU"}),
    ("Old nails in the field", "Our digger hit a row of post holes and a bead of glass beside the burial mound.", EN,
     {"IAK", "IHK"}),
    ("Staff fall for fake invoices", "Somebody sends our people mails with false links and steals their passwords.", EN,
     {"IIK"}),
    ("Strømmåleren hopper", "Spenningen i nettet vårt faller når alle lader elbilene sine samtidig.", NB, {"IEL"}),
    ("Elevane les ikkje", "Lærarane på skulen vår får ikkje gutane på mellomtrinnet til å lese heile bøker.", NN,
     {"ILU", "IPL", "ISL"}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "description", "language", "fitting"), LAY, ids=[row[0] for row in LAY])
def test_lay_words_find_a_department(
    router: Router, title: str, description: str, language: Language, fitting: set[str]
) -> None:
    ranking = router.rank(title, description)
    assert ranking.language is language
    assert ranking.outcome is Outcome.REFER
    assert fitting & set(codes(ranking)[:3]), codes(ranking)


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("", ""),
        ("hm", "ja"),
        ("Ledig stilling", "Vi søker en resepsjonist i vikariat. Send søknad og CV innen søknadsfristen."),
        ("Cheap loans", "Click here to get your loan approved today, no credit check, limited offer!"),
        (
            "Forespørsel om pris",
            "Kan dere gi pristilbud på fire paller kopipapir, levert på døra, med betalingsvilkår?",
        ),
        ("qwrt zxcv", "plkj mnbv " * 20),
    ],
)
def test_what_is_nobodys_goes_to_the_desk(router: Router, title: str, description: str) -> None:
    assert router.rank(title, description) == Ranking(
        Outcome.DESK, router.rank(title, description).language, [], "tests"
    )


def test_reasons_quote_the_text_and_are_shares_of_the_score(router: Router) -> None:
    for title, description, _language, _fitting in LAY:
        for candidate in router.rank(title, description).departments:
            assert candidate.because
            assert all(reason.text in f"{title}\n{description}" for reason in candidate.because)
            assert all(reason.weight > 0 for reason in candidate.because)
            assert sum(reason.weight for reason in candidate.because) <= 1.001
            assert 0 < candidate.confidence < 1


def test_small_words_are_no_reasons(router: Router) -> None:
    for title, description, language, _fitting in LAY:
        for candidate in router.rank(title, description).departments:
            said = {word.text for reason in candidate.because for word in words_of(reason.text)}
            assert not said & SMALL_WORDS[language is EN]
    small = " ".join(sorted(SMALL_WORDS[True]))
    assert router.rank("", small, EN).outcome is Outcome.DESK


def test_the_words_add_up_to_the_score(router: Router) -> None:
    title, description, _language, _fitting = LAY[0]
    fit = router.fit(words_of(f"{title}\n{description} Sunnmøre"), len(title), english=False)
    for department, score in enumerate(fit.scores):
        assert sum(row[department] for _word, row in fit.parts) == pytest.approx(score)


def test_terms_are_in_the_readers_language(router: Router) -> None:
    title, description = "Rust", "Skipsskroget ruster, og det gjør rørene også."
    norwegian = router.rank(title, description).departments[0].because
    english = router.rank(title, description, reader=EN).departments[0].because
    assert [reason.text for reason in norwegian] == [reason.text for reason in english]
    assert [reason.term for reason in norwegian] != [reason.term for reason in english]


def test_best_first_at_most_five_and_the_same_in_every_process(router: Router) -> None:
    text = " ".join(description for _title, description, language, _fitting in LAY if language is not EN)
    ranking = router.rank("Mye på en gang", text)
    assert 1 <= len(ranking.departments) <= AT_MOST
    assert ranking.departments == sorted(ranking.departments, key=lambda candidate: -candidate.score)
    other = (
        "import sys, msgspec; from api.departments.catalogue import read_catalogue as r; from api.routing.matching "
        "import Router; from api.routing.profiles_from_catalogue import profiles_of as p; "
        "sys.stdout.buffer.write(msgspec.json.encode(Router(p(r()), version='tests').rank(*sys.argv[1:])))"
    )
    said = subprocess.run([sys.executable, "-c", other, "Mye på en gang", text], capture_output=True, check=True)
    assert msgspec.json.decode(said.stdout, type=Ranking) == ranking


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=60), description=st.text(max_size=600))
def test_any_text_has_an_answer(router: Router, title: str, description: str) -> None:
    ranking = router.rank(title, description)
    assert bool(ranking.departments) == (ranking.outcome is Outcome.REFER)


@pytest.mark.parametrize(
    "piece",
    ["a", "<a", "1", "a@", "ikke ", "kontakt oss ", "rust ", "qwertyuiop ", "båtlakk" * 5 + " ", "😀", "مشكلة "],
)
def test_time_grows_with_length_only(router: Router, piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        router.rank("", text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(100_000) < max(0.5, 12 * seconds(25_000))


def department(code: str, campus: str, terms: list[str], examples: list[str]) -> Profile:
    concepts = [ProfileConcept({NB: [term], NN: [term], EN: [f"{term} in English"]}, 2) for term in terms]
    return Profile(code, [campus], Words(code, code, code), concepts, {NB: examples, NN: [], EN: []})


def test_campus_decides_between_departments_of_one_field() -> None:
    terms = ["sykepleie", "sårstell", "pasient"]
    pair = [department("HER", "Trondheim", terms, []), department("DER", "Gjøvik", terms, [])]
    router = Router([*pair, department("ANNEN", "Trondheim", ["orgel"], [])])
    assert codes(router.rank("Sårstell", "Pasientene på Toten får sår."))[0] == "DER"
    assert "Toten" in {reason.text for reason in router.rank("Sårstell", "Pasienter på Toten").departments[0].because}
    scores = {c.code: c.score for c in router.rank("Sårstell", "Pasientene i Bergen får sår.").departments}
    assert scores["HER"] == scores["DER"]


def test_typing_errors_and_new_compounds_still_hit() -> None:
    router = Router([
        department("KOR", "Trondheim", ["korrosjon", "rust"], []),
        department("FISK", "Trondheim", ["fiskevelferd", "oppdrett"], []),
        department("ANNEN", "Trondheim", ["orgel", "salmesang"], []),
    ])  # fmt: skip
    assert codes(router.rank("Korrosojn på skroget", ""))[0] == "KOR"
    assert codes(router.rank("Fiskevelferdsmåling", ""))[0] == "FISK"


def test_an_example_moves_the_next_problem_of_its_kind() -> None:
    """What a contact corrects stands in the department's profile as one more example."""
    shipped = profiles_of(read_catalogue())
    text = "Tapetet krøller seg på veggen i trappa, og limet lukter."
    before = Router(shipped).rank("", text)
    taught = [
        msgspec.structs.replace(p, examples={**p.examples, NB: [*p.examples[NB], *["Tapetet krøller seg."] * 5]})
        if p.code == "IMU"
        else p
        for p in shipped
    ]
    assert "IMU" not in codes(before)
    assert "IMU" in codes(Router(taught).rank("", text))


def test_no_profiles_means_the_desk() -> None:
    assert Router([]).rank("Rust", "på båten").outcome is Outcome.DESK


def test_what_lies_outside_is_known_in_all_three_languages() -> None:
    assert all(set(profile.examples) == set(Language) for profile in outside_profiles())


def test_profiles_hold_what_the_catalogue_says() -> None:
    catalogue = read_catalogue()
    for file, profile in zip(catalogue.departments, profiles_of(catalogue), strict=True):
        assert (profile.code, profile.campus, profile.name) == (file.code, file.campus, file.name)
        assert profile.concepts[0].shown == Words(
            file.concepts[0].nb[0], file.concepts[0].nn[0], file.concepts[0].en[0]
        )
        assert profile.examples[NN] == file.examples.nn
