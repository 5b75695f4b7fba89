"""The one door through which a problem changes state."""

from api.errors import Conflict
from api.language import _
from api.problems import queries
from api.problems.problem import TRANSITIONS, Problem, ProblemStatus
from api.states import leading_to, require_step
from db.database import Transaction


async def move(tx: Transaction, problem: Problem, to: ProblemStatus) -> None:
    """Along the table, and guarded once more where the row is."""
    require_step(TRANSITIONS, problem.status, to, _("This can't be done with the problem as it stands now."))
    if not await tx.run(queries.MOVE, problem.id, to, leading_to(TRANSITIONS, to), tx.now):
        raise Conflict(_("Somebody else has just changed this problem. Look at it again."))
