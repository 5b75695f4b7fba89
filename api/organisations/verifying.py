"""What the register says is fetched after the answer has gone out, kept, and looked up again when it has changed."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from api.organisations.register import CHANGES_AT_ONCE, KINDS, Kind, Register, RegisterAway
from api.organisations.register_entry import RegisterEntry
from db import outbox
from db.database import Transaction
from db.ids import new_id

FRESH = timedelta(hours=24)
AGAIN = timedelta(days=30)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
ON_ITS_WAY = timedelta(minutes=15)
EACH_HOUR = timedelta(hours=1)

COLUMNS = """
    number, standing, name, form_code, form_name, industry_code, industry_name, employees, municipality,
    municipality_number, written_form, parent_number, bankrupt, winding_up, deleted_on, answered_at
"""

OF_NUMBER = f"select {COLUMNS} from register_entry where number = $1"  # noqa: S608

ASK_FOR = """
insert into register_entry (number, ask_at) values ($1, $2) on conflict (number) do nothing
"""

# Whoever takes a number puts it off for as long as an answer may take, so that nobody asks twice at once.
TAKE_DUE = """
update register_entry r set ask_at = $2
from organisation o
where o.country = 'NO' and o.org_number = r.number and r.number in (
    select number from register_entry where ask_at <= $1 order by ask_at, number limit $3 for update skip locked)
returning r.number, o.id as organisation_id
"""

# Typed into a form, and nothing came of it.
FORGET = """
delete from register_entry r where r.number in (
    select e.number from register_entry e
    where e.answered_at < $1 and not exists (
        select 1 from organisation o where o.country = 'NO' and o.org_number = e.number)
    order by e.answered_at limit $2)
