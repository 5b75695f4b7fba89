"""Every SQL statement of the program, prepared against the migrated schema; and its columns against its Struct."""

import ast
import importlib
import pkgutil
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, get_origin

import asyncpg
import msgspec
import pytest

import api
import db
import frontend.pages
import workers
from tests.servers import Servers

STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\b", re.IGNORECASE)
# Run as scripts, not as statements.
NOT_IMPORTED = {"workers.__main__"}


class Reading(NamedTuple):
    """A call of `tx.row` or `tx.rows`: which Struct it expects of which statement, and where."""

    shape: type
    sql: str
    where: str


def modules() -> Iterator[ModuleType]:
    for room in (api, db, workers, frontend.pages):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if found.name not in NOT_IMPORTED:
                yield importlib.import_module(found.name)


def statements() -> dict[str, str]:
    """By `module.NAME`; a name that was imported from elsewhere is counted where it was born."""
    found: dict[str, str] = {}
    for module in modules():
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and STATEMENT.match(value):
                found.setdefault(value, f"{module.__name__}.{name}")
    return {where: sql for sql, where in found.items()}


def _value(node: ast.expr, module: ModuleType) -> list[Any]:
    """What a name stands for in its module; both arms of a choice; nothing for what is only known when it runs."""
    if isinstance(node, ast.IfExp):
        return _value(node.body, module) + _value(node.orelse, module)
    if isinstance(node, ast.Name):
        return [vars(module)[node.id]] if node.id in vars(module) else []
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return [getattr(holder, node.attr) for holder in _value(node.value, module) if hasattr(holder, node.attr)]
    if isinstance(node, ast.Constant):
        return [node.value]
    return []


def readings() -> list[Reading]:
    found: list[Reading] = []
    for module in modules():
        assert module.__file__
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or len(node.args) < 2:
                continue
            if node.func.attr not in ("row", "rows"):
                continue
            shapes, told = _value(node.args[0], module), _value(node.args[1], module)
            structs = [s for s in shapes if isinstance(s, type) and issubclass(s, msgspec.Struct)]
            where = f"{module.__name__}:{node.lineno}"
            found += [Reading(shape, sql, where) for shape in structs for sql in told if isinstance(sql, str)]
    return found


@pytest.fixture
async def connection(servers: Servers) -> AsyncIterator[asyncpg.Connection]:
    from tests import servers as houses

    async with houses.cloned(servers) as address:
        made = await asyncpg.connect(address)
        try:
            yield made
        finally:
            await made.close()


async def test_every_statement_fits_the_schema(connection: asyncpg.Connection) -> None:
    faults: list[str] = []
    known = statements()
    assert len(known) > 100, "the search for statements has lost its way"
    for where, sql in known.items():
        try:
            await connection.prepare(sql)
        except asyncpg.PostgresError as fault:
            faults.append(f"{where}: {fault}")
    assert not faults, "\n".join(faults)


async def test_every_row_has_what_its_struct_asks_for(connection: asyncpg.Connection) -> None:
    faults: list[str] = []
    known = readings()
    assert len(known) > 40, "the search for readings has lost its way"
    for reading in known:
        columns = [a.name for a in (await connection.prepare(reading.sql)).get_attributes()]
        fields = msgspec.structs.fields(reading.shape)
        needed = {field.encode_name for field in fields if field.required}
        allowed = {field.encode_name for field in fields}
        if len(set(columns)) != len(columns):
            faults.append(f"{reading.where}: a column of {reading.shape.__name__} comes twice")
        if missing := needed - set(columns):
            faults.append(f"{reading.where}: {reading.shape.__name__} needs {sorted(missing)}")
        if unasked := set(columns) - allowed:
            faults.append(f"{reading.where}: {reading.shape.__name__} does not know {sorted(unasked)}")
    assert not faults, "\n".join(faults)


# These speak of tables that they learn of at run time: a backup, a clearing by foreign keys, a migration.
BUILT_FROM_NAMES = {"db.migrate", "api.commands.check", "api.commands.tables", "api.demo.clearing", "api.demo.year"}


def test_no_statement_hides_inside_a_function() -> None:
    """SQL stands as a constant with a name, where the tests above find it."""
    hidden: list[str] = []
    for module in modules():
        assert module.__file__
        for function in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    looks = re.match(
                        r"\s*(select .* from|insert into|update \w+ set|delete from|with \w+ as)", node.value
                    )
                    if looks and module.__name__ not in BUILT_FROM_NAMES:
                        hidden.append(f"{module.__name__}:{node.lineno}")
    assert not hidden, hidden


def test_a_struct_for_rows_is_a_plain_one() -> None:
    """`msgspec.convert` takes a Record by its column names, so a generic shape could not be compared."""
    assert all(get_origin(reading.shape) is None for reading in readings())
