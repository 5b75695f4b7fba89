"""Who guides the students, when it becomes somebody else."""

from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.history import history
from db.database import Transaction


class Guided(msgspec.Struct, frozen=True):
    """Work that goes on, or that students can still ask for."""

    id: UUID
    reference: str
    title: str
    unit_id: UUID
    problem_id: UUID
    organisation_id: UUID
    organisation_name: str


GUIDED_BY = """
select e.id, e.reference, e.title, e.unit_id, e.problem_id, e.organisation_id, o.name as organisation_name
from engagement e join organisation o on o.id = e.organisation_id
where e.supervisor_id = $1 and e.status in ('open', 'running') and ($2::uuid[] is null or e.unit_id = any($2))
order by e.id limit 500 for update of e
"""

HAND_OVER_WORK = "update engagement set supervisor_id = $2 where id = $1 and status in ('open', 'running')"


async def guided_by(tx: Transaction, person_id: UUID, units: list[UUID] | None) -> list[Guided]:
    """Locked; `units` None for all of them."""
    return await tx.rows(Guided, GUIDED_BY, person_id, units)


async def hand_over(tx: Transaction, actor: Actor, work: Guided, to: UUID, *, reason: str) -> None:
    await tx.run(HAND_OVER_WORK, work.id, to)
    await history.record(
        tx, actor, "engagement.handed_over", work.id, reason=reason, now=tx.now, problem_id=work.problem_id,
        engagement_id=work.id, organisation_id=work.organisation_id, unit_id=work.unit_id, detail={"to": str(to)},
    )  # fmt: skip
