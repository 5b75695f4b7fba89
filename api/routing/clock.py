"""What time alone sets going. Each verb takes the time from its transaction, so a year can be played in a minute."""

from api.accounts.actor import PROGRAM
from api.history import history
from api.language import later
from api.routing import queries
from api.routing.referral import Referral
from db import outbox
from db.database import Transaction


async def remind_overdue(tx: Transaction, limit: int = 100) -> int:
    """Tell each unit, once, of a first reply that is due and not given; the desk hears of it too."""
    overdue = await tx.rows(Referral, queries.OVERDUE, tx.now, limit)
    for referral in overdue:
        await tx.run(queries.REMINDED, referral.id, tx.now)
        await history.record(
            tx, PROGRAM, "referral.reminded", referral.id, reason=later("the first reply is due"), now=tx.now,
            problem_id=referral.problem_id, organisation_id=referral.organisation_id, unit_id=referral.unit_id,
        )  # fmt: skip
        await outbox.put(tx, "referral.overdue", referral.id)
    return len(overdue)
