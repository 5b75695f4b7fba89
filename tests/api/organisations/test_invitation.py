"""Letting colleagues in, and out again: by whoever owns the organisation, and never without somebody left who can."""

from typing import Any

import httpx

from db.database import Database
from tests.visitors import Visitors

OWNER = "bedrift@example.org"
COLLEAGUE = "ola@elsewhere.example"


async def organisation_of(client: httpx.AsyncClient, database: Database, email: str = OWNER) -> str:
    async with database.reading() as tx:
        sql = """
        select m.organisation_id::text from membership m join person p on p.id = m.person_id
        where p.email = $1 and m.until is null limit 1
        """
        return await tx.value(sql, email)


async def mailed_key(client: httpx.AsyncClient, email: str) -> str:
    mails = (await client.get("/dev/mail.json")).json()["items"]
    text = next(mail["text"] for mail in mails if mail["to"] == email)
    return text.split("/invitations/")[1].split()[0]


async def test_an_invited_colleague_joins_by_the_link_alone(
    visitors: Visitors, deliver: Any, database: Database
) -> None:
    owner = await visitors.signed_in(OWNER)
    home = await organisation_of(owner, database)
    made = await owner.post(f"/api/v1/organisations/{home}/invitations", json={"email": "Ola@Elsewhere.example"})
    assert (made.status_code, made.json()["email"], made.json()["role"]) == (201, COLLEAGUE, "member")
    await deliver()
    key = await mailed_key(owner, COLLEAGUE)
    stranger = await visitors.stranger()
    for _scanner in range(2):
        assert "Join" in (await stranger.get(f"/invitations/{key}")).text
    taken = await stranger.post(f"/invitations/{key}")
    assert taken.headers["location"] == f"/organisations/{home}?done=joined"
    shown = (await stranger.get(f"/api/v1/organisations/{home}")).json()
    assert {(member["email"], member["role"]) for member in shown["members"]} == {
        (OWNER, "owner"), (COLLEAGUE, "member")
    }  # fmt: skip
    assert (await stranger.get(f"/invitations/{key}")).status_code == 410, "it works once"
    assert (await stranger.post("/api/v1/invitations/acceptance", json={"key": key})).status_code == 404


async def test_an_invitation_grows_old_and_can_be_taken_back(
    visitors: Visitors, deliver: Any, database: Database, clock: Any
) -> None:
    owner = await visitors.signed_in(OWNER)
    home = await organisation_of(owner, database)
    first = (await owner.post(f"/api/v1/organisations/{home}/invitations", json={"email": COLLEAGUE})).json()
    await deliver()
    key = await mailed_key(owner, COLLEAGUE)
    await clock.forward(days=15)
    old = await (await visitors.stranger()).get(f"/invitations/{key}")
    assert old.status_code == 410 and "no longer valid" in old.text
    assert (await owner.post(f"/api/v1/organisations/{home}/invitations", json={"email": COLLEAGUE})).status_code == 201
    await deliver()
    assert await mailed_key(owner, COLLEAGUE) != key
    gone = await owner.delete(f"/api/v1/organisations/{home}/invitations/{first['id']}")
    assert gone.status_code == 404, "the second took the first one's place"


async def test_a_member_speaks_for_it_and_does_not_let_others_in(
    visitors: Visitors, deliver: Any, database: Database
) -> None:
    owner = await visitors.signed_in(OWNER)
    home = await organisation_of(owner, database)
    await owner.post(f"/api/v1/organisations/{home}/invitations", json={"email": COLLEAGUE})
    await deliver()
    key = await mailed_key(owner, COLLEAGUE)
    await (await visitors.stranger()).post("/api/v1/invitations/acceptance", json={"key": key})
    member = await visitors.signed_in(COLLEAGUE)
    refused = await member.post(f"/api/v1/organisations/{home}/invitations", json={"email": "c@d.example"})
    assert refused.status_code == 403
    people = {m["email"]: m["person_id"] for m in (await member.get(f"/api/v1/organisations/{home}")).json()["members"]}
    assert (await member.delete(f"/api/v1/organisations/{home}/members/{people[OWNER]}")).status_code == 403
    last = await owner.delete(f"/api/v1/organisations/{home}/members/{people[OWNER]}")
    assert last.status_code == 409 and last.json()["state"] == "last_owner"
    changed = await owner.put(f"/api/v1/organisations/{home}/members/{people[COLLEAGUE]}", json={"role": "owner"})
    assert changed.status_code == 200
    assert (await owner.delete(f"/api/v1/organisations/{home}/members/{people[OWNER]}")).status_code == 204
    again = await visitors.signed_in(OWNER)
    assert (await again.get(f"/api/v1/organisations/{home}")).status_code == 404
    assert (await member.get(f"/api/v1/organisations/{home}")).status_code == 200


async def test_the_page_shows_who_belongs_and_keeps_what_was_typed(visitors: Visitors, database: Database) -> None:
    owner = await visitors.signed_in(OWNER)
    home = await organisation_of(owner, database)
    refused = await owner.post(f"/organisations/{home}/invitations", data={"email": "not an address"})
    assert refused.status_code == 422
    assert 'value="not an address"' in refused.text
    invited = await owner.post(f"/organisations/{home}/invitations", data={"email": COLLEAGUE, "role": "owner"})
    assert invited.status_code == 303
    shown = await owner.get(invited.headers["location"])
    assert COLLEAGUE in shown.text and "on its way" in shown.text
    rival = await visitors.signed_in("student1@example.org")
    assert (await rival.get(f"/organisations/{home}")).status_code == 404
