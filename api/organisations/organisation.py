"""Organisations that post, and who speaks for them. The organisation owns the relation; people come and go."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.language import Language
from db.database import Transaction
from db.ids import new_id


class Organisation(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    org_number: str | None
    country: str
    language: Language


COLUMNS = "id, name, org_number, country, language"

BY_ID = f"select {COLUMNS} from organisation where id = $1"  # noqa: S608

BY_NUMBER = f"select {COLUMNS} from organisation where country = $1 and org_number = $2"  # noqa: S608

# Without a number only a member can mean an organisation that is already here: names are not unique.
OF_MEMBER_BY_NAME = """
select o.id, o.name, o.org_number, o.country, o.language
from organisation o join membership m on m.organisation_id = o.id and m.until is null
where m.person_id = $1 and lower(o.name) = lower($2) order by m.since limit 1
"""

OF_MEMBER = """
select o.id, o.name, o.org_number, o.country, o.language
from organisation o join membership m on m.organisation_id = o.id and m.until is null
where m.person_id = $1 order by m.since, o.id limit 50
"""

ADD = f"""
insert into organisation (id, name, org_number, country, language, demo, created_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (country, org_number) do update set name = organisation.name
returning {COLUMNS}
"""  # noqa: S608

JOIN = """
insert into membership (organisation_id, person_id, since) values ($1, $2, $3)
on conflict (organisation_id, person_id) do update set until = null
"""


async def by_id(tx: Transaction, organisation_id: UUID) -> Organisation | None:
    return await tx.row(Organisation, BY_ID, organisation_id)


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
    return added


async def join(tx: Transaction, organisation_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Once a mailed code has shown that the person is who they say."""
    await tx.run(JOIN, organisation_id, person_id, now)
