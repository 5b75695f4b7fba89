"""The broker desk's board: what has no owner, what is late, what is dead, and what lies at the desk itself."""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.errors import Conflict, NotFound, SignInNeeded
from api.history import history
from api.language import Words, _, later
from api.oversight import queries
from api.problems.problem import ProblemStatus
from api.routing import queries as routing
from api.routing.referral import OPEN, Referral
from db import outbox
from db.database import Transaction
from db.outbox import DeadFact, Fact

AT_MOST = 50
LARGEST_ID = 2**63 - 1


class Ownerless(msgspec.Struct, frozen=True):
    reference: str
    title: str
    organisation_name: str
    status: ProblemStatus
    confirmed_at: datetime


class Late(msgspec.Struct, frozen=True):
    """A referral, by its id, whose answer should have come."""

    id: UUID
    reference: str
    title: str
    unit_code: str
    holder_name: str | None
    reply_due_at: datetime
    decision_due_at: datetime
    first_reply_at: datetime | None
    resumed_at: datetime | None

    @property
    def due_at(self) -> datetime:
        return self.decision_due_at if self.first_reply_at or self.resumed_at else self.reply_due_at


class WithoutContact(msgspec.Struct, frozen=True):
    """Where a problem that nobody holds lies: a unit in which nobody is appointed to answer."""

    id: UUID
    reference: str
    unit_nb: str
    unit_nn: str
    unit_en: str

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)


class Board(msgspec.Struct, frozen=True):
    """`lies` says, by reference, in front of whom the ownerless ones lie. Each list ends at `AT_MOST`."""

    ownerless: list[Ownerless]
    lies: dict[str, list[WithoutContact]]
    late: list[Late]
    dead: list[DeadFact]
    at_desk: list[Referral]

    @property
    def is_empty(self) -> bool:
        return not (self.ownerless or self.late or self.dead or self.at_desk)


LIES_WITH = """
select r.id, p.reference, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en
from problem p join referral r on r.problem_id = p.id join unit u on u.id = r.unit_id
where p.reference = any($1::text[]) and r.status in ('waiting', 'asked')
order by r.id limit $2
"""


def require_desk(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.has(Role.DESK):
        raise NotFound


async def board(tx: Transaction, actor: Actor) -> Board:
    require_desk(actor)
    ownerless = await tx.rows(Ownerless, queries.WITHOUT_HOLDER, AT_MOST)
    lies: dict[str, list[WithoutContact]] = {}
    if ownerless:
        references = [problem.reference for problem in ownerless]
        for place in await tx.rows(WithoutContact, LIES_WITH, references, AT_MOST * 5):
            lies.setdefault(place.reference, []).append(place)
    desk = await departments.desk(tx)
    return Board(
        ownerless,
        lies,
        await tx.rows(Late, queries.LATE, tx.now, AT_MOST),
        await outbox.dead(tx, AT_MOST),
        await routing.inbox(tx, [desk.id], list(OPEN), None, AT_MOST),
    )


async def revive(tx: Transaction, actor: Actor, fact_id: int) -> Fact:
    """A dead fact gets all its attempts again; `Conflict` when it is not dead, or no longer."""
    require_desk(actor)
    if not 0 < fact_id <= LARGEST_ID:
        raise NotFound
    if not await outbox.revive(tx, fact_id):
        raise Conflict(_("It is not stopped any more. Somebody may have set it going before you."))
    fact = await outbox.lock(tx, fact_id)
    assert fact is not None
    await history.record(
        tx, actor, "fact.revived", fact.subject_id, reason=later("set going again by the broker desk"), now=tx.now,
        detail={"topic": fact.topic, "fact": str(fact.id)},
    )  # fmt: skip
    return fact