"""

KEEP = """
insert into register_entry (number, standing, name, form_code, form_name, industry_code, industry_name, employees,
    municipality, municipality_number, written_form, parent_number, bankrupt, winding_up, deleted_on, answered_at,
    ask_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (number) do update set
    standing = excluded.standing, name = coalesce(excluded.name, register_entry.name), form_code = excluded.form_code,
    form_name = excluded.form_name, industry_code = excluded.industry_code, industry_name = excluded.industry_name,
    employees = excluded.employees, municipality = excluded.municipality,
    municipality_number = excluded.municipality_number, written_form = excluded.written_form,
    parent_number = excluded.parent_number, bankrupt = excluded.bankrupt, winding_up = excluded.winding_up,
    deleted_on = excluded.deleted_on, answered_at = excluded.answered_at, ask_at = excluded.ask_at, failures = 0
"""

# 5, 10, 20 minutes and so on: an outage is neither hammered at nor forgotten.
PUT_OFF = """
update register_entry
set failures = failures + 1,
    ask_at = $2::timestamptz + least($3::interval * power(2, least(failures, 20)), $4::interval)
where number = $1
"""

# An organisation is spoken to in the written form that it has registered.
SPEAK_THEIR_FORM = """
update organisation set language = $2 where country = 'NO' and org_number = $1 and language <> 'en'
"""

ANSWERED = """
select number from register_entry where answered_at is not null and ($1::text is null or number > $1)
order by number limit $2
"""

LOOK_AGAIN = "update register_entry set ask_at = $2 where number = any($1::text[]) and ask_at > $2"

CLAIM_FEEDS = """
insert into register_feed (kind, last_id, asked_at) select unnest($1::text[]), 0, $2
on conflict (kind) do update set asked_at = excluded.asked_at where register_feed.asked_at <= $3
"""

FEED = "select last_id, read_at from register_feed where kind = $1 for update"

FEED_READ = "update register_feed set last_id = greatest(last_id, $2), read_at = $3 where kind = $1"


class _Number(msgspec.Struct, frozen=True):
    number: str


class _Due(msgspec.Struct, frozen=True):
    number: str
    organisation_id: UUID


class _Feed(msgspec.Struct, frozen=True):
    last_id: int
    read_at: datetime | None


async def entry(tx: Transaction, number: str | None) -> RegisterEntry | None:
    """What is known of a number; None when it has never been asked for."""
    return await tx.row(RegisterEntry, OF_NUMBER, number) if number else None


def is_fresh(known: RegisterEntry | None, now: datetime) -> bool:
    return known is not None and known.answered_at is not None and now - known.answered_at < FRESH


async def keep(tx: Transaction, found: RegisterEntry) -> RegisterEntry:
    """What the register has just said."""
    kept = msgspec.structs.replace(found, answered_at=tx.now)
    await tx.run(
        KEEP, kept.number, kept.standing, kept.name, kept.form_code, kept.form_name, kept.industry_code,
        kept.industry_name, kept.employees, kept.municipality, kept.municipality_number, kept.written_form,
        kept.parent_number, kept.bankrupt, kept.winding_up, kept.deleted_on, kept.answered_at, tx.now + AGAIN,
    )  # fmt: skip
    if kept.written_form:
        await tx.run(SPEAK_THEIR_FORM, kept.number, kept.written_form)
    return kept


async def ask_for(tx: Transaction, organisation_id: UUID, number: str) -> None:
    """The number is looked up after this transaction, as soon as the register answers."""
    if await tx.run(ASK_FOR, number, tx.now + ON_ITS_WAY):
        await outbox.put(tx, "organisation.register_asked", organisation_id, number=number)


async def answer_asked(tx: Transaction, register: Register, number: str) -> bool:
    """False when the register is away: the number is asked for again later, which is not a fault of ours."""
    try:
        await keep(tx, await register.look_up(number))
    except RegisterAway:
        await tx.run(PUT_OFF, number, tx.now, FIRST_PAUSE, LONGEST_PAUSE)
        return False
    return True


async def ask_due(tx: Transaction, limit: int = 50) -> int:
    """Set going the look-ups that were put off or have grown old."""
    due = await tx.rows(_Due, TAKE_DUE, tx.now, tx.now + ON_ITS_WAY, limit)
    for row in due:
        await outbox.put(tx, "organisation.register_asked", row.organisation_id, number=row.number)
    return len(due)


async def forget_unneeded(tx: Transaction, limit: int = 500) -> int:
    """A sole proprietorship is a person: what a stranger typed and did not post is not kept for longer than a day."""
    return await tx.run(FORGET, tx.now - FRESH, limit)


async def ask_for_changes(tx: Transaction) -> int:
    """Set going a reading of the register's feeds, once an hour, where there is anything of ours to read about."""
    if not await tx.rows(_Number, ANSWERED, None, 1):
        return 0
    if not await tx.run(CLAIM_FEEDS, list(KINDS), tx.now, tx.now - EACH_HOUR):
        return 0
    await outbox.put(tx, "register.changes_asked", new_id())
    return 1


async def read_changes(tx: Transaction, register: Register) -> int:
    """How many of our numbers have changed there; each is looked up anew. An outage is made up for the next time."""
    try:
        return sum([await _read_feed(tx, register, kind) for kind in KINDS])
    except RegisterAway:
        return 0


async def _read_feed(tx: Transaction, register: Register, kind: Kind) -> int:
    read = await tx.row(_Feed, FEED, kind)
    assert read is not None
    last, changed, after = read.last_id, 0, None
    since = read.read_at or tx.now - FRESH
    while batch := await tx.rows(_Number, ANSWERED, after, CHANGES_AT_ONCE):
        after = batch[-1].number
        found = await register.changed(kind, [row.number for row in batch], read.last_id, since)
        changed += await tx.run(LOOK_AGAIN, sorted({change.organisasjonsnummer for change in found}), tx.now)
        last = max([last, *(change.oppdateringsid for change in found)])
    await tx.run(FEED_READ, kind, last, tx.now)
    return changed
