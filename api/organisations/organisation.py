"""Organisations that post, and who speaks for them. The organisation owns the relation; people come and go."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.language import Language
from api.organisations import verifying
from db.database import Transaction
from db.ids import new_id


class Organisation(msgspec.Struct, frozen=True):
    """`vouched_at` says when the desk saw that one outside the Norwegian register is who it says it is."""

    id: UUID
    name: str
    org_number: str | None
    country: str
    language: Language
    vouched_at: datetime | None = None
    merged_into: UUID | None = None

    @property
    def is_unknown(self) -> bool:
        """No register can be asked for it, and nobody at the desk has looked yet."""
        return self.vouched_at is None and (self.org_number is None or self.country != "NO")


COLUMNS = "o.id, o.name, o.org_number, o.country, o.language, o.vouched_at, o.merged_into"

BY_ID = f"select {COLUMNS} from organisation o where o.id = $1"  # noqa: S608

LOCKED = f"select {COLUMNS} from organisation o where o.id = $1 for update"  # noqa: S608

# A number that was merged into another organisation means that one from then on.
BY_NUMBER = f"""
select {COLUMNS} from organisation o
where o.id = (select coalesce(m.merged_into, m.id) from organisation m where m.country = $1 and m.org_number = $2)
"""  # noqa: S608

# Without a number only a member can mean an organisation that is already here: names are not unique.
OF_MEMBER_BY_NAME = f"""
select {COLUMNS}
from organisation o join membership m on m.organisation_id = o.id and m.until is null
where m.person_id = $1 and lower(o.name) = lower($2) order by m.since limit 1
"""  # noqa: S608

OF_MEMBER = f"""
select {COLUMNS}
from organisation o join membership m on m.organisation_id = o.id and m.until is null
where m.person_id = $1 order by m.since, o.id limit 50
"""  # noqa: S608

ADD = f"""
insert into organisation as o (id, name, org_number, country, language, demo, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (country, org_number) do update set name = o.name
returning {COLUMNS}
"""  # noqa: S608

# Whoever is first answers for it: somebody must be able to invite and to take leave of others.
JOIN = """
insert into membership (organisation_id, person_id, since, role)
values ($1, $2, $3, coalesce($4, case when exists (
    select 1 from membership where organisation_id = $1 and until is null) then 'member' else 'owner' end))
on conflict (organisation_id, person_id) do update set
    role = case when membership.until is null then coalesce($4, membership.role) else excluded.role end, until = null
"""


async def by_id(tx: Transaction, organisation_id: UUID, *, lock: bool = False) -> Organisation | None:
    return await tx.row(Organisation, LOCKED if lock else BY_ID, organisation_id)


async def of_member(tx: Transaction, person_id: UUID) -> list[Organisation]:
    return await tx.rows(Organisation, OF_MEMBER, person_id)


async def find_or_add(
    tx: Transaction,
    person_id: UUID,
    name: str,
    *,
    org_number: str | None,
    country: str,
    language: Language,
    now: datetime,
    demo: bool = False,
) -> Organisation:
    """The organisation that is meant: by its number, else by its name among those the person is a member of."""
    if org_number:
        known = await tx.row(Organisation, BY_NUMBER, country, org_number)
    else:
        known = await tx.row(Organisation, OF_MEMBER_BY_NAME, person_id, name)
    if known:
        return known
    added = await tx.row(Organisation, ADD, new_id(), name, org_number, country, language, demo, now)
    assert added is not None
    if org_number and country == "NO" and not demo:
        await verifying.ask_for(tx, added.id, org_number)
    return added


async def join(
    tx: Transaction, organisation_id: UUID, person_id: UUID, *, now: datetime, role: str | None = None
) -> None:
    """Once a mailed code has shown that the person is who they say. Without a `role` the first is owner."""
    await tx.run(JOIN, organisation_id, person_id, now, role)
