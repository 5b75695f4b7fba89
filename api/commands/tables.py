"""All rows of a database, out and in again: tables in the order of their foreign keys, with what numbers them."""

import asyncio
from collections.abc import AsyncGenerator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import IO, TypeAlias

import asyncpg
import msgspec

from db.migrate import steps

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# It says which files have made the tables, so it belongs to the program and not to what is backed up.
OWN = "schema_migration"

CHUNK = 1 << 18

COLUMNS = """
select c.oid::regclass::text as "table", array_agg(quote_ident(a.attname) order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and c.relname <> $1
group by c.oid order by 1
"""

LEANS_ON = """
select conrelid::regclass::text as "table", confrelid::regclass::text as other
from pg_constraint where contype = 'f' and conrelid <> confrelid and connamespace = 'public'::regnamespace
"""

SEQUENCES = """
select format('%I', sequencename) as sequence, last_value from pg_sequences
where schemaname = 'public' and last_value is not null order by 1
"""

NEWEST = "select coalesce(max(version), 0) from schema_migration"

REAL = "select exists (select 1 from problem where not demo) or exists (select 1 from person where not demo)"

FUNCTIONS = """
select p.oid::regprocedure::text as function from pg_proc p
where p.pronamespace = 'public'::regnamespace
    and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""


class Table(msgspec.Struct, frozen=True):
    name: str
    columns: list[str]


async def connect(url: str) -> Connection:
    """Whose text of a time or of bytes reads the same in any other session like it."""
    return await asyncpg.connect(
        url,
        server_settings={
            "application_name": "brobygger",
            "datestyle": "ISO, YMD",
            "intervalstyle": "postgres",
            "timezone": "UTC",
            "bytea_output": "hex",
            "client_min_messages": "warning",
        },
    )


async def tables(connection: Connection) -> list[Table]:
    """Each after those that it refers to."""
    found = {row["table"]: list(row["columns"]) for row in await connection.fetch(COLUMNS, OWN)}
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(found, ()))
    for row in await connection.fetch(LEANS_ON):
        if row["table"] in found and row["other"] in found:
            order.add(row["table"], row["other"])
    return [Table(name, found[name]) for name in order.static_order()]


async def sequences(connection: Connection) -> dict[str, int]:
    """The last number that each has given; never the newest row's, which may have been deleted since."""
    return {row["sequence"]: row["last_value"] for row in await connection.fetch(SEQUENCES)}


async def copy_out(connection: Connection, table: Table, to: Path) -> int:
    columns = ", ".join(table.columns)
    done = await connection.copy_from_query(f"select {columns} from {table.name}", output=to)  # noqa: S608
    return int(done.rpartition(" ")[2])


async def copy_in(connection: Connection, table: Table, source: IO[bytes]) -> int:
    async def chunks() -> AsyncGenerator[bytes]:
        while chunk := await asyncio.to_thread(source.read, CHUNK):
            yield chunk

    names = [name.strip('"') for name in (table.name, *table.columns)]
    done = await connection.copy_to_table(names[0], source=chunks(), columns=names[1:])
    return int(done.rpartition(" ")[2])


async def set_sequences(connection: Connection, numbers: dict[str, int]) -> None:
    for name, last in numbers.items():
        await connection.execute("select setval($1::text::regclass, $2)", name, last)


async def holds_real_things(connection: Connection) -> bool:
    return bool(await connection.fetchval(REAL))


async def version(connection: Connection) -> int:
    return int(await connection.fetchval(NEWEST))


async def empty(connection: Connection) -> None:
    """Of a catalogue, a demo year and what migrations put in, within the caller's transaction."""
    await connection.execute("set local brobygger.clearing_demo = 'on'")
    for table in reversed(await tables(connection)):
        await connection.execute(f"delete from {table.name}")  # noqa: S608


async def rebuild(connection: Connection, upto: int) -> None:
    """The tables as they were at an older version, within the caller's transaction."""
    for table in await tables(connection):
        await connection.execute(f"drop table {table.name} cascade")
    for row in await connection.fetch(FUNCTIONS):
        await connection.execute(f"drop function {row['function']} cascade")
    await connection.execute("delete from schema_migration where version > $1", upto)
    for step in steps()[:upto]:
        await connection.execute(step.sql)
    await connection.execute("set local statement_timeout = 0")
