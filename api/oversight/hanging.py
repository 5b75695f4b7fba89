"""Departments that hang on one person: the desk sees them before that person leaves. Who it is stays unsaid."""

import msgspec

from api.accounts.actor import Actor, Role
from api.departments.contacts import ENOUGH, Lack
from api.errors import NotAllowed, SignInNeeded
from api.language import Words, _
from db.database import Transaction

SHARE = 0.8
FEW = 5  # fewer problems and works than this in a year say nothing of who carries a department
AT_MOST = 500


class Hanging(msgspec.Struct, frozen=True):
    """`share`: the part of the last twelve months' problems and works that lies on one person, where it is large."""

    code: str
    name_nb: str
    name_nn: str
    name_en: str
    contacts: int
    has_mailbox: bool
    share: float | None
    counted: int

    @property
    def name(self) -> Words:
        return Words(self.name_nb, self.name_nn, self.name_en)

    @property
    def lacks(self) -> list[Lack]:
        found: list[Lack] = []
        if self.contacts < ENOUGH:
            found.append(Lack.ONE_CONTACT if self.contacts else Lack.NO_CONTACT)
        return found if self.has_mailbox else [*found, Lack.NO_MAILBOX]


HANGING = """
with carried as (
    select unit_id, person_id, count(*) as things from (
        select unit_id, holder_id as person_id from referral
        where created_at > $1::timestamptz - interval '1 year' and holder_id is not null
        union all
        select unit_id, supervisor_id from engagement where opened_at > $1::timestamptz - interval '1 year'
    ) every group by unit_id, person_id
), shares as (
    select unit_id, sum(things)::int as counted, (max(things) / sum(things))::float8 as share
    from carried group by unit_id
), answering as (
    select u.id, u.code, u.name_nb, u.name_nn, u.name_en, u.mailbox is not null as has_mailbox, (
        select count(distinct a.person_id) from appointment a
        where a.unit_id = u.id and a.role = 'contact' and a.until is null)::int as contacts
    from unit u
    where u.kind = 'department' and (u.valid_from is null or u.valid_from <= $1::date)
        and (u.valid_to is null or u.valid_to > $1::date)
)
select d.code, d.name_nb, d.name_nn, d.name_en, d.contacts, d.has_mailbox,
    case when s.share > $2 and s.counted >= $3 then s.share end as share, coalesce(s.counted, 0) as counted
from answering d left join shares s on s.unit_id = d.id
where d.contacts < $4 or not d.has_mailbox or (s.share > $2 and s.counted >= $3)
order by d.contacts, share desc nulls last, d.code limit $5
"""


def require_overseer(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.has(Role.DESK, Role.PARTNERSHIP, Role.ADMIN):
        raise NotAllowed(_("This is for the broker desk and those who answer for partnerships."))


async def by_a_thread(tx: Transaction, actor: Actor) -> list[Hanging]:
    """Where nobody answers first, then where one alone does, then where one carries nearly all."""
    require_overseer(actor)
    return await tx.rows(Hanging, HANGING, tx.now, SHARE, FEW, ENOUGH, AT_MOST)
