"""The same problem posted twice: recognised before it is sent, among what the poster may see anyway."""

from uuid import UUID

from api.accounts.actor import Actor
from api.problems import queries
from api.problems.likeness import are_alike, likeness
from api.problems.problem import Problem
from db.database import Transaction

LOOKED_AT = 100

OPEN_OF_POSTER = f"""
select {queries.COLUMNS} from {queries.JOINS}
where (p.contact_id = $1 or p.organisation_id = any($2::uuid[]) or p.id = any($3::uuid[]))
    and p.status in ('unconfirmed', 'submitted', 'waiting', 'engaged')
order by p.id desc limit $4
"""  # noqa: S608


async def still_open(tx: Transaction, actor: Actor, title: str, description: str) -> Problem | None:
    """The likest of the poster's and the organisation's own open problems; a stranger has those of this browser.

    Nobody learns by it of a problem that is not theirs, whichever organisation's name they type.
    """
    text = f"{title}\n{description}"
    own: list[UUID] = sorted(actor.organisation_ids)
    found = await tx.rows(Problem, OPEN_OF_POSTER, actor.person_id, own, sorted(actor.problem_ids), LOOKED_AT)
    alike = [problem for problem in found if are_alike(f"{problem.title}\n{problem.description}", text)]
    return max(alike, key=lambda p: likeness(f"{p.title}\n{p.description}", text), default=None)
