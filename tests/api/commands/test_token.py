from api.settings import Settings
from tests.api.commands.running import brobygger
from tests.visitors import Visitors

OF_PARTNER = ("--email", "partner@example.org")


async def test_a_new_token_opens_what_its_scope_names_until_it_is_revoked(settings: Settings, visitors: Visitors):
    made = await brobygger(
        settings, "token", "create", "--email", "Partner@Example.org", "--name", "figures", "--scope", "metrics:read"
    )
    assert made.code == 0, made.err
    client = await visitors.bearer(made.out.strip())
    assert (await client.get("/api/v1/metrics")).status_code == 200
    assert (await client.get("/api/v1/partnerships")).status_code == 403

    listed = await brobygger(settings, "token", "list", *OF_PARTNER)
    assert made.out.strip() not in listed.out
    assert "figures" in listed.out
    assert "metrics:read" in listed.out
    token_id = listed.out.split()[0]

    ended = await brobygger(settings, "token", "revoke", token_id)
    assert ended.code == 0, ended.err
    assert (await client.get("/api/v1/metrics")).status_code == 401
    assert (await brobygger(settings, "token", "revoke", token_id)).code == 1


async def test_refuses_a_scope_that_is_not_there_and_names_those_that_are(settings: Settings, database: object):
    ran = await brobygger(settings, "token", "create", *OF_PARTNER, "--name", "x", "--scope", "everything:write")
    assert (ran.code, ran.out) == (1, "")
    assert "metrics:read" in ran.err


async def test_refuses_to_speak_for_a_stranger(settings: Settings, database: object):
    ran = await brobygger(
        settings, "token", "create", "--email", "who@nowhere.example", "--name", "x", "--scope", "metrics:read"
    )
    assert (ran.code, ran.out) == (1, "")
    assert "who@nowhere.example" in ran.err
