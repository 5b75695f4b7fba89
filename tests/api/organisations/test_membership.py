"""Who speaks for an organisation: typing its number proves nothing."""

import httpx
import pytest

from api.accounts import person
from api.accounts.actor import visitor
from api.language import Language
from api.organisations import membership, organisation
from db.database import Database, Transaction
from tests.stories import as_json, person_named, post
from tests.visitors import Visitors

NUMBER = "974767880"


async def confirmed(client: httpx.AsyncClient, deliver, email: str, name: str = "Somebody") -> str:
    """The reference of a problem for NTNU's number, confirmed by its mailed code."""
    body = as_json(
        organisation={"name": "Whatever they type", "org_number": NUMBER}, contact={"name": name, "email": email}
    )
    made = (await client.post("/api/v1/problems", json=body)).json()
    await deliver()
    mails = (await client.get("/dev/mail.json")).json()["items"]
    code = next(mail["subject"].split()[0] for mail in mails if mail["to"] == email)
    answer = await client.post(f"/api/v1/problems/{made['reference']}/confirmation", json={"code": code})
    assert answer.status_code == 200, answer.text
    return made["reference"]


async def test_typing_a_number_opens_nobody_else_s_problems(visitors: Visitors, deliver) -> None:
    first = await confirmed(await visitors.stranger(), deliver, "kari@laks.example")
    await confirmed(await visitors.stranger(), deliver, "spy@rival.example")
    spy = await visitors.signed_in("spy@rival.example")
    assert (await spy.get(f"/api/v1/problems/{first}")).status_code == 404
    assert first not in [item["reference"] for item in (await spy.get("/api/v1/problems")).json()["items"]]
    kari = await visitors.signed_in("kari@laks.example")
    assert (await kari.get(f"/api/v1/problems/{first}")).status_code == 200


async def test_a_colleague_at_the_same_domain_is_let_in_once_the_mailbox_is_proved(visitors: Visitors, deliver) -> None:
    first = await confirmed(await visitors.stranger(), deliver, "kari@laks.example")
    body = as_json(
        organisation={"name": "Laks", "org_number": NUMBER}, contact={"name": "Ola", "email": "ola@laks.example"}
    )
    await (await visitors.stranger()).post("/api/v1/problems", json=body)
    ola = await visitors.signed_in("ola@laks.example")
    assert (await ola.get(f"/api/v1/problems/{first}")).status_code == 404, "a claim that nothing has proved"
    await confirmed(await visitors.stranger(), deliver, "ola@laks.example")
    ola = await visitors.signed_in("ola@laks.example")
    assert (await ola.get(f"/api/v1/problems/{first}")).status_code == 200


async def test_everyone_still_owns_what_they_posted_themselves(visitors: Visitors, deliver) -> None:
    await confirmed(await visitors.stranger(), deliver, "kari@laks.example")
    own = await confirmed(await visitors.stranger(), deliver, "spy@rival.example")
    spy = await visitors.signed_in("spy@rival.example")
    assert (await spy.get(f"/api/v1/problems/{own}")).status_code == 200


@pytest.mark.parametrize("domain", ["gmail.com", "hotmail.no", "online.no"])
async def test_a_mailbox_that_anyone_can_have_makes_nobody_a_colleague(tx: Transaction, domain: str) -> None:
    first, second = [await person.keep(tx, f"{name}@{domain}", name, now=tx.now) for name in ("a", "b")]
    home = await organisation.find_or_add(
        tx, first.id, "Laks", org_number=NUMBER, country="NO", language=Language.BOKMAL, now=tx.now
    )
    assert await membership.admit(tx, home.id, first.id, first.email, now=tx.now)
    assert not await membership.admit(tx, home.id, second.id, second.email, now=tx.now)


async def test_the_same_name_is_not_the_same_organisation(database: Database) -> None:
    async with database.transaction() as tx:
        await post(tx, visitor(Language.ENGLISH), email="a@one.example", home="Laks AS")
        await post(tx, visitor(Language.ENGLISH), email="b@two.example", home="Laks AS")
        assert await tx.value("select count(*) from organisation where name = 'Laks AS'") == 2


async def test_the_same_number_is_the_same_organisation_under_the_name_it_had(tx: Transaction) -> None:
    who = await person_named(tx, "bedrift@example.org")
    told = {"org_number": NUMBER, "language": Language.BOKMAL, "now": tx.now}
    one = await organisation.find_or_add(tx, who.id, "NTNU", country="NO", **told)
    other = await organisation.find_or_add(tx, who.id, "Renamed by a stranger", country="NO", **told)
    assert one == other
    assert other.name == "NTNU"
    abroad = await organisation.find_or_add(tx, who.id, "Nine digits abroad", country="DK", **told)
    assert abroad.id != one.id, "another country's register counts for itself"
