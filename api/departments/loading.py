"""A catalogue into the database: made where it is missing, brought up to date where its files have changed.

A department whose profile was edited since it was loaded keeps its edits: only its own file's change replaces them.
A concept whose words were edited keeps them: it is shared, so no one department's file can take them back.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from api.departments.catalogue import Catalogue, DepartmentFile
from api.departments.sharing import OwnTerm, share
from db.database import Transaction
from db.ids import new_id

LOADING = 7_270_001

INSTITUTION = """
insert into institution (id, code, name_nb, name_nn, name_en, abbreviation, org_number, mark, main_colour,
    accent_colour, languages, time_zone, country, reply_days, decision_days)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (code) do update set name_nb = excluded.name_nb, name_nn = excluded.name_nn, name_en = excluded.name_en
returning id
"""

CLOSED_PERIOD = """
insert into closed_period (institution_id, starts_on, ends_on, name) values ($1, $2, $3, $4)
on conflict (institution_id, starts_on) do nothing
"""

UNIT = """
insert into unit (id, institution_id, parent_id, kind, code, external_id, name_nb, name_nn, name_en,
    about_nb, about_nn, about_en, campus, mailbox, valid_to, successor_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (institution_id, code) do update set
    parent_id = excluded.parent_id, external_id = excluded.external_id,
    name_nb = case when unit.changed_on is null then excluded.name_nb else unit.name_nb end,
    name_nn = case when unit.changed_on is null then excluded.name_nn else unit.name_nn end,
    name_en = case when unit.changed_on is null then excluded.name_en else unit.name_en end,
    about_nb = excluded.about_nb, about_nn = excluded.about_nn, about_en = excluded.about_en,
    campus = excluded.campus,
    valid_to = case when unit.changed_on is null then excluded.valid_to else unit.valid_to end,
    successor_id = case when unit.changed_on is null then excluded.successor_id else unit.successor_id end
returning id
"""

FORM = """
insert into form_of_use (code, kind, level, credits, group_size, starts_in, spring_deadline, autumn_deadline,
    name_nb, name_nn, name_en, about_nb, about_nn, about_en, position)
values ($1, $2, $3, $4::float8::numeric, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (code) do nothing
"""

UNIT_FORM = "insert into unit_form (unit_id, form_code) values ($1, $2) on conflict do nothing"

OWN_DATES = """
insert into unit_form (unit_id, form_code, spring_deadline, autumn_deadline, source) values ($1, $2, $3, $4, $5)
on conflict (unit_id, form_code) do update set
    spring_deadline = excluded.spring_deadline, autumn_deadline = excluded.autumn_deadline, source = excluded.source
"""

DIGEST = "select profile_digest from unit where id = $1"
KEEP_DIGEST = "update unit set profile_digest = $2 where id = $1"
CLEAR_TERMS = "delete from unit_term where unit_id = $1"
CLEAR_EXAMPLES = "delete from example where unit_id = $1"

SOURCES = """
insert into term_source (code, name, licence) values ('shipped', 'Brobygger', 'Apache-2.0'), ('edited', 'Brobygger', '')
on conflict (code) do nothing
"""

# What a person has changed (its version says so) stays as they left it.
CONCEPT = """
insert into concept (id, source_code, external_id, labels_nb, labels_nn, labels_en, created_at)
values ($1, 'shipped', $2, $3, $4, $5, $6)
on conflict (source_code, external_id) do update set
    labels_nb = excluded.labels_nb, labels_nn = excluded.labels_nn, labels_en = excluded.labels_en
where concept.version = 1 and (concept.labels_nb, concept.labels_nn, concept.labels_en)
    is distinct from (excluded.labels_nb, excluded.labels_nn, excluded.labels_en)
"""
TERM = """
insert into unit_term (unit_id, concept_id, weight, position)
select $1, id, $3, $4 from concept where source_code = 'shipped' and external_id = $2
"""
UNSAID = """
delete from concept c where c.source_code = 'shipped' and c.version = 1
    and not exists (select 1 from unit_term t where t.concept_id = c.id)
"""
EXAMPLE = "insert into example (id, unit_id, language, text, position) values ($1, $2, $3, $4, $5)"


def _quiet(_step: str) -> None:
    return None


async def load(tx: Transaction, catalogue: Catalogue, *, now: datetime, say: Callable[[str], None] = _quiet) -> int:
    """How many departments were new or had changed. `say` hears each one's code as it is done."""
    await tx.run("select pg_advisory_xact_lock($1)", LOADING)
    home = catalogue.institution
    names = (home.name.nb, home.name.nn, home.name.en)
    institution_id = await tx.value(
        INSTITUTION,
        new_id(),
        home.code,
        *names,
        home.abbreviation,
        home.org_number,
        home.mark,
        home.main_colour,
        home.accent_colour,
        home.languages,
        home.time_zone,
        home.country,
        home.reply_days,
        home.decision_days,
    )
    await tx.run_many(CLOSED_PERIOD, [(institution_id, c.starts_on, c.ends_on, c.name) for c in home.closed])
    await _load_forms(tx, catalogue)
    ids: dict[str, UUID] = {}
    blank = ("", "", "")
    for faculty in home.faculties:
        names = (faculty.name.nb, faculty.name.nn, faculty.name.en)
        ids[faculty.code] = await tx.value(
            UNIT, new_id(), institution_id, None, "faculty", faculty.code, faculty.cristin_id, *names, *blank,
            [], None, None, None,
        )  # fmt: skip
    desk = home.desk
    await tx.value(
        UNIT, new_id(), institution_id, None, "desk", desk.code, None, desk.name.nb, desk.name.nn, desk.name.en,
        desk.about.nb, desk.about.nn, desk.about.en, [], f"desk@{home.mail_domain}", None, None,
    )  # fmt: skip
    sharing = share(catalogue)
    changed: list[tuple[UUID, DepartmentFile, bytes]] = []
    for department in catalogue.departments:
        names = (department.name.nb, department.name.nn, department.name.en)
        about = (department.about.nb, department.about.nn, department.about.en)
        ids[department.code] = await tx.value(
            UNIT, new_id(), institution_id, ids[department.faculty], "department", department.code,
            department.cristin_id, *names, *about, department.campus,
            f"{mail_name(department.code)}@{home.mail_domain}", None, None,
        )  # fmt: skip
        digest = hashlib.sha256(msgspec.json.encode(department)).digest()
        if await tx.value(DIGEST, ids[department.code]) != digest:
            changed.append((ids[department.code], department, digest))
    await tx.run(SOURCES)
    if changed:
        await tx.run_many(CONCEPT, [(new_id(), c.key, c.nb, c.nn, c.en, now) for c in sharing.concepts.values()])
    for unit_id, department, digest in changed:
        await _load_profile(tx, unit_id, department, sharing.terms[department.code])
        await tx.run(KEEP_DIGEST, unit_id, digest)
        say(department.code)
    if changed:
        await tx.run(UNSAID)
    for old in home.historic:
        names = (old.name.nb, old.name.nn, old.name.en)
        await tx.value(
            UNIT, new_id(), institution_id, ids[old.faculty], "department", old.code, old.cristin_id, *names, *blank,
            [], None, old.valid_to, ids[old.successor],
        )  # fmt: skip
    for dates in home.own_dates:
        if dates.unit in ids:
            await tx.run(
                OWN_DATES, ids[dates.unit], dates.form, dates.spring_deadline, dates.autumn_deadline, dates.source
            )
    return len(changed)


async def _load_forms(tx: Transaction, catalogue: Catalogue) -> None:
    for position, form in enumerate(catalogue.institution.forms):
        await tx.run(
            FORM, form.code, form.kind, form.level, form.credits, form.group_size, form.starts_in,
            form.spring_deadline, form.autumn_deadline, form.name.nb, form.name.nn, form.name.en,
            form.about.nb, form.about.nn, form.about.en, position,
        )  # fmt: skip


async def _load_profile(tx: Transaction, unit_id: UUID, department: DepartmentFile, terms: list[OwnTerm]) -> None:
    await tx.run_many(UNIT_FORM, [(unit_id, form) for form in department.forms])
    await tx.run(CLEAR_TERMS, unit_id)
    await tx.run(CLEAR_EXAMPLES, unit_id)
    await tx.run_many(TERM, [(unit_id, term.key, term.weight, position) for position, term in enumerate(terms)])
    texts = (("nb", department.examples.nb), ("nn", department.examples.nn), ("en", department.examples.en))
    await tx.run_many(
        EXAMPLE,
        [(new_id(), unit_id, language, text, n) for language, said in texts for n, text in enumerate(said)],
    )


def mail_name(code: str) -> str:
    """A department's code as the local part of an address: lower case, ø as o, å as a, æ as ae."""
    return code.lower().replace("ø", "o").replace("å", "a").replace("æ", "ae")
