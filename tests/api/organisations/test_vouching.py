"""Posters outside the register: the desk looks once, and first where the institution wants it so."""

from typing import Any

from db.database import Database
from tests.stories import as_json
from tests.visitors import Visitors


async def posted_by(visitors: Visitors, deliver: Any, **organisation: str) -> dict[str, Any]:
    """As the poster's department or the desk sees it, once it is routed."""
    stranger = await visitors.stranger()
    body = as_json(organisation={"name": "Lachs GmbH", **organisation})
    made = (await stranger.post("/api/v1/problems", json=body)).json()
    await deliver()
    mails = (await stranger.get("/dev/mail.json")).json()["items"]
    code = next(mail["subject"].split()[0] for mail in mails if mail["to"] == "kari@laks.example")
    await stranger.post(f"/api/v1/problems/{made['reference']}/confirmation", json={"code": code})
    await deliver()
    desk = await visitors.signed_in("desk@example.org")
    return (await desk.get(f"/api/v1/problems/{made['reference']}")).json()


async def test_departments_and_the_desk_look_at_once(visitors: Visitors, deliver: Any) -> None:
    shown = await posted_by(visitors, deliver, country="DE")
    assert "DESK" not in {holder["department_code"].upper() for holder in shown["holders"]}
    desk = await visitors.signed_in("desk@example.org")
    assert (await desk.get(f"/api/v1/organisations/{shown['organisation']['id']}")).json()["vouched_at"] is None


async def test_where_the_institution_wants_it_the_desk_comes_first(
    visitors: Visitors, deliver: Any, database: Database
) -> None:
    async with database.transaction() as tx:
        await tx.run("update institution set desk_vouches_first = true")
    shown = await posted_by(visitors, deliver, country="DE")
    (holder,) = shown["holders"]
    async with database.reading() as tx:
        assert await tx.value("select kind from unit where code = $1", holder["department_code"]) == "desk"
    known = await posted_by(visitors, deliver, country="NO", org_number="974767880")
    async with database.reading() as tx:
        for holder in known["holders"]:
            assert await tx.value("select kind from unit where code = $1", holder["department_code"]) == "department"


async def test_the_desk_vouches_once_and_says_how_it_knows(visitors: Visitors, deliver: Any) -> None:
    shown = await posted_by(visitors, deliver, country="DE")
    desk = await visitors.signed_in("desk@example.org")
    here = f"/api/v1/organisations/{shown['organisation']['id']}/vouching"
    assert (await desk.post(here, json={"reason": ""})).status_code == 422
    vouched = await desk.post(here, json={"reason": "Called back by the number on their web page."})
    assert vouched.status_code == 200 and vouched.json()["vouched_at"]
    assert (await desk.post(here, json={"reason": "Again."})).status_code == 409
    contact = await visitors.signed_in("kontakt.idi@example.org")
    assert (await contact.post(here, json={"reason": "Mine."})).status_code == 404
