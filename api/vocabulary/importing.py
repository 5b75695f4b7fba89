"""Other people's vocabularies in and out, each marked with its source and licence. They disturb no routing.

An imported concept counts where a department has been given it; until then it offers synonyms and translations.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.history import history
from api.language import later
from api.vocabulary.concept import OWN_SOURCES, LinkKind, each_once
from db import outbox
from db.database import Transaction
from db.ids import new_id

BATCH = 1000
LABELS_AT_MOST = 100
LONGEST_LABEL = 300

SOURCE = """
insert into term_source (code, name, licence, imported_at) values ($1, $2, $3, $4)
on conflict (code) do update set name = excluded.name, licence = excluded.licence, imported_at = excluded.imported_at
"""

# Doing it again changes only what the file says otherwise than before, and never what a person has changed here.
CONCEPTS = """
insert into concept (id, source_code, external_id, labels_nb, labels_nn, labels_en, note, created_at)
select distinct on (t.external_id) t.id, $1, t.external_id, t.nb, t.nn, t.en, t.note, $3
from jsonb_to_recordset($2::jsonb) as t (id uuid, external_id text, nb text[], nn text[], en text[], note text)
order by t.external_id
on conflict (source_code, external_id) do update set
    labels_nb = excluded.labels_nb, labels_nn = excluded.labels_nn, labels_en = excluded.labels_en, note = excluded.note
where concept.version = 1 and (concept.labels_nb, concept.labels_nn, concept.labels_en, concept.note)
    is distinct from (excluded.labels_nb, excluded.labels_nn, excluded.labels_en, excluded.note)
returning xmax = 0 as is_new
"""

UNLINK = "delete from concept_link l using concept c where c.id = l.concept_id and c.source_code = $1"

LINKS = """
insert into concept_link (concept_id, other_id, kind)
select distinct a.id, b.id, t.kind
from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as t (external_id, other_source, other_id, kind)
join concept a on a.source_code = $1 and a.external_id = t.external_id
join concept b on b.source_code = t.other_source and b.external_id = t.other_id
where a.id <> b.id
on conflict do nothing
"""

LOST_TERMS = """
select t.unit_id, t.concept_id from unit_term t join concept c on c.id = t.concept_id where c.source_code = $1
order by t.unit_id, t.concept_id limit 100000
"""

REMOVE_CONCEPTS = "delete from concept where source_code = $1"
REMOVE_SOURCE = "delete from term_source where code = $1"


class TermLink(msgspec.Struct, frozen=True):
    """To another term, by its own id; `source` is empty for the same source."""

    kind: LinkKind
    other: str
    source: str = ""


class Term(msgspec.Struct, frozen=True):
    """One concept as a source has it. `external_id` is the source's own name for it."""

    external_id: str
    nb: list[str] = []
    nn: list[str] = []
    en: list[str] = []
    note: str = ""
    links: list[TermLink] = []


class About(NamedTuple):
    """A vocabulary, as readers are told of it."""

    code: str
    name: str
    licence: str


class Imported(msgspec.Struct, frozen=True):
    added: int
    changed: int
    unchanged: int
    links: int


class Removed(msgspec.Struct, frozen=True):
    """`terms` are those that departments had been given of the source: they no longer route by them."""

    concepts: int
    terms: int


class OwnSource(Exception):
    """What is our own can't be imported over or taken out."""


class _IsNew(msgspec.Struct, frozen=True):
    is_new: bool


class _Row(msgspec.Struct, frozen=True):
    id: UUID
    external_id: str
    nb: list[str]
    nn: list[str]
    en: list[str]
    note: str


class _Lost(msgspec.Struct, frozen=True):
    unit_id: UUID
    concept_id: UUID


def _labels(said: Iterable[str]) -> list[str]:
    return each_once(label.replace("\0", "")[:LONGEST_LABEL] for label in said)[:LABELS_AT_MOST]


def _rows(terms: Iterable[Term], links: list[tuple[str, TermLink]]) -> Iterator[_Row]:
    """Those with a word in a language of ours; what they are linked to is put aside until all are there."""
    for term in terms:
        row = _Row(new_id(), term.external_id, _labels(term.nb), _labels(term.nn), _labels(term.en), term.note[:2000])
        if row.nb or row.nn or row.en:
            links.extend((term.external_id, link) for link in term.links)
            yield row


def _in_batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _unheard(_count: int) -> None:
    return None


async def bring_in(
    tx: Transaction, about: About, terms: Iterable[Term], heard: Callable[[int], None] = _unheard
) -> Imported:
    """All of a source, or an update of it. `heard` is told how many more terms are in."""
    if about.code in OWN_SOURCES:
        raise OwnSource(about.code)
    await tx.run(SOURCE, about.code, about.name, about.licence, tx.now)
    links: list[tuple[str, TermLink]] = []
    added = changed = read = 0
    for batch in _in_batches(_rows(terms, links)):
        touched = await tx.rows(_IsNew, CONCEPTS, about.code, batch, tx.now)
        new = sum(row.is_new for row in touched)
        added, changed, read = added + new, changed + len(touched) - new, read + len(batch)
        heard(len(batch))
    return Imported(added, changed, read - added - changed, await _link(tx, about.code, links))


async def _link(tx: Transaction, code: str, links: list[tuple[str, TermLink]]) -> int:
    await tx.run(UNLINK, code)
    made = 0
    for start in range(0, len(links), 5 * BATCH):
        part = links[start : start + 5 * BATCH]
        made += await tx.run(
            LINKS, code, [own for own, _link in part], [link.source or code for _own, link in part],
            [link.other for _own, link in part], [link.kind.value for _own, link in part],
        )  # fmt: skip
    return made


async def take_out(tx: Transaction, actor: Actor, code: str) -> Removed | None:
    """The source and every concept of it; None when there is no such source."""
    if code in OWN_SOURCES:
        raise OwnSource(code)
    lost = await tx.rows(_Lost, LOST_TERMS, code)
    for term in lost:
        await history.record(
            tx, actor, "term.taken_away", term.concept_id, reason=later("the source that it came from was taken out"),
            now=tx.now, unit_id=term.unit_id, detail={"source": code},
        )  # fmt: skip
        await outbox.put(tx, "vocabulary.changed", term.concept_id)
    concepts = await tx.run(REMOVE_CONCEPTS, code)
    if not await tx.run(REMOVE_SOURCE, code):
        return None
    return Removed(concepts, len(lost))
