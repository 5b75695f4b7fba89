"""The catalogue that students browse: open engagements, filtered, searched and counted."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.departments.term import read_term
from api.engagements import queries
from api.engagements.engagement import Engagement
from api.errors import Fault, Invalid
from api.language import Words, _
from db.database import Transaction


class Filters(msgspec.Struct, frozen=True):
    """`form` is a form's code or its kind; `open` also asks for a place that is still free."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    form: str | None = None
    department: str | None = None
    level: str | None = None
    credits_min: float | None = None
    term: str | None = None
    language: str | None = None
    place: str | None = None
    open: bool | None = None


# Words are looked for in both stemmers, so that a Norwegian and an English text answer one box.
SOUGHT = """
e.status = 'open'
    and ($1::text is null or e.words @@ (websearch_to_tsquery('norwegian', $1) || websearch_to_tsquery('english', $1)))
    and ($5::float8 is null or e.credits >= $5::float8::numeric)
    and ($9::boolean is null or not $9 or e.groups > (
        select count(*) from claim c where c.engagement_id = e.id and c.place is not null))
"""

FITS = {
    "form": "($2::text is null or e.form_code = $2 or f.kind = $2)",
    "department": "($3::text is null or lower(u.code) = lower($3))",
    "level": "($4::text is null or e.level = $4)",
    "term": "($6::text is null or e.term = $6)",
    "language": "($7::text is null or e.language = $7)",
    "place": "($8::text is null or $8 = any(e.place))",
}

WHERE = " and ".join([SOUGHT, *FITS.values()])

LIST = f"""
select {queries.COLUMNS} from {queries.JOINS}
where {WHERE} and ($10::timestamptz is null or (e.opened_at, e.id) < ($10, $11::uuid))
order by e.opened_at desc, e.id desc limit $12
"""  # noqa: S608

# Facets are counted over at most the thousand newest hits, so that a broad search stays quick.
FACETS = f"""
with hits as (
    select e.form_code, u.code as department, e.level, e.term, e.language from {queries.JOINS}
    where {WHERE} order by e.opened_at desc, e.id desc limit 1000
)
select 'form' as facet, form_code as value, count(*)::int as count from hits group by form_code
union all select 'department', department, count(*)::int from hits group by department
union all select 'level', level, count(*)::int from hits where level is not null group by level
union all select 'term', term, count(*)::int from hits group by term
union all select 'language', language, count(*)::int from hits group by language
order by 1, 3 desc, 2
"""  # noqa: S608


def _instead(facet: str, columns: str, source: str = "hits") -> str:
    """The rows of one facet: its values among what the other filters leave."""
    others = " and ".join(f"{name}_fits" for name in FITS if name != facet)
    return (
        f"select '{facet}' as facet, {columns}, count(*)::int as count from {source} where {others} group by 2, 3, 4, 5"  # noqa: S608
    )


NAMELESS = "null::text as nb, null::text as nn, null::text as en"

# Each facet is counted as if it alone were not chosen, so that what one could choose instead stays in view.
CHOICES = f"""
with hits as (
    select e.form_code, f.kind as form_kind, f.name_nb as form_nb, f.name_nn as form_nn, f.name_en as form_en,
        u.code as department, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en,
        e.level, e.term, e.language, e.place,
        {", ".join(f"{condition} as {name}_fits" for name, condition in FITS.items())}
    from {queries.JOINS} where {SOUGHT} order by e.opened_at desc, e.id desc limit 5000
)
{_instead("form", "form_code as value, form_nb as nb, form_nn as nn, form_en as en")}
union all {_instead("form", f"form_kind, {NAMELESS}")}
union all {_instead("department", "department, unit_nb, unit_nn, unit_en")}
union all {_instead("level", f"level, {NAMELESS}", "(select * from hits where level is not null) as levelled")}
union all {_instead("term", f"term, {NAMELESS}")}
union all {_instead("language", f"language, {NAMELESS}")}
union all {_instead("place", f"at_place, {NAMELESS}", "hits cross join lateral unnest(place) as at_place")}
union all select 'all', '', null, null, null, count(*)::int from hits
where {" and ".join(f"{name}_fits" for name in FITS)}
"""  # noqa: S608


class FacetCount(msgspec.Struct, frozen=True):
    facet: str
    value: str
    count: int


class Choice(FacetCount, frozen=True):
    """A value that could be chosen, with its name where the name is data; the facet `all` counts what is found."""

    nb: str | None
    nn: str | None
    en: str | None

    @property
    def name(self) -> Words | None:
        return Words(self.nb, self.nn or self.nb, self.en or self.nb) if self.nb else None


def arguments(filters: Filters) -> list[object]:
    """What `WHERE` asks for, in its order."""
    term = filters.term
    if term:
        term = read_term(term)
        if term is None:
            raise Invalid([Fault("/term", _("Write the term as 2027-spring or 2027-autumn."))])
    return [
        filters.q or None, filters.form or None, filters.department or None, filters.level or None,
        filters.credits_min, term, filters.language or None, filters.place or None, filters.open,
    ]  # fmt: skip


async def browse(
    tx: Transaction, filters: Filters, before: tuple[datetime, UUID] | None, limit: int
) -> list[Engagement]:
    """Newest first."""
    at, last = before or (None, None)
    return await tx.rows(Engagement, LIST, *arguments(filters), at, last, limit)


async def facets(tx: Transaction, filters: Filters) -> dict[str, list[FacetCount]]:
    """Counts by facet, most first, among what the filters leave."""
    counted: dict[str, list[FacetCount]] = {}
    for row in await tx.rows(FacetCount, FACETS, *arguments(filters)):
        counted.setdefault(row.facet, []).append(row)
    return counted


async def choices(tx: Transaction, filters: Filters) -> dict[str, list[Choice]]:
    """What the catalogue's filters offer, by facet."""
    offered: dict[str, list[Choice]] = {}
    for row in await tx.rows(Choice, CHOICES, *arguments(filters)):
        offered.setdefault(row.facet, []).append(row)
    return offered
