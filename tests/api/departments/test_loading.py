"""The shipped catalogue: complete, in three languages, loaded once, and never over what people have edited."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from api.departments import queries
from api.departments.catalogue import read_catalogue
from api.departments.loading import load, mail_name
from api.language import Language
from db.database import Transaction

CATALOGUE = read_catalogue()


@pytest.mark.parametrize("file", CATALOGUE.departments, ids=lambda file: file.code)
def test_a_department_can_be_found_and_read_in_three_languages(file) -> None:
    assert all(file.name.said_in(language).strip() for language in Language)
    assert all(file.about.said_in(language).strip() for language in Language)
    for labels in ([label for c in file.concepts for label in getattr(c, language)] for language in ("nb", "nn", "en")):
        assert len(set(labels)) >= 40, "at least forty terms in each language"
        assert all(label == label.strip() and label for label in labels)
    assert file.forms
    assert set(file.forms) <= {form.code for form in CATALOGUE.institution.forms}
    assert file.faculty in {faculty.code for faculty in CATALOGUE.institution.faculties}
    assert file.campus


def test_codes_are_each_somebody_s_own() -> None:
    home = CATALOGUE.institution
    codes = [f.code for f in CATALOGUE.departments] + [f.code for f in home.faculties] + [h.code for h in home.historic]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    addresses = [mail_name(f.code) for f in CATALOGUE.departments]
    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() for address in addresses)


def test_what_has_ended_points_at_what_came_after() -> None:
    alive = {file.code for file in CATALOGUE.departments}
    assert all(old.successor in alive for old in CATALOGUE.institution.historic)


async def test_loading_again_changes_nothing(tx: Transaction) -> None:
    before = await tx.value("select count(*) from concept")
    assert await load(tx, CATALOGUE, now=tx.now) == 0
    assert await tx.value("select count(*) from concept") == before > 1000


async def test_what_people_edited_stays_until_the_file_itself_changes(tx: Transaction) -> None:
    unit = await queries.unit_by_code(tx, "IDI")
    assert unit is not None
    await tx.run("delete from unit_term where unit_id = $1", unit.id)
    await load(tx, CATALOGUE, now=tx.now)
    assert await queries.concepts_of(tx, unit.id) == []
    departments = [
        msgspec.structs.replace(file, campus=[*file.campus, "Svalbard"]) if file.code == "IDI" else file
        for file in CATALOGUE.departments
    ]
    assert await load(tx, msgspec.structs.replace(CATALOGUE, departments=departments), now=tx.now) == 1
    assert await queries.concepts_of(tx, unit.id)


async def test_a_department_that_has_ended_is_known_but_not_among_today_s(tx: Transaction) -> None:
    today = tx.now.date()
    codes = {unit.code for unit in await queries.departments(tx, today)}
    assert codes == {file.code for file in CATALOGUE.departments}
    for old in CATALOGUE.institution.historic:
        assert old.code not in codes
        assert old.code in {u.code for u in await queries.departments(tx, old.valid_to - timedelta(days=1))}


@pytest.mark.parametrize(("typed", "code"), [("idi", "IDI"), ("IDI", "IDI"), ("nowhere", None), ("IE", None)])
async def test_a_department_is_found_by_its_code_however_it_is_written(
    tx: Transaction, typed: str, code: str | None
) -> None:
    unit = await queries.unit_by_code(tx, typed)
    assert (unit.code if unit else None) == code
