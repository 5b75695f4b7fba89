"""Two entries of one organisation become one, with all that either has done; history stays as it was written."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.errors import Fault, Invalid, NotFound, WrongState
from api.history import history
from api.language import _
from api.organisations import organisation
from api.organisations.organisation import Organisation
from db.database import Transaction

A_YEAR = timedelta(days=365)

MOVE_PROBLEMS = "update problem set organisation_id = $2 where organisation_id = $1"

MOVE_ENGAGEMENTS = "update engagement set organisation_id = $2 where organisation_id = $1"

MOVE_FOLLOW_UPS = "update follow_up set organisation_id = $2 where organisation_id = $1"

END_INVITATIONS = """
update invitation set withdrawn_at = $2 where organisation_id = $1 and accepted_at is null and withdrawn_at is null
"""

# What was merged earlier goes along, so that an entry is never two steps away from the one that counts.
MOVE_EARLIER = "update organisation set merged_into = $2 where merged_into = $1"

MARK = "update organisation set merged_into = $2, merged_at = $3 where id = $1"

# The people of both speak for the one that stays; who owned either owns it.
MOVE_PEOPLE = """
insert into membership (organisation_id, person_id, since, role)
select $2, m.person_id, m.since, m.role from membership m where m.organisation_id = $1 and m.until is null
on conflict (organisation_id, person_id) do update set
    until = null, since = least(membership.since, excluded.since), role = greatest(membership.role, excluded.role)
"""

END_MEMBERSHIPS = "update membership set until = $2 where organisation_id = $1 and until is null"

# The same name, spelt alike but for case and company form; or one is a branch of the other in the register.
LIKELY_SAME = """
with named as (
    select o.id, o.name, o.org_number, o.created_at,
        regexp_replace(lower(o.name), '[^[:alnum:]]+| (as|asa|sa|ans|da|enk|ba|kf|iks)$', '', 'g') as plain
    from organisation o where o.merged_into is null
)
select a.id, a.name, a.org_number, b.id as other_id, b.name as other_name, b.org_number as other_number
from named a join named b on b.plain = a.plain and (b.created_at, b.id) < (a.created_at, a.id)
where a.created_at > $1
order by a.created_at desc, a.id, b.id limit $2
"""


class Merging(msgspec.Struct, frozen=True):
    """`into` is the one that stays."""

    into: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


class LikelySame(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    org_number: str | None
    other_id: UUID
    other_name: str
    other_number: str | None


async def merge(tx: Transaction, actor: Actor, organisation_id: UUID, wanted: Merging) -> Organisation:
    """By the desk. Both are locked in the order of their ids, so that two merges never wait for each other."""
    if not actor.has(Role.DESK):
        raise NotFound
    if wanted.into == organisation_id:
        raise Invalid([Fault("/into", _("An organisation can't be joined with itself."))])
    found = {
        one: await organisation.by_id(tx, one, lock=True) for one in sorted((organisation_id, wanted.into), key=str)
    }
    gone, stays = found[organisation_id], found[wanted.into]
    if gone is None:
        raise NotFound
    if stays is None or stays.merged_into is not None:
        raise Invalid([Fault("/into", _("There is no such organisation."))])
    if gone.merged_into is not None:
        raise WrongState(_("It has been joined with another one already."), state="merged", allowed=[])
    await tx.run(MOVE_PEOPLE, gone.id, stays.id)
    await tx.run(END_MEMBERSHIPS, gone.id, tx.now)
    await tx.run(END_INVITATIONS, gone.id, tx.now)
    for statement in (MOVE_PROBLEMS, MOVE_ENGAGEMENTS, MOVE_FOLLOW_UPS, MOVE_EARLIER):
        await tx.run(statement, gone.id, stays.id)
    await tx.run(MARK, gone.id, stays.id, tx.now)
    await history.record(
        tx, actor, "organisation.merged", gone.id, reason=wanted.reason, now=tx.now, organisation_id=stays.id,
        detail={"name": gone.name},
    )  # fmt: skip
    return stays


async def likely_same(tx: Transaction, limit: int = 20) -> list[LikelySame]:
    """Pairs of the last year whose names are the same, the younger first."""
    return await tx.rows(LikelySame, LIKELY_SAME, tx.now - A_YEAR, limit)
