"""A department says how much it has room for: a full one is passed over, and nobody takes on too much unawares."""

import pytest

from api.accounts.actor import PROGRAM
from api.departments import capacity, queries, rules
from api.departments.capacity import Place, TermCapacity
from api.engagements import opening
from api.errors import Invalid, NotAllowed
from api.problems import queries as problems
from api.problems.representation import STEPS, HistoryStep
from api.routing import queries as routing
from api.routing import triage
from api.routing.matching import Router
from api.routing.profiles import load_router
from api.routing.referral import Redirection
from api.routing.referring import route
from db.database import Database, Transaction
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address
from tests.visitors import Visitors, faults_of

# After the day by which theses of the coming spring are posted, so that autumn is next.
FEBRUARY = "2027-02-01T08:00:00+00:00"
THESES = "master_thesis"


@pytest.fixture
async def soonest(database: Database, clock: Clock) -> str:
    """The term in which what is posted now would come to IDI."""
    await clock.set(FEBRUARY)
    async with database.transaction() as tx:
        unit = await rules.department(tx, "IDI")
        forms = await queries.forms_of(tx, unit.id)
        closed = capacity.Told([], [f"{year}-{half}" for year in (2027, 2028) for half in ("spring", "autumn")])
        term = capacity.full_term_for(closed, forms, [], None, tx.now.date())
        assert term is not None
        return term


async def thesis_of(tx: Transaction) -> str:
    unit = await rules.department(tx, "IDI")
    form = opening.pick_form(await queries.forms_of(tx, unit.id), "thesis", "master")
    assert form is not None
    return form.code


async def routed(tx: Transaction, router: Router) -> dict[str, str]:
    """Where a problem about counting lice lands, and what is told of those it went past."""
    problem = await stories.posted_by_member(tx)
    await route(tx, problem.id, router)
    steps = await tx.rows(HistoryStep, STEPS, problem.id)
    landed = {r.unit_code: "referred" for r in await routing.of_problem(tx, problem.id)}
    return landed | {s.unit_code or "": s.reason for s in steps if s.verb == "problem.passed_over"}


async def test_a_full_department_is_passed_over_to_the_next_best(
    database: Database, people: People, soonest: str
) -> None:
    async with database.transaction() as tx:
        router = await load_router(tx, tx.now.date())
        (best,) = await routed(tx, router)
        await capacity.say(tx, await people.contact(best), best, TermCapacity(soonest, full=True))
        after = await routed(tx, router)
    year, _dash, season = soonest.partition("-")
    assert after.pop(best) == f"full for {season} {year}"
    assert list(after.values()) == ["referred"], "somebody else has it, or the desk"


async def test_a_company_with_time_is_not_passed_over(database: Database, people: People, soonest: str) -> None:
    async with database.transaction() as tx:
        await capacity.say(tx, await people.contact(), "IDI", TermCapacity(soonest, full=True))
        unit = await rules.department(tx, "IDI")
        assert await capacity.full_for(tx, unit, [], None) == soonest
        late = await tx.value("select ($1::date + 340)", tx.now.date())
        assert await capacity.full_for(tx, unit, [], late) is None


async def test_places_that_are_taken_make_a_form_full(database: Database, people: People, soonest: str) -> None:
    async with database.transaction() as tx:
        contact, form = await people.contact(), await thesis_of(tx)
        said = await capacity.say(tx, contact, "IDI", TermCapacity(soonest, [Place(form, 2)]))
        assert not said.is_full(soonest, form)
        await stories.opened_at(tx, term=soonest)
        unit = await rules.department(tx, "IDI")
        said = await capacity.told(tx, unit.id)
        room = said.room_in(soonest, form)
        assert room is not None
        assert (room.accepted, room.left) == (2, 0)
        assert said.is_full(soonest, form)


