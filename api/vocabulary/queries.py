"""SQL of the vocabulary."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.vocabulary.concept import Concept, Linked, Said, SaidBy, Source
from db.database import Transaction

COLUMNS = """
    c.id, c.source_code, s.name as source_name, s.licence, c.external_id, c.labels_nb, c.labels_nn, c.labels_en,
    c.note, c.version, c.created_at, c.retired_at
"""

BY_ID = f"select {COLUMNS} from concept c join term_source s on s.code = c.source_code where c.id = $1"  # noqa: S608

BY_ID_LOCKED = f"""
select {COLUMNS} from concept c join term_source s on s.code = c.source_code where c.id = $1 for update of c
"""  # noqa: S608

SAID_BY_COLUMNS = """
    u.id as unit_id, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en, t.weight,
    t.own_nb, t.own_nn, t.own_en
"""

SAID_BY = f"""
select {SAID_BY_COLUMNS} from unit_term t join unit u on u.id = t.unit_id
where t.concept_id = $1 and (u.valid_to is null or u.valid_to > $2) order by t.weight desc, u.code limit 200
"""  # noqa: S608

SAID_BY_UNIT_LOCKED = f"""
select {SAID_BY_COLUMNS} from unit_term t join unit u on u.id = t.unit_id
where t.concept_id = $1 and t.unit_id = $2 for update of t
"""  # noqa: S608

UNITS_SAYING = "select unit_id as id from unit_term where concept_id = $1 order by unit_id limit 500"

LINKS = """
select l.kind, o.id, o.labels_nb, o.labels_nn, o.labels_en, o.name
from concept_link l join concept o on o.id = l.other_id where l.concept_id = $1 and o.retired_at is null
union
select case l.kind when 'broader' then 'narrower' else l.kind end, o.id, o.labels_nb, o.labels_nn, o.labels_en, o.name
from concept_link l join concept o on o.id = l.concept_id where l.other_id = $1 and o.retired_at is null
order by 1, 6, 2 limit 200
"""

# Words of other sources that share a word with this concept: what else it may be called, and in other languages.
ALSO_CALLED = """
select o.id, o.source_code, s.name as source_name, o.labels_nb, o.labels_nn, o.labels_en
from concept c
join concept o on string_to_array(o.said, E'\\n') && string_to_array(c.said, E'\\n')
join term_source s on s.code = o.source_code
where c.id = $1 and o.id <> c.id and o.retired_at is null
order by o.source_code, o.name, o.id limit $2
"""

# $2 is a part of a word, anywhere in it; $3 a source, or '' for all; ($4, $5) the last one seen.
DICTIONARY = """
select c.id, c.source_code, s.name as source_name, c.labels_nb, c.labels_nn, c.labels_en, c.name,
    coalesce(array(
        select u.code from unit_term t join unit u on u.id = t.unit_id
        where t.concept_id = c.id and (u.valid_to is null or u.valid_to > $1) order by u.code), '{}') as departments
from concept c join term_source s on s.code = c.source_code
where c.retired_at is null
    and ($2 = '' or strpos(c.said, lower($2)) > 0 or exists (
        select 1 from unit_term t cross join unnest(t.own_nb || t.own_nn || t.own_en) own
        where t.concept_id = c.id and strpos(lower(own), lower($2)) > 0))
    and ($3 = '' or c.source_code = $3)
    and ($4::text is null or (c.name, c.id) > ($4, $5::uuid))
order by c.name, c.id limit $6
"""

CHANGES = """
select h.id, h.at, h.actor_name, h.verb, h.reason, h.detail, u.code as unit_code
from history h left join unit u on u.id = h.unit_id
where h.subject_id = $1 order by h.at desc, h.id desc limit 100
"""

SOURCES = """
select s.code, s.name, s.licence, s.imported_at, count(c.id) as concepts
from term_source s left join concept c on c.source_code = s.code
group by s.code order by s.imported_at nulls first, s.code
"""

INSERT = """
insert into concept (id, source_code, labels_nb, labels_nn, labels_en, note, created_at)
values ($1, 'edited', $2, $3, $4, $5, $6)
"""

REVISE = """
update concept set labels_nb = $3, labels_nn = $4, labels_en = $5, note = $6, retired_at = $7, version = version + 1
where id = $1 and version = $2
"""

GIVE = """
insert into unit_term (unit_id, concept_id, weight, own_nb, own_nn, own_en, position)
values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position), -1) + 1 from unit_term where unit_id = $1))
on conflict (unit_id, concept_id) do update set
    weight = excluded.weight, own_nb = excluded.own_nb, own_nn = excluded.own_nn, own_en = excluded.own_en
"""

TAKE_AWAY = "delete from unit_term where unit_id = $1 and concept_id = $2"


class _Id(msgspec.Struct, frozen=True):
    id: UUID


class Entry(Said, frozen=True):
    """A line of the dictionary; `name` is what it is sorted by."""

    id: UUID
    source_code: str
    source_name: str
    name: str
    departments: list[str]


class AlsoCalled(Said, frozen=True):
    id: UUID
    source_code: str
    source_name: str


class _Linked(Linked, frozen=True):
    name: str


class Change(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    actor_name: str
    verb: str
    reason: str
    detail: dict[str, str]
    unit_code: str | None


async def by_id(tx: Transaction, concept_id: UUID, *, lock: bool = False) -> Concept | None:
    return await tx.row(Concept, BY_ID_LOCKED if lock else BY_ID, concept_id)


async def said_by(tx: Transaction, concept_id: UUID) -> list[SaidBy]:
    """Departments of today, those that it most surely leads to first."""
    return await tx.rows(SaidBy, SAID_BY, concept_id, tx.now.date())


async def said_by_unit(tx: Transaction, concept_id: UUID, unit_id: UUID) -> SaidBy | None:
    """Locked until the transaction ends."""
    return await tx.row(SaidBy, SAID_BY_UNIT_LOCKED, concept_id, unit_id)


async def units_saying(tx: Transaction, concept_id: UUID) -> list[UUID]:
    return [row.id for row in await tx.rows(_Id, UNITS_SAYING, concept_id)]


async def links(tx: Transaction, concept_id: UUID) -> list[Linked]:
    found = await tx.rows(_Linked, LINKS, concept_id)
    return [Linked(row.labels_nb, row.labels_nn, row.labels_en, row.id, row.kind) for row in found]


async def also_called(tx: Transaction, concept_id: UUID, limit: int = 12) -> list[AlsoCalled]:
    return await tx.rows(AlsoCalled, ALSO_CALLED, concept_id, limit)


async def dictionary(
    tx: Transaction, text: str, source: str, after: tuple[str, UUID] | None, limit: int
) -> list[Entry]:
    """By name. Everything when `text` is empty, of every source when `source` is."""
    name, last = after or (None, None)
    return await tx.rows(Entry, DICTIONARY, tx.now.date(), text, source, name, last, limit)


async def changes(tx: Transaction, concept_id: UUID) -> list[Change]:
    """Newest first."""
    return await tx.rows(Change, CHANGES, concept_id)


async def sources(tx: Transaction) -> list[Source]:
    return await tx.rows(Source, SOURCES)
