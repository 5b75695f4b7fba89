"""Takes the demo year out again, and leaves whatever a person has had a hand in."""

from uuid import UUID

import msgspec

from db.database import Transaction

ALLOWED = "set local brobygger.clearing_demo = 'on'"

# A demo problem that somebody real has acted on, or joined, is theirs too by now.
UNTOUCHED = """
select p.id from problem p where p.demo and not exists (
    select 1 from history h join person a on a.id = h.actor_id and not a.demo
    where h.problem_id = p.id or h.engagement_id in (select e.id from engagement e where e.problem_id = p.id)
) and not exists (
    select 1 from engagement e join claim_member m on m.engagement_id = e.id join person s on s.id = m.person_id
    where e.problem_id = p.id and not s.demo
)
"""

# Whatever the outbox and the mail tell of them.
SUBJECTS = """
select id from problem where id = any($1)
union all select id from referral where problem_id = any($1)
union all select id from engagement where problem_id = any($1)
union all select c.id from claim c join engagement e on e.id = c.engagement_id where e.problem_id = any($1)
union all select f.id from follow_up f join engagement e on e.id = f.engagement_id where e.problem_id = any($1)
"""

FACTS = "delete from outbox where subject_id = any($1) returning id"
MAILS = "delete from mail where fact_id = any($1::bigint[]) returning id"
FACTS_OF_MAILS = "delete from outbox where topic = 'mail.written' and subject_id = any($1)"
CODES = "delete from mail_code where subject_id = any($1)"
SIGN_INS = """
delete from history h using person p
where p.id = h.actor_id and p.demo and h.verb in ('session.opened', 'session.ended')
"""

# What demo teachers said their courses seek, and that they said it.
NEEDS = "delete from need n using person p where p.id = n.owner_id and p.demo"
SAID = "delete from history h using person p where p.id = h.actor_id and p.demo and h.verb like 'need.%'"

REFERENCES = """
select c.conrelid::regclass::text as "table", quote_ident(a.attname) as "column",
    exists (select 1 from pg_attribute i where i.attrelid = c.conrelid and i.attname = 'id') as has_id
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = $1::text::regclass order by 1, 2
"""

# These go with the row that they point at; anything else that points at it was entered by somebody.
MEMBERS = frozenset({"membership"})
OWN = frozenset({"session", "appointment", "preference", "answer_link"})


class Cleared(msgspec.Struct, frozen=True):
    problems: int
    organisations: int
    people: int


class _Reference(msgspec.Struct, frozen=True):
    table: str
    column: str
    has_id: bool


async def clear(tx: Transaction) -> Cleared:
    await tx.run(ALLOWED)
    problems = [row["id"] for row in await tx.rows(dict[str, UUID], UNTOUCHED)]
    subjects = [row["id"] for row in await tx.rows(dict[str, UUID], SUBJECTS, problems)]
    facts = [row["id"] for row in await tx.rows(dict[str, int], FACTS, subjects)]
    mails = [row["id"] for row in await tx.rows(dict[str, UUID], MAILS, facts)]
    await tx.run(FACTS_OF_MAILS, mails)
    await tx.run(CODES, problems)
    await _uproot(tx, "problem", problems)
    organisations = await _delete_unneeded(tx, "organisation", MEMBERS)
    await tx.run(SIGN_INS)
    await tx.run(NEEDS)
    await tx.run(SAID)
    people = await _delete_unneeded(tx, "person", OWN)
    return Cleared(len(problems), organisations, people)


async def _uproot(tx: Transaction, table: str, ids: list[UUID]) -> None:
    """These rows and all that hangs on them, as the database's own foreign keys tell it."""
    if not ids:
        return
    for child in await tx.rows(_Reference, REFERENCES, table):
        if child.table == table:
            continue
        if child.has_id:
            found = await tx.rows(dict[str, UUID], f"select id from {child.table} where {child.column} = any($1)", ids)  # noqa: S608
            await _uproot(tx, child.table, [row["id"] for row in found])
        else:
            await tx.run(f"delete from {child.table} where {child.column} = any($1)", ids)  # noqa: S608
    await tx.run(f"delete from {table} where id = any($1)", ids)  # noqa: S608


async def _delete_unneeded(tx: Transaction, table: str, going_along: frozenset[str]) -> int:
    needed = [
        f"not exists (select 1 from {child.table} x where x.{child.column} = {table}.id)"  # noqa: S608
        for child in await tx.rows(_Reference, REFERENCES, table)
        if child.table not in going_along
    ]
    return await tx.run(f"delete from {table} where {' and '.join(['demo', *needed])}")  # noqa: S608
