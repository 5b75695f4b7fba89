"""A register that answers, and a worker that asks it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from litestar import Litestar

from api.organisations.register import OpenRegister
from tests.register_house import RegisterHouse, opened

NUMBER = "974767880"


@pytest.fixture
def register_house() -> Iterator[RegisterHouse]:
    with opened() as house:
        yield house


@pytest.fixture
async def register(register_house: RegisterHouse) -> AsyncIterator[OpenRegister]:
    found = OpenRegister(register_house.url)
    yield found
    await found.close()


@pytest.fixture
def asked_by_all(site: Litestar, deliveries: Any, register: OpenRegister) -> Iterator[OpenRegister]:
    """The application and the worker of this test ask this register."""
    before = site.state.register
    site.state.register = deliveries.register = register
    yield register
    site.state.register = before
