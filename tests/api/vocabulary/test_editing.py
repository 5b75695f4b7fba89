"""Who changes the words, what is kept of it, and that nobody writes over another's change."""

import pytest

from api.departments import queries as departments
from api.errors import Conflict, NotAllowed, NotFound, WrongState
from api.vocabulary import editing, queries
from api.vocabulary.concept import Concept, ConceptRevision, NewConcept, TermGiven
from db.database import Transaction
from tests.people import actor_of, contact_address

SHARED = "select concept_id from unit_term group by concept_id having count(*) > 1 order by concept_id limit 1"


async def _unit_id(tx: Transaction, code: str):
    unit = await departments.unit_by_code(tx, code)
    assert unit is not None
    return unit.id


async def _added(tx: Transaction, by: str = "desk@example.org") -> Concept:
    new = NewConcept(["flis i hodet", " Flis  i hodet ", "kjeks"], [], ["splinter"], reason="Heard at a fair")
    return await editing.add(tx, await actor_of(tx, by), new)


async def test_a_concept_is_added_once_each_word(tx: Transaction) -> None:
    made = await _added(tx)
    assert (made.labels_nb, made.labels_nn, made.labels_en) == (["flis i hodet", "kjeks"], [], ["splinter"])
    assert (made.source_code, made.version, made.label.nn) == ("edited", 1, "flis i hodet")
    (change,) = await queries.changes(tx, made.id)
    assert (change.verb, change.actor_name, change.reason) == ("concept.added", "Dagny Desk", "Heard at a fair")
    assert change.detail == {
        "nb_before": "",
        "nb_after": "flis i hodet\nkjeks",
        "en_before": "",
        "en_after": "splinter",
    }
    assert (
        await tx.value("select count(*) from outbox where topic = 'vocabulary.changed' and subject_id = $1", made.id)
        == 1
    )


async def test_a_revision_keeps_before_and_after_and_meets_nobody_else_s(tx: Transaction) -> None:
    made, desk = await _added(tx), await actor_of(tx, "desk@example.org")
    after = await editing.revise(tx, desk, made.id, ConceptRevision(nn=["flis"], version=1, reason="Nynorsk"))
    assert (after.version, after.labels_nn, after.labels_nb) == (2, ["flis"], made.labels_nb)
    assert (await queries.changes(tx, made.id))[0].detail == {"nn_before": "", "nn_after": "flis"}
    same = await editing.revise(tx, desk, made.id, ConceptRevision(nn=["flis"], version=2))
    assert same.version == 2, "where nothing differs, nothing has happened"
    with pytest.raises(Conflict):
        await editing.revise(tx, desk, made.id, ConceptRevision(nn=["spon"], version=1))
    with pytest.raises(WrongState):
        await editing.revise(tx, desk, made.id, ConceptRevision(nb=[], nn=[], en=[]))


async def test_out_of_use_and_back(tx: Transaction) -> None:
    made, desk = await _added(tx), await actor_of(tx, "desk@example.org")
    retired = await editing.revise(tx, desk, made.id, ConceptRevision(retired=True))
    assert retired.retired_at is not None
    assert await queries.dictionary(tx, "flis i hodet", "", None, 5) == []
    with pytest.raises(WrongState):
        await editing.give(tx, desk, await _unit_id(tx, "IDI"), made.id, TermGiven(1))
    assert (await editing.revise(tx, desk, made.id, ConceptRevision(retired=False))).retired_at is None
    assert [c.verb for c in await queries.changes(tx, made.id)] == [
        "concept.restored",
        "concept.retired",
        "concept.added",
    ]


async def test_a_department_s_term_its_weight_and_own_words(tx: Transaction) -> None:
    made, contact = await _added(tx), await actor_of(tx, contact_address("IDI"))
    idi = await _unit_id(tx, "IDI")
    said = await editing.give(tx, contact, idi, made.id, TermGiven(2, nb=["kjeks", "logikkbrist"]))
    assert (said.weight, said.own_nb) == (2, ["logikkbrist"]), "what all say needs no saying again"
    await editing.give(tx, contact, idi, made.id, TermGiven(3, nb=["logikkbrist"], reason="Sure by now"))
    (mine,) = [term for term in await departments.concepts_of(tx, idi) if term.concept_id == made.id]
    assert (mine.weight, mine.labels_nb[0]) == (3, "logikkbrist")
    assert [u.code for u in await departments.search(tx, tx.now.date(), "logikkbrist", "")] == ["IDI"]
    await editing.take_away(tx, contact, idi, made.id, "It led the wrong ones here")
    away, weighed, *_rest = await queries.changes(tx, made.id)
    assert (away.verb, away.unit_code, away.detail["weight_before"]) == ("term.taken_away", "IDI", "3")
    assert weighed.detail == {"weight_before": "2", "weight_after": "3"}
    with pytest.raises(NotFound):
        await editing.take_away(tx, contact, idi, made.id)


async def test_rights(tx: Transaction) -> None:
    idi, student = await _unit_id(tx, "IDI"), await actor_of(tx, "student1@example.org")
    contact = await actor_of(tx, contact_address("IDI"))
    stranger = await actor_of(tx, contact_address("IMU"))
    with pytest.raises(NotAllowed):
        await _added(tx, by="student1@example.org")
    made = await _added(tx, by=contact_address("IDI"))
    for who in (student, stranger):
        with pytest.raises(NotAllowed):
            await editing.give(tx, who, idi, made.id, TermGiven(1))
    await editing.give(tx, contact, idi, made.id, TermGiven(1))
    with pytest.raises(NotAllowed):
        await editing.revise(tx, stranger, made.id, ConceptRevision(nb=["noe annet"]))
    await editing.revise(tx, contact, made.id, ConceptRevision(nb=["noe annet"]))
    shared = await tx.value(SHARED)
    with pytest.raises(NotAllowed):
        await editing.revise(tx, contact, shared, ConceptRevision(nb=["noe annet"]))
    await editing.revise(tx, await actor_of(tx, "admin@example.org"), shared, ConceptRevision(nb=["noe annet"]))
