"""What is edited leads problems at once, in every process; what is imported leads nobody until it is given away."""

from collections.abc import AsyncIterator
from random import Random

import pytest
from litestar import Litestar

from api.departments import queries as departments
from api.departments.catalogue import read_catalogue
from api.language import Language
from api.routing.keeping import kept
from api.routing.matching import Router
from api.routing.profiles import load_router, read_profiles
from api.routing.profiles_from_catalogue import profiles_of
from api.settings import Settings
from api.vocabulary import editing
from api.vocabulary.concept import NewConcept, TermGiven
from api.vocabulary.importing import About, Term, bring_in
from db.database import Database, Transaction
from tests.people import People
from tests.visitors import opened
from tests.waiting import until

WORD = "flimmerknask"
TEXT = f"Vi har for mye {WORD} i lageret, og {WORD} stopper hver maskin. Hvordan blir vi kvitt {WORD}?"


@pytest.fixture
async def running(settings: Settings, database: Database) -> AsyncIterator[Litestar]:
    from frontend.site import build

    app = build(settings)
    async with opened(app):
        yield app


async def _until_routed_by(app: Litestar, version: str) -> None:
    async def is_there() -> bool:
        return app.state.router.version == version

    await until("the site routes by the new words", is_there)


async def test_an_edit_reaches_a_running_site(running: Litestar, database: Database, people: People) -> None:
    desk = await people.desk()
    first = running.state.router
    assert "IMU" not in [found.code for found in first.rank("", TEXT).departments]
    async with database.transaction() as tx:
        unit = await departments.unit_by_code(tx, "IMU")
        assert unit is not None
        made = await editing.add(tx, desk, NewConcept([WORD], [], []))
        await editing.give(tx, desk, unit.id, made.id, TermGiven(3))
    async with database.reading() as tx:
        wanted = (await read_profiles(tx, tx.now.date())).version
    assert wanted != first.version
    await _until_routed_by(running, wanted)
    assert running.state.router.rank("", TEXT).departments[0].code == "IMU"
    async with database.transaction() as tx:
        await editing.take_away(tx, desk, unit.id, made.id)
    await _until_routed_by(running, first.version)


# Of this database alone: other tests run beside this one.
LISTENERS = "from pg_stat_activity where query ilike 'listen%' and datname = current_database()"


async def _listeners(database: Database) -> int:
    async with database.reading() as tx:
        return await tx.value(f"select count(*) {LISTENERS}")


async def _is_second(adopted: list[Router]) -> bool:
    return len(adopted) >= 2


async def test_a_process_that_was_cut_off_looks_again(settings: Settings, database: Database, people: People) -> None:
    adopted: list[Router] = []
    async with kept(database, settings.database_url, adopted.append) as keeper:
        await until("it listens", lambda: _listeners(database))
        async with database.transaction() as tx:
            await tx.value(f"select count(pg_terminate_backend(pid)) {LISTENERS}")
            await tx.run("update unit_term set weight = 4 - weight where weight <> 2")
        await until("it has looked again", lambda: _is_second(adopted))
        assert adopted[-1].version == keeper.version != adopted[0].version
        assert not await keeper.look(), "nothing is built twice"


async def test_imports_lead_nobody(tx: Transaction) -> None:
    before = await read_profiles(tx, tx.now.date())
    await bring_in(
        tx, About("others", "Others", "CC0-1.0"), [Term("1", [WORD]), Term("2", ["maskin"], [], ["machine"])]
    )
    assert (await read_profiles(tx, tx.now.date())).version == before.version


async def test_the_loaded_catalogue_routes_as_its_files_do(tx: Transaction) -> None:
    catalogue = read_catalogue()
    loaded, shipped = await load_router(tx, tx.now.date()), Router(profiles_of(catalogue))
    texts = [
        (text, Language(language))
        for file in catalogue.departments
        for language in ("nb", "nn", "en")
        for text in getattr(file.examples, language)
    ]
    for text, language in Random(7).sample(texts, 300):
        ours, theirs = loaded.rank("", text, language), shipped.rank("", text, language)
        assert ours.outcome is theirs.outcome
        assert ours.departments == theirs.departments, text
