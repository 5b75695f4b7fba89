"""Vocabularies of others come in marked, again without doubling, and go out again without a trace."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.accounts.actor import PROGRAM
from api.departments import queries as departments
from api.vocabulary import editing, nva, queries, realfagstermer, skos, tekord
from api.vocabulary.concept import ConceptRevision, LinkKind, TermGiven
from api.vocabulary.importing import About, OwnSource, bring_in, take_out
from api.vocabulary.lines import Unreadable
from db.database import Transaction
from tests.people import actor_of

PLAIN: dict[str, Any] = {"nb_alt": [], "nn": [], "en": [], "la": [], "subject": [], "related": [], "broader": []}
REAL = [
    {**PLAIN, "id": "R1", "nb": ["Klokkespill"], "nb_alt": ["Glockenspiel"], "nn": ["Klokkespel"], "en": ["Chimes"]},
    {**PLAIN, "id": "R2", "nb": ["Slagverk"], "en": ["Percussion"], "la": ["percussio"]},
    {**PLAIN, "id": "R3", "nb": ["Stavspill"], "broader": ["R2"], "related": ["R1", "R404"]},
]
TEK = [
    {
        "id": "T1",
        "nb": "Rist",
        "qualifier": "Musikk",
        "sub": [],
        "udc": ["789"],
        "broader": [],
        "related": [],
        "see": [],
    },
    {"id": "T2", "nb": "Rasleting", "sub": [], "udc": [], "see": ["T1"], "definition": []},
    {"id": "T3", "nb": "Klokker", "sub": ["Stemming"], "broader": ["T1"], "definition": ["Av metall"]},
]
PAIRS = [
    {
        "tekord": "T1",
        "real": "R2",
        "rel": "exactMatch",
        "nb": "Rist",
        "qualifier": None,
        "nn": ["Riste"],
        "en": ["Shaker"],
    },
    {"tekord": "T3", "real": "R1", "rel": "broadMatch", "nb": "Klokker", "nn": ["Klokker"], "en": ["Bells"]},
]
DISCIPLINES = [
    {"id": "1", "area_id": "A", "area": "Arts", "en": "Music", "nb": "Musikk", "nn": "Musikk", "en_tr": "Music studies"}
]


def _written(folder: Path, lines: list[dict[str, Any]]) -> Path:
    file = folder / "sample.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file


async def _entry(tx: Transaction, source: str, word: str) -> queries.Entry:
    (found,) = await queries.dictionary(tx, word, source, None, 5)
    return found


async def test_realfagstermer(tx: Transaction, tmp_path: Path) -> None:
    file = _written(tmp_path, REAL)
    heard: list[int] = []
    done = await bring_in(tx, realfagstermer.ABOUT, realfagstermer.read(file), heard.append)
    assert (done.added, done.changed, done.unchanged, done.links, sum(heard)) == (3, 0, 0, 2, 3)
    chimes = await _entry(tx, "realfagstermer", "glockenspiel")
    assert (chimes.labels_nb, chimes.labels_nn, chimes.labels_en) == (
        ["Klokkespill", "Glockenspiel"],
        ["Klokkespel"],
        ["Chimes"],
    )
    concept = await queries.by_id(tx, chimes.id)
    assert concept is not None
    assert (concept.source_name, concept.licence, concept.external_id) == ("Realfagstermer", "CC0-1.0", "R1")
    drums = await _entry(tx, "realfagstermer", "percussion")
    assert [(link.kind, link.label.nb) for link in await queries.links(tx, drums.id)] == [
        (LinkKind.NARROWER, "Stavspill")
    ]


async def test_importing_again_changes_what_the_file_changed_and_leaves_what_people_did(
    tx: Transaction, tmp_path: Path
) -> None:
    desk = await actor_of(tx, "desk@example.org")
    await bring_in(tx, realfagstermer.ABOUT, realfagstermer.read(_written(tmp_path, REAL)))
    edited = await _entry(tx, "realfagstermer", "chimes")
    await editing.revise(tx, desk, edited.id, ConceptRevision(en=["Chimes", "Tubular bells"]))
    newer = [{**REAL[0], "en": ["Bell chimes"]}, {**REAL[1], "nn": ["Slagverk"]}, REAL[2]]
    done = await bring_in(tx, realfagstermer.ABOUT, realfagstermer.read(_written(tmp_path, newer)))
    assert (done.added, done.changed, done.unchanged, done.links) == (0, 1, 2, 2)
    assert (await _entry(tx, "realfagstermer", "tubular")).labels_en == ["Chimes", "Tubular bells"]


async def test_tekord_and_what_realfagstermer_translates_of_it(tx: Transaction, tmp_path: Path) -> None:
    done = await bring_in(tx, tekord.ABOUT, tekord.read(_written(tmp_path, TEK)))
    assert (done.added, done.links) == (2, 1)
    shaker = await _entry(tx, "tekord", "rasleting")
    assert shaker.labels_nb == ["Rist (Musikk)", "Rasleting"]
    assert (await _entry(tx, "tekord", "klokker")).labels_nb == ["Klokker: Stemming"]
    await bring_in(tx, realfagstermer.ABOUT, realfagstermer.read(_written(tmp_path, REAL)))
    done = await bring_in(tx, tekord.ABOUT_BILINGUAL, tekord.read_bilingual(_written(tmp_path, PAIRS)))
    assert (done.added, done.links) == (2, 4)
    same = [link for link in await queries.links(tx, shaker.id) if link.kind is LinkKind.SAME]
    assert [link.labels_en for link in same] == [["Shaker"]]
    assert (await _entry(tx, "tekord-bilingual", "klokker")).labels_en == []


async def test_disciplines_lie_within_their_areas(tx: Transaction, tmp_path: Path) -> None:
    assert (await bring_in(tx, nva.ABOUT, nva.read(_written(tmp_path, DISCIPLINES)))).added == 2
    music = await _entry(tx, "nva", "music studies")
    assert [(link.kind, link.label.nb) for link in await queries.links(tx, music.id)] == [(LinkKind.BROADER, "Arts")]


COMPACT = {
    "@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
    "@graph": [
        {"@id": "ex:s", "@type": "skos:ConceptScheme"},
        {"@id": "ex:1", "@type": ["skos:Concept"], "skos:prefLabel": [
            {"@language": "nb", "@value": "Fele"}, {"@language": "sv", "@value": "Fiol"}],
         "skos:altLabel": {"@language": "en-GB", "@value": "Fiddle"}, "skos:broader": {"@id": "ex:2"}},
        {"@id": "ex:2", "@type": "skos:Concept", "skos:prefLabel": {"@language": "nn", "@value": "Strengeinstrument"}},
    ],
}  # fmt: skip
CORE = "http://www.w3.org/2004/02/skos/core#"
EXPANDED = [
    {"@id": "ex:1", "@type": [f"{CORE}Concept"], f"{CORE}prefLabel": [{"@language": "nb", "@value": "Fele"}],
     f"{CORE}altLabel": [{"@language": "en", "@value": "Fiddle"}], f"{CORE}broader": [{"@id": "ex:2"}]},
    {"@id": "ex:2", "@type": [f"{CORE}Concept"],
     f"{CORE}prefLabel": [{"@language": "nn", "@value": "Strengeinstrument"}]},
]  # fmt: skip
MAPPED = {"graph": [
    {"uri": "ex:1", "type": "skos:Concept", "prefLabel": {"nb": "Fele"},
     "altLabel": {"en": ["Fiddle"]}, "broader": ["ex:2"]},
    {"uri": "ex:2", "type": ["skos:Concept"], "prefLabel": [{"lang": "nn", "value": "Strengeinstrument"}]},
]}  # fmt: skip


@pytest.mark.parametrize("document", [COMPACT, EXPANDED, MAPPED], ids=["compact", "expanded", "mapped"])
async def test_skos_however_it_is_written(tx: Transaction, tmp_path: Path, document: Any) -> None:
    file = tmp_path / "instruments.jsonld"
    file.write_text(json.dumps(document), encoding="utf-8")
    about = About("instruments", "Instruments", "CC-BY-4.0")
    assert (await bring_in(tx, about, skos.read(file))).added == 2
    fiddle = await _entry(tx, "instruments", "fiddle")
    assert (fiddle.labels_nb, fiddle.labels_nn, fiddle.labels_en) == (["Fele"], [], ["Fiddle"])
    assert [link.label.nb for link in await queries.links(tx, fiddle.id)] == ["Strengeinstrument"]


async def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text('{"id": "R1", "nb": ["Fele"]}\n{"id": 7}\n', encoding="utf-8")
    with pytest.raises(Unreadable, match=r"line 2 of broken\.jsonl"):
        list(realfagstermer.read(file))


async def test_taking_a_source_out_takes_its_terms_and_leaves_our_own(tx: Transaction, tmp_path: Path) -> None:
    desk = await actor_of(tx, "desk@example.org")
    shipped = await tx.value("select count(*) from concept")
    terms = await tx.value("select count(*) from unit_term")
    await bring_in(tx, realfagstermer.ABOUT, realfagstermer.read(_written(tmp_path, REAL)))
    chimes = await _entry(tx, "realfagstermer", "chimes")
    unit = await departments.unit_by_code(tx, "IMU")
    assert unit is not None
    await editing.give(tx, desk, unit.id, chimes.id, TermGiven(2))
    gone = await take_out(tx, PROGRAM, "realfagstermer")
    assert gone is not None
    assert (gone.concepts, gone.terms) == (3, 1)
    assert await tx.value("select count(*) from concept") == shipped
    assert await tx.value("select count(*) from unit_term") == terms
    assert [change.verb for change in await queries.changes(tx, chimes.id)] == ["term.taken_away", "term.given"]
    assert await take_out(tx, PROGRAM, "realfagstermer") is None
    for own in ("shipped", "edited"):
        with pytest.raises(OwnSource):
            await take_out(tx, PROGRAM, own)