async def test_it_can_still_be_passed_to_a_full_department_knowingly(
    database: Database, people: People, soonest: str
) -> None:
    async with database.transaction() as tx:
        await capacity.say(tx, await people.contact(), "IDI", TermCapacity(soonest, full=True))
        (kult,) = await stories.referred_to(tx, "KULT")
        contact = await actor_of(tx, contact_address("KULT"))
        await triage.redirect(tx, contact, kult.id, Redirection("IDI", "They said yes on the phone."))
        assert {r.unit_code for r in await routing.of_problem(tx, kult.problem_id) if r.is_open} == {"IDI"}


async def test_more_than_there_is_room_for_is_taken_on_only_knowingly(
    database: Database, people: People, visitors: Visitors, soonest: str
) -> None:
    async with database.transaction() as tx:
        form = await thesis_of(tx)
        await capacity.say(tx, await people.contact(), "IDI", TermCapacity(soonest, [Place(form, 1)]))
        (referral,) = await stories.referred_to(tx, "IDI")
    contact = await visitors.signed_in(contact_address("IDI"))
    path = f"/api/v1/referrals/{referral.id}/acceptance"
    body = stories.acceptance_json(term=soonest, places={"groups": 2, "group_size": 2})
    refused = await contact.post(path, json=body)
    assert refused.status_code == 422
    assert "1 of 1 places" in faults_of(refused)["/over_capacity"]
    taken = await contact.post(path, json={**body, "over_capacity": True})
    assert taken.status_code == 201


async def test_one_person_s_own_limit_counts_too(database: Database, people: People, soonest: str) -> None:
    async with database.transaction() as tx:
        contact, form = await people.contact(), await thesis_of(tx)
        items = [Place(form, 10), Place(form, 1, contact.person_id)]
        await capacity.say(tx, contact, "IDI", TermCapacity(soonest, items))
        with pytest.raises(Invalid) as refusal:
            await stories.opened_at(tx, term=soonest)
        assert "Kontakt IDI" in refusal.value.faults[0].detail


async def test_who_may_say_it_and_what(database: Database, people: People, soonest: str) -> None:
    async with database.transaction() as tx:
        for actor in (await people.contact("KULT"), await people.teacher()):
            with pytest.raises(NotAllowed):
                await capacity.say(tx, actor, "IDI", TermCapacity(soonest, full=True))
        contact, form = await people.contact(), await thesis_of(tx)
        wrong = [
            Place("party", 1),
            Place(form, 1),
            Place(form, 2),
            Place(form, 1, PROGRAM.person_id or contact.session_id),
        ]
        with pytest.raises(Invalid) as refusal:
            await capacity.say(tx, contact, "IDI", TermCapacity(soonest, wrong))
        assert {fault.pointer for fault in refusal.value.faults} == {
            "/items/0/form", "/items/2", "/items/3/supervisor_id",
        }  # fmt: skip
    async with database.reading() as tx:
        assert await problems.by_id(tx, (await rules.department(tx, "IDI")).id) is None


async def test_it_is_said_on_a_page(visitors: Visitors, soonest: str, database: Database) -> None:
    async with database.reading() as tx:
        form = await thesis_of(tx)
    contact = await visitors.signed_in(contact_address("IDI"))
    refused = await contact.post("/departments/IDI/capacity", data={"term": soonest, f"form.{form}": "many"})
    assert refused.status_code == 422
    assert f'id="{soonest}-form.{form}-error"' in refused.text
    sent = await contact.post("/departments/IDI/capacity", data={"term": soonest, f"form.{form}": "3", "full": "true"})
    assert sent.status_code == 303
    said = (await contact.get("/api/v1/departments/IDI/capacity")).json()
    assert said["full"] == [soonest]
    assert [(room["form"], room["places"], room["left"]) for room in said["items"]] == [(form, 3, 3)]
    teacher = await visitors.signed_in("laerer.idi@example.org")
    assert "We are full in this term" not in (await teacher.get("/departments/IDI/capacity")).text
