"""What the register answers, and what it does not: each is told apart, and nothing that it says can break us."""

from datetime import UTC, date, datetime

import httpx
import pytest

from api.organisations.register import OpenRegister, RegisterAway
from api.organisations.register_entry import Standing
from tests.register_house import RegisterHouse, entity

NUMBER = "974767880"


async def test_an_entity_is_read_with_all_that_a_department_wants_to_know(
    register: OpenRegister, register_house: RegisterHouse
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS I NORD AS", maalform="Nynorsk", konkurs=True)
    found = await register.look_up(NUMBER)
    assert (found.standing, found.name, found.form_code, found.industry_code) == (
        Standing.ACTIVE, "LAKS I NORD AS", "AS", "03.211"
    )  # fmt: skip
    assert (found.employees, found.municipality, found.municipality_number) == (14, "TRONDHEIM", "5001")
    assert (found.written_form, found.bankrupt, found.winding_up) == ("nn", True, False)
    assert found.needs_a_look and found.is_verified


async def test_a_deleted_entity_says_when(register: OpenRegister, register_house: RegisterHouse) -> None:
    register_house.entities[NUMBER] = {
        "organisasjonsnummer": NUMBER, "navn": "BORTE AS", "slettedato": "2024-11-26",
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
    }  # fmt: skip
    found = await register.look_up(NUMBER)
    assert (found.standing, found.deleted_on) == (Standing.DELETED, date(2024, 11, 26))


async def test_a_sub_unit_names_the_entity_it_belongs_to(register: OpenRegister, register_house: RegisterHouse) -> None:
    form = {"kode": "BEDR", "beskrivelse": "Underenhet"}
    told = entity(NUMBER, "LAKS AVD ÅLESUND", organisasjonsform=form, overordnetEnhet="991825827")
    told["beliggenhetsadresse"] = {**told.pop("forretningsadresse"), "kommune": "ÅLESUND"}
    register_house.sub_units[NUMBER] = told
    found = await register.look_up(NUMBER)
    assert (found.standing, found.parent_number, found.municipality) == (Standing.ACTIVE, "991825827", "ÅLESUND")
    assert register_house.asked == [f"/enheter/{NUMBER}", f"/underenheter/{NUMBER}"]


async def test_one_removed_for_legal_reasons_shows_no_name(
    register: OpenRegister, register_house: RegisterHouse
) -> None:
    register_house.gone.add(NUMBER)
    found = await register.look_up(NUMBER)
    assert (found.standing, found.name) == (Standing.REMOVED, None)


async def test_an_unknown_number_is_missing(register: OpenRegister) -> None:
    assert (await register.look_up(NUMBER)).standing is Standing.MISSING


@pytest.mark.parametrize("said", [b"", b"<html>", b"[]", b'{"navn": 7}', b'{"organisasjonsnummer": null}'])
async def test_an_answer_of_another_shape_is_no_answer(
    register: OpenRegister, register_house: RegisterHouse, said: bytes
) -> None:
    register_house.entities[NUMBER] = entity(NUMBER, "LAKS")
    register_house.says = said
    with pytest.raises(RegisterAway):
        await register.look_up(NUMBER)


async def test_a_register_that_is_ill_or_not_there_is_away(
    register_house: RegisterHouse, register: OpenRegister
) -> None:
    register_house.away = True
    with pytest.raises(RegisterAway):
        await register.look_up(NUMBER)
    nowhere = OpenRegister("http://127.0.0.1:1")
    with pytest.raises(RegisterAway):
        await nowhere.look_up(NUMBER)
    await nowhere.close()


async def test_a_register_that_never_answers_is_not_waited_for(register_house: RegisterHouse) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = httpx.AsyncClient(timeout=httpx.Timeout(0.2))
        slow = OpenRegister(f"http://127.0.0.1:{silent.getsockname()[1]}", client)
        with pytest.raises(RegisterAway):
            await slow.look_up(NUMBER)
        await slow.close()


async def test_the_feed_tells_which_of_ours_have_changed(register: OpenRegister, register_house: RegisterHouse) -> None:
    register_house.changes = [
        {"oppdateringsid": 7, "dato": "2026-11-20T08:00:00Z", "organisasjonsnummer": NUMBER, "endringstype": "Endring"},
        {"oppdateringsid": 9, "dato": "2026-11-21T08:00:00Z", "organisasjonsnummer": "991825827", "endringstype": "Ny"},
    ]
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert [c.oppdateringsid for c in await register.changed("enheter", [NUMBER], 0, since)] == [7]
    assert await register.changed("enheter", [NUMBER], 7, since) == []
    assert await register.changed("underenheter", [NUMBER], 0, since) == []
