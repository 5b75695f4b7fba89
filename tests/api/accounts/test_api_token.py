"""API tokens: shown once, scoped, expiring, and never more than their person."""

from datetime import timedelta

import pytest

from api.accounts import api_token
from api.accounts.api_token import SCOPES, need_scope
from api.accounts.session import find_by_api_token
from api.errors import Invalid, NotAllowed
from db.database import Database, Transaction
from tests.people import People
from tests.stories import person_named
from tests.visitors import Visitors


async def token_of(tx: Transaction, email: str, *scopes: str) -> str:
    return await api_token.create(tx, (await person_named(tx, email)).id, "for a test", list(scopes))


async def test_a_token_acts_for_its_person_within_its_scopes(tx: Transaction) -> None:
    actor = await find_by_api_token(tx, await token_of(tx, "partner@example.org", "metrics:read", "metrics:read"))
    assert actor is not None
    assert actor.email == "partner@example.org"
    assert actor.scopes == {"metrics:read"}
    need_scope(actor, "metrics:read")
    with pytest.raises(NotAllowed):
        need_scope(actor, "partnerships:read")


async def test_a_person_in_a_browser_needs_no_scope(people: People) -> None:
    actor = await people.partner()
    for scope in SCOPES:
        need_scope(actor, scope)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["metrics:read", "metrics:write"]])
async def test_a_scope_that_is_none_is_refused_with_those_there_are(tx: Transaction, scopes: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        await token_of(tx, "partner@example.org", *scopes)
    assert [fault.pointer for fault in refused.value.faults] == ["/scopes"]
    assert "metrics:read" in refused.value.faults[0].detail


async def test_only_its_hash_and_its_first_signs_are_kept(tx: Transaction) -> None:
    token = await token_of(tx, "partner@example.org", "metrics:read")
    kept = str(await tx.value("select t::text from api_token t"))
    assert token not in kept
    assert token[:12] in kept


@pytest.mark.parametrize("end", ["expires_at = now() - interval '1 second'", "revoked_at = now()"])
async def test_a_token_that_is_over_is_nobody(tx: Transaction, end: str) -> None:
    token = await token_of(tx, "partner@example.org", "metrics:read")
    await tx.run(f"update api_token set {end}")
    assert await find_by_api_token(tx, token) is None


async def test_a_token_lives_for_a_year_and_remembers_its_last_use(tx: Transaction) -> None:
    token = await token_of(tx, "partner@example.org", "metrics:read")
    assert await tx.value("select expires_at - created_at from api_token") == timedelta(days=365)
    assert await tx.value("select last_used_at from api_token") is None
    await find_by_api_token(tx, token)
    assert await tx.value("select last_used_at from api_token") is not None


@pytest.mark.parametrize("given", ["nonsense", "brg_pat_" + "x" * 36, ""])
async def test_a_bearer_that_is_not_ours_is_refused_and_not_ignored(visitors: Visitors, given: str) -> None:
    client = await visitors.stranger({"Authorization": f"Bearer {given}x"})
    answer = await client.get("/api/v1/departments/IDI/x" if False else "/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_with_the_scope_reads_and_one_without_is_told_which_it_lacks(
    visitors: Visitors, database: Database
) -> None:
    async with database.transaction() as tx:
        reads = await token_of(tx, "partner@example.org", "metrics:read")
        lacks = await token_of(tx, "partner@example.org", "problems:read")
    assert (await (await visitors.bearer(reads)).get("/api/v1/metrics")).status_code == 200
    answer = await (await visitors.bearer(lacks)).get("/api/v1/metrics")
    assert answer.status_code == 403
    assert "metrics:read" in answer.json()["detail"]


async def test_a_scope_gives_nobody_more_than_they_had(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        token = await token_of(tx, "student1@example.org", "metrics:read", "referrals:read")
    client = await visitors.bearer(token)
    assert (await client.get("/api/v1/metrics")).status_code == 403
    assert (await client.get("/api/v1/referrals")).status_code == 404
