"""A problem's wordings, and what changed from each to the next."""

from datetime import datetime

import msgspec

from api.problems.problem import Problem
from api.problems.wording import Change, changes
from db.database import Transaction

OF_PROBLEM = """
select r.version, r.title, r.description, r.replaced_at, p.name as replaced_by
from problem_revision r left join person p on p.id = r.replaced_by
where r.problem_id = $1 order by r.version desc limit 50
"""


class _Wording(msgspec.Struct, frozen=True):
    version: int
    title: str
    description: str
    replaced_at: datetime
    replaced_by: str | None


class Reworded(msgspec.Struct, frozen=True):
    """From version `version` to the one after it; `by` is None for whoever holds the private link."""

    version: int
    at: datetime
    by: str | None
    title: list[Change]
    description: list[Change]


async def of_problem(tx: Transaction, problem: Problem) -> list[Reworded]:
    """Newest first."""
    title, description = problem.title, problem.description
    found: list[Reworded] = []
    for old in await tx.rows(_Wording, OF_PROBLEM, problem.id):
        found.append(
            Reworded(
                old.version, old.replaced_at, old.replaced_by, changes(old.title, title),
                changes(old.description, description),
            )
        )  # fmt: skip
        title, description = old.title, old.description
    return found
