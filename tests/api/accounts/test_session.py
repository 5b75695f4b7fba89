"""Sessions: opaque, hashed, new at each sign-in, and over when they are ended."""

from datetime import timedelta

import httpx

from api.accounts import session
from api.accounts.actor import Role
from db.database import Database, Transaction
from tests.people import People
from tests.stories import person_named
from tests.visitors import Visitors


async def test_a_token_finds_its_person_with_all_they_may_speak_for(tx: Transaction) -> None:
    who = await person_named(tx, "kontakt.idi@example.org")
    actor = await session.find_by_session(tx, await session.open_session(tx, who.id, "a browser"))
    assert actor is not None
    assert (actor.person_id, actor.email) == (who.id, who.email)
    assert actor.has(Role.CONTACT)
    assert not actor.has(Role.DESK)
    assert actor.scopes is None


async def test_only_the_hash_of_it_is_kept(tx: Transaction) -> None:
    who = await person_named(tx, "desk@example.org")
    token = await session.open_session(tx, who.id, "x" * 1000)
    assert token not in str(await tx.value("select s::text from session s"))
    assert await session.find_by_session(tx, token + "x") is None


async def test_it_is_over_when_it_is_revoked_or_its_days_are_past(tx: Transaction) -> None:
    who = await person_named(tx, "desk@example.org")
    one, other = [await session.open_session(tx, who.id, "a browser") for _ in range(2)]
    actor = await session.find_by_session(tx, one)
    assert actor is not None
    assert actor.session_id is not None
    stranger = await person_named(tx, "admin@example.org")
    assert not await session.end_session(tx, actor.session_id, stranger.id), "it is not the stranger's to end"
    assert await session.end_session(tx, actor.session_id, who.id)
    assert await session.find_by_session(tx, one) is None
    assert await session.find_by_session(tx, other) is not None
    await tx.run("update session set expires_at = now() - interval '1 second'")
    assert await session.find_by_session(tx, other) is None


async def test_a_role_that_has_ended_is_held_no_longer(tx: Transaction) -> None:
    who = await person_named(tx, "desk@example.org")
    token = await session.open_session(tx, who.id, "a browser")
    await tx.run("update appointment set until = now() + $1 where person_id = $2", timedelta(seconds=1), who.id)
    actor = await session.find_by_session(tx, token)
    assert actor is not None
    assert not actor.has(Role.DESK)


async def test_every_sign_in_gives_a_new_token_and_chooses_none_of_the_visitor_s(visitors: Visitors) -> None:
    client = await visitors.stranger()
    client.cookies.set("session", "chosen-by-the-visitor")
    tokens: list[str] = []
    for _time in range(2):
        answer = await client.post("/dev/sign-in", json={"email": "desk@example.org"})
        tokens.append(answer.cookies["session"])
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
    assert len({*tokens, "chosen-by-the-visitor"}) == 3


async def test_signing_out_ends_this_session_and_no_other(visitors: Visitors) -> None:
    here, there = [await visitors.signed_in("desk@example.org") for _ in range(2)]
    assert (await here.delete("/api/v1/sign-in")).status_code == 204
    assert (await here.get("/api/v1/me")).status_code == 401
    assert (await there.get("/api/v1/me")).status_code == 200


async def test_signing_in_and_out_is_in_the_history(visitors: Visitors, database: Database, people: People) -> None:
    client = await visitors.signed_in("desk@example.org")
    await client.delete("/api/v1/sign-in")
    async with database.reading() as tx:
        rows = await tx.value("select array_agg(verb order by at, id) from history where actor_name = 'Dagny Desk'")
    assert rows == ["session.opened", "session.ended"]


async def test_a_cookie_that_is_not_ours_is_a_stranger_s(visitors: Visitors) -> None:
    client: httpx.AsyncClient = await visitors.stranger({"Cookie": "session=nonsense; follow=..x.."})
    assert (await client.get("/api/v1/departments")).status_code == 200
    assert (await client.get("/api/v1/me")).status_code == 401
