"""The lab: what other words would have done, without doing it."""

import pytest

from api.accounts.actor import Role
from api.errors import Invalid, NotAllowed
from api.language import Language, Words
from api.routing import lab, triage
from api.routing.lab import Figures, LabChange, LabProblem, LabTerm, changed_by, replay
from api.routing.matching import Router
from api.routing.profiles import load_router
from api.routing.ranking import Profile, ProfileConcept
from api.routing.referral import Redirection
from db.database import Transaction
from tests import stories
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

NB, EN = Language.BOKMAL, Language.ENGLISH


def profile(code: str, *terms: str) -> Profile:
    concepts = [ProfileConcept({NB: [term]}, 2) for term in terms]
    return Profile(code, ["Trondheim"], Words(code, code, code), concepts, {language: [] for language in Language})


PAIR = [profile("KOR", "korrosjon", "maling"), profile("FISK", "oppdrett", "lakselus"), profile("ANNEN", "orgel")]
PROBLEMS = [
    LabProblem("P-1", "Groe på skroget", "Vi får groe på skroget.", NB, True, ["KOR"], []),
    LabProblem("P-2", "Lakselus", "Lakselus i merdene.", NB, True, ["FISK"], ["KOR"]),
    LabProblem("P-3", "Groe", "Mer groe.", NB, False, ["KOR"], []),
]


def test_a_new_word_brings_what_says_it() -> None:
    tried = replay(Router(PAIR), PROBLEMS, LabChange("KOR", [LabTerm("groe", NB, 3)]))
    assert [(moved.reference, moved.before, moved.after) for moved in tried.moved] == [("P-1", [], ["KOR"])]
    assert (tried.hidden, tried.problems, tried.decided) == (1, 3, 3)
    assert tried.figures[0].code == "KOR"
    assert (tried.figures[0].before, tried.figures[0].after) == (Figures(None, 0.0, 0), Figures(1.0, 1.0, 0))


def test_an_answer_in_time_is_of_the_newest_and_goes_on_when_asked_again() -> None:
    router, change = Router(PAIR), LabChange("KOR", [LabTerm("groe", NB, 3)])
    many = [LabProblem(f"P-{n}", "Groe", f"Groe {'på' * n} skroget.", NB, True, ["KOR"], []) for n in range(120)]
    told = [replay(router, many, change, lambda: False) for _again in range(4)]
    assert [(tried.problems, tried.untried) for tried in told] == [(50, 70), (100, 20), (120, 0), (120, 0)]
    assert told[0].moved == told[-1].moved[:50]
    assert told[-1] == replay(Router(PAIR), many, change)


def test_nothing_changed_moves_nothing() -> None:
    tried = replay(Router(PAIR), PROBLEMS, LabChange("FISK"))
    assert not tried.moved
    assert tried.figures[0].before == tried.figures[0].after == Figures(1.0, 1.0, 0)


def test_a_word_that_is_there_gets_its_weight_and_one_that_is_removed_goes() -> None:
    changed = changed_by(PAIR[0], LabChange("KOR", [LabTerm("Maling", NB, 3), LabTerm("paint", EN, 1)], ["korrosjon"]))
    assert changed.concepts == [ProfileConcept({NB: ["maling"]}, 3.0), ProfileConcept({EN: ["paint"]}, 1)]


async def test_contacts_try_their_own_words_and_see_their_own_problems(tx: Transaction) -> None:
    (here,) = await stories.referred_to(tx, "IBI", title="Qvxz", description="Qvxz zqvx.")
    await stories.referred_to(tx, "IDI", title="Qvxz again", description="Qvxz zqvx once more.")
    await stories.referred_to(tx, "IDI", title="Qvxz too", description="Qvxz zqvx in secret.", confidentiality="strict")
    contact = await actor_of(tx, contact_address("IBI"))
    await triage.redirect(tx, contact, here.id, Redirection("IMU", "Wrong house."))
    change = LabChange("IBI", [LabTerm("qvxz", EN, 3), LabTerm("zqvx", EN, 3)])
    router = await load_router(tx, tx.now.date())
    tried = await lab.try_out(router, await lab.prepare(tx, contact, change))
    assert [moved.reference for moved in tried.moved] == [here.reference]
    assert (tried.problems, tried.hidden, tried.decided) == (2, 1, 1)
    assert tried.figures[0].after.redirects == 1
    desk = await actor_of(tx, "desk@example.org")
    assert desk.has(Role.DESK)
    tried = await lab.try_out(router, await lab.prepare(tx, desk, change))
    assert (tried.problems, tried.hidden, len(tried.moved)) == (3, 0, 3)


async def test_others_words_are_not_theirs_to_try(tx: Transaction) -> None:
    with pytest.raises(NotAllowed):
        await lab.prepare(tx, await actor_of(tx, contact_address("IBI")), LabChange("IDI"))
    with pytest.raises(Invalid):
        await lab.prepare(tx, await actor_of(tx, "desk@example.org"), LabChange("NOWHERE"))


async def test_the_door_and_the_page(visitors: Visitors) -> None:
    desk = await visitors.signed_in("desk@example.org")
    body = {"department": "IBI", "terms": [{"label": "reindeer", "language": "en", "weight": 3}], "removed": ["fish"]}
    answer = await desk.post("/api/v1/routing/lab", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["figures"][0]["code"] == "IBI"
    assert (await (await visitors.stranger()).post("/api/v1/routing/lab", json=body)).status_code == 401
    student = await visitors.signed_in("student1@example.org")
    assert (await student.post("/api/v1/routing/lab", json=body)).status_code == 403
    assert (await student.get("/lab")).status_code == 404
    assert "/lab" in (await desk.get("/desk")).text
    assert (await desk.get("/lab?department=IBI")).status_code == 200
    form = {"department": "IBI", "words_en": "reindeer\nherd", "weight": "3", "removed": "fish"}
    page = await desk.post("/lab", data=form)
    assert page.status_code == 200, page.text
    assert "What would have happened" in page.text
    assert "reindeer\nherd" in page.text
    faulty = await desk.post("/lab", data={**form, "words_nb": "x" * 121})
    assert faulty.status_code == 422
    assert "words_nb-error" in faulty.text
