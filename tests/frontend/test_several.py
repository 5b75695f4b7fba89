"""Several problems at once, without scripts: each is a transaction of its own, and the inbox says which held."""

from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest

from api.routing import queries, triage
from api.routing.referral import Decline, Referral
from db.database import Database
from tests import stories
from tests.people import actor_of, contact_address
from tests.visitors import Visitors

IDI = contact_address("IDI")


@pytest.fixture
async def three(database: Database) -> list[Referral]:
    async with database.transaction() as tx:
        return [(await stories.referred_to(tx, "IDI", title=f"Number {number}"))[0] for number in range(3)]


async def states(database: Database, referrals: list[Referral]) -> list[str]:
    async with database.reading() as tx:
        found = {one.id: one.status.value for one in await queries.by_ids(tx, [one.id for one in referrals])}
    return [found[one.id] for one in referrals]


async def send(client: httpx.AsyncClient, path: str, ids: list[UUID], **fields: str) -> httpx.Response:
    body = urlencode([*(("ids", str(one)) for one in ids), *fields.items()])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await client.post(path, content=body, headers=headers)


async def test_one_reason_for_all_and_all_can_be_undone(
    visitors: Visitors, database: Database, three: list[Referral]
) -> None:
    contact = await visitors.signed_in(IDI)
    ids = [one.id for one in three]
    chosen = await contact.get("/inbox/several", params={"ids": [str(one) for one in ids], "answer": "decline"})
    assert chosen.status_code == 200
    assert all(one.title in chosen.text for one in three)
    sent = await send(contact, "/inbox/several", ids, answer="decline", suggestion="capacity")
    assert await states(database, three) == ["declined"] * 3
    async with database.reading() as tx:
        assert await tx.value("select count(*) from referral where decline_code = 'capacity'") == 3
    told = await contact.get(sent.headers["location"])
    assert "3 are declined." in told.text
    assert "Undo them all" in told.text
    undone = await send(contact, "/inbox/several/undo", ids)
    assert await states(database, three) == ["waiting"] * 3
    assert "3 wait for you again" in (await contact.get(undone.headers["location"])).text


async def test_what_somebody_else_decided_meanwhile_stops_nothing_else(
    visitors: Visitors, database: Database, three: list[Referral]
) -> None:
    async with database.transaction() as tx:
        await triage.decline(tx, await actor_of(tx, IDI), three[1].id, Decline("No."))
    contact = await visitors.signed_in(IDI)
    ids = [one.id for one in three]
    sent = await send(contact, "/inbox/several", ids, answer="redirection", department="KULT")
    assert await states(database, three) == ["redirected", "declined", "redirected"]
    told = await contact.get(sent.headers["location"])
    assert "2 are passed on." in told.text
    assert "Not all went through" in told.text
    async with database.reading() as tx:
        assert await tx.value("select reason from referral where status = 'redirected' limit 1")


async def test_they_can_be_taken_together(visitors: Visitors, database: Database, three: list[Referral]) -> None:
    async with database.transaction() as tx:
        await tx.run("update referral set holder_id = null")
    contact = await visitors.signed_in(IDI)
    sent = await send(contact, "/inbox/several/holder", [one.id for one in three[:2]])
    assert "You answer for 2." in (await contact.get(sent.headers["location"])).text
    async with database.reading() as tx:
        assert await tx.value("select count(*) from referral where holder_id is not null") == 2


async def test_a_reason_and_a_place_are_asked_for(
    visitors: Visitors, database: Database, three: list[Referral]
) -> None:
    contact = await visitors.signed_in(IDI)
    for fields in ({"answer": "decline"}, {"answer": "redirection"}, {"answer": "redirection", "department": "NIX"}):
        refused = await send(contact, "/inbox/several", [one.id for one in three], **fields)
        assert refused.status_code == 422
    assert await states(database, three) == ["waiting"] * 3
    nothing = await contact.get("/inbox/several", params={"answer": "decline"})
    assert "Tick the problems first" in (await contact.get(nothing.headers["location"])).text


async def test_nobody_answers_for_others(visitors: Visitors, database: Database, three: list[Referral]) -> None:
    ids = [one.id for one in three]
    stranger = await visitors.signed_in(contact_address("KULT"))
    for path, fields in (
        ("/inbox/several", {"answer": "decline", "suggestion": "capacity"}),
        ("/inbox/several/holder", {}),
        ("/inbox/several/undo", {}),
    ):
        await send(stranger, path, ids, **fields)
    assert await states(database, three) == ["waiting"] * 3
    nobody = await visitors.stranger()
    assert (await send(nobody, "/inbox/several", ids, answer="decline", suggestion="capacity")).status_code == 401
