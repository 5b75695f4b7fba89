"""SQL of departments."""

from datetime import date
from uuid import UUID

import msgspec

from api.departments.calendar import ClosedPeriod, WorkCalendar
from api.departments.unit import ConceptLabels, FormOfUse, Institution, Unit
from db.database import Transaction

INSTITUTION = """
select id, code, name_nb, name_nn, name_en, abbreviation, mark, main_colour, accent_colour, languages, time_zone,
    country, reply_days, decision_days
from institution order by id limit 1
"""

CLOSED = """
select starts_on, ends_on, name from closed_period where institution_id = $1 order by starts_on limit 500
"""

UNIT_COLUMNS = """
    u.id, u.kind, u.code, u.name_nb, u.name_nn, u.name_en, u.about_nb, u.about_nn, u.about_en, u.campus, u.mailbox,
    f.code as faculty_code, f.name_nb as faculty_nb, f.name_nn as faculty_nn, f.name_en as faculty_en,
    u.external_id, u.valid_from, u.valid_to
"""

UNIT_BY_ID = f"select {UNIT_COLUMNS} from unit u left join unit f on f.id = u.parent_id where u.id = $1"  # noqa: S608

UNIT_BY_CODE = f"""
select {UNIT_COLUMNS} from unit u left join unit f on f.id = u.parent_id
where u.kind <> 'faculty' and lower(u.code) = lower($1)
order by u.valid_to desc nulls first limit 1
"""  # noqa: S608

UNIT_OF_ANY_KIND = f"""
select {UNIT_COLUMNS} from unit u left join unit f on f.id = u.parent_id where lower(u.code) = lower($1)
order by u.valid_to desc nulls first limit 1
"""  # noqa: S608

DEPARTMENTS = f"""
select {UNIT_COLUMNS} from unit u join unit f on f.id = u.parent_id
where u.kind = 'department' and (u.valid_from is null or u.valid_from <= $1) and (u.valid_to is null or u.valid_to > $1)
order by f.code, u.code limit 500
"""  # noqa: S608

# A word matches anywhere in a name or in a label, in whichever language; `words` are the labels that did.
SEARCH = f"""
with matching as (
    select t.unit_id, array_agg(distinct label order by label) as words
    from unit_term t join concept c on c.id = t.concept_id
    cross join unnest(c.labels_nb || c.labels_nn || c.labels_en || t.own_nb || t.own_nn || t.own_en) label
    where $2 <> '' and c.retired_at is null and strpos(lower(label), lower($2)) > 0
    group by t.unit_id
)
select {UNIT_COLUMNS}, coalesce(m.words[1:4], '{{}}') as words
from unit u join unit f on f.id = u.parent_id left join matching m on m.unit_id = u.id
where u.kind = 'department' and (u.valid_from is null or u.valid_from <= $1) and (u.valid_to is null or u.valid_to > $1)
    and ($2 = '' or m.unit_id is not null or lower(u.code) = lower($2)
        or strpos(lower(concat_ws(' ', u.name_nb, u.name_nn, u.name_en)), lower($2)) > 0)
    and ($3 = '' or $3 = any(u.campus))
order by f.code, u.code limit 500
"""  # noqa: S608

CAMPUSES = """
select distinct place.name from unit u cross join unnest(u.campus) as place (name)
where u.kind = 'department' and (u.valid_to is null or u.valid_to > $1) order by place.name limit 100
"""

DESK = f"""
select {UNIT_COLUMNS} from unit u left join unit f on f.id = u.parent_id where u.kind = 'desk' order by u.id limit 1
"""  # noqa: S608

FORM_COLUMNS = """
    f.code, f.kind, f.name_nb, f.name_nn, f.name_en, f.about_nb, f.about_nn, f.about_en, f.level,
    f.credits::float8 as credits, f.group_size, f.starts_in
"""

