"""Each role on each route: who gets what, and that a refusal changes nothing."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar

from api.settings import Settings
from db.database import Database
from tests import servers as houses
from tests.contract.matrix import CLOSED, MATRIX, Route
from tests.contract.world import ROLES, client_of, furnish, what_is_there
from tests.servers import Servers
from tests.visitors import Visitors

Told = dict[str, str]

FIXED = {
    "code": "IDI",
    "metric": "time_to_first_answer",
    "form": "master_thesis",
    "number": "974767880",
    "address": "nobody@spam.example",
    "nothing": "00000000-0000-7000-8000-000000000000",
}


@pytest.fixture(scope="session")
async def world(servers: Servers) -> AsyncIterator[tuple[str, Told]]:
    """The name of a database that holds one of everything, to be cloned like a template, and what is in it."""
    async with houses.cloned(servers) as address:
        database = await Database.connect(address, size=1, settable_clock=True)
        things = msgspec.structs.asdict(await furnish(database))
        await database.close()
        yield urlsplit(address).path.strip("/"), things


@pytest.fixture
async def settings(servers: Servers, _plain_settings: Settings, world: tuple[str, Told]) -> AsyncIterator[Settings]:
    async with houses.cloned(servers, world[0]) as address:
        yield msgspec.structs.replace(_plain_settings, database_url=address)


@pytest.fixture
def things(world: tuple[str, Told]) -> Told:
    return world[1]


def shape_of(path: str) -> str:
    """A path without the names of what stands in it."""
    return re.sub(r"\{[^}]*\}", "{}", path)


async def call(client: httpx.AsyncClient, route: Route, things: Told) -> httpx.Response:
    path = "/api/v1" + route.path.format(**things, **FIXED)
    return await client.request(route.method, path, json=filled(route.body, things))


def filled(body: Any, things: Told) -> Any:
    """A body whose texts name things, with what they stand for."""
    if isinstance(body, dict):
        return {name: filled(value, things) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(one, things) for one in body]
    return body.format(**things, **FIXED) if isinstance(body, str) else body


@pytest.mark.parametrize("route", [*MATRIX, *CLOSED], ids=lambda route: route.name)
async def test_those_who_may_not(route: Route, visitors: Visitors, database: Database, things: Told) -> None:
    """All of them in one world, which afterwards is as it was."""
    before = await what_is_there(database)
    wrong: dict[str, str] = {}
    for role in (role for role in ROLES if route.expected(role) >= 400):
        answer = await call(await client_of(role, visitors, database), route, things)
        if answer.status_code != route.expected(role):
            wrong[role] = f"{answer.status_code} instead of {route.expected(role)}: {answer.text[:200]}"
        if not answer.headers["content-type"].startswith("application/problem+json"):
            wrong[role] = f"not problem details: {answer.text[:200]}"
    assert wrong == {}
    assert await what_is_there(database) == before


ALLOWED = [(route, role) for route in [*MATRIX, *CLOSED] for role in ROLES if route.expected(role) < 400]
READING = [(route, role) for route, role in ALLOWED if route.method == "GET"]
CHANGING = [(route, role) for route, role in ALLOWED if route.method != "GET"]


@pytest.mark.parametrize("route", [r for r in [*MATRIX, *CLOSED] if r.method == "GET"], ids=lambda route: route.name)
async def test_those_who_may_look(route: Route, visitors: Visitors, database: Database, things: Told) -> None:
    before = await what_is_there(database)
    wrong: dict[str, str] = {}
    for role in (role for found, role in READING if found == route):
        answer = await call(await client_of(role, visitors, database), route, things)
        if answer.status_code != 200:
            wrong[role] = f"{answer.status_code}: {answer.text[:200]}"
    assert wrong == {}
    assert await what_is_there(database) == before, "looking changes nothing"


@pytest.mark.parametrize(("route", "role"), CHANGING, ids=lambda one: one.name if isinstance(one, Route) else one)
async def test_those_who_may(route: Route, role: str, visitors: Visitors, database: Database, things: Told) -> None:
    answer = await call(await client_of(role, visitors, database), route, things)
    assert answer.status_code == route.expected(role), answer.text


def test_every_route_is_in_the_matrix_and_nothing_else(site: Litestar) -> None:
    there = {
        f"{method} {shape_of(found.path.removeprefix('/api/v1'))}"
        for found in site.routes
        if found.path.startswith("/api/v1/")
        for method in getattr(found, "methods", ())
        if method != "OPTIONS"
    }
    assert {f"{route.method} {shape_of(route.template)}" for route in MATRIX} == there


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: route.name)
def test_every_role_has_its_answer(route: Route) -> None:
    assert all(200 <= route.expected(role) < 500 for role in ROLES)