UNIT_FORMS = f"""
select {FORM_COLUMNS},
    coalesce(uf.spring_deadline, f.spring_deadline) as spring_deadline,
    coalesce(uf.autumn_deadline, f.autumn_deadline) as autumn_deadline,
    uf.local_name
from unit_form uf join form_of_use f on f.code = uf.form_code
where uf.unit_id = $1 order by f.position, f.code limit 100
"""  # noqa: S608

FORMS = f"""
select {FORM_COLUMNS}, f.spring_deadline, f.autumn_deadline, null::text as local_name
from form_of_use f order by f.position, f.code limit 100
"""  # noqa: S608

CONCEPTS = """
select t.concept_id, t.weight, t.own_nb || c.labels_nb as labels_nb, t.own_nn || c.labels_nn as labels_nn,
    t.own_en || c.labels_en as labels_en
from unit_term t join concept c on c.id = t.concept_id
where t.unit_id = $1 and c.retired_at is null order by t.weight desc, t.position, c.id limit $2
"""

EXAMPLES = "select text from example where unit_id = $1 and language = $2 order by position limit $3"

FORMS_OF_UNITS = """
select u.code as unit_code, uf.form_code, f.kind from unit_form uf
join unit u on u.id = uf.unit_id join form_of_use f on f.code = uf.form_code
order by u.code, f.position limit 5000
"""


class UnitForm(msgspec.Struct, frozen=True):
    unit_code: str
    form_code: str
    kind: str


class UnitFound(Unit, frozen=True):
    """A department, and its labels that a search met."""

    words: list[str]


class _Name(msgspec.Struct, frozen=True):
    name: str


async def institution(tx: Transaction) -> Institution:
    found = await tx.row(Institution, INSTITUTION)
    if found is None:
        raise LookupError("no institution is loaded; run 'brobygger demo load' or 'make up'")
    return found


async def work_calendar(tx: Transaction) -> WorkCalendar:
    home = await institution(tx)
    return home.calendar(await tx.rows(ClosedPeriod, CLOSED, home.id))


async def unit_by_id(tx: Transaction, unit_id: UUID) -> Unit | None:
    return await tx.row(Unit, UNIT_BY_ID, unit_id)


async def unit_by_code(tx: Transaction, code: str) -> Unit | None:
    return await tx.row(Unit, UNIT_BY_CODE, code)


async def departments(tx: Transaction, on: date) -> list[Unit]:
    """Those that are valid on the day."""
    return await tx.rows(Unit, DEPARTMENTS, on)


async def desk(tx: Transaction) -> Unit:
    found = await tx.row(Unit, DESK)
    if found is None:
        raise LookupError("the institution has no broker desk")
    return found


async def forms_of(tx: Transaction, unit_id: UUID) -> list[FormOfUse]:
    return await tx.rows(FormOfUse, UNIT_FORMS, unit_id)


async def all_forms(tx: Transaction) -> list[FormOfUse]:
    return await tx.rows(FormOfUse, FORMS)


async def concepts_of(tx: Transaction, unit_id: UUID, limit: int = 300) -> list[ConceptLabels]:
    return await tx.rows(ConceptLabels, CONCEPTS, unit_id, limit)


async def examples_of(tx: Transaction, unit_id: UUID, language: str, limit: int = 6) -> list[str]:
    return [row["text"] for row in await tx.rows(dict[str, str], EXAMPLES, unit_id, language, limit)]


async def forms_of_all_units(tx: Transaction) -> list[UnitForm]:
    return await tx.rows(UnitForm, FORMS_OF_UNITS)


async def search(tx: Transaction, on: date, text: str, campus: str) -> list[UnitFound]:
    """All of the day's departments when both are empty."""
    return await tx.rows(UnitFound, SEARCH, on, text, campus)


async def campuses(tx: Transaction, on: date) -> list[str]:
    return [row.name for row in await tx.rows(_Name, CAMPUSES, on)]
