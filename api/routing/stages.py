"""What the clock has done to a referral, each once for the time that it belongs to."""

from datetime import datetime
from enum import StrEnum

from api.accounts.actor import PROGRAM
from api.history import history
from api.routing import queries
from api.routing.referral import Referral
from db import outbox
from db.database import Transaction


class Stage(StrEnum):
    REMIND = "remind"
    ESCALATE = "escalate"
    ASK_AGAIN = "ask_again"
    ASK_LAST = "ask_last"


async def enter(tx: Transaction, referral: Referral, stage: Stage, due_at: datetime) -> bool:
    """False when it was entered before."""
    return await tx.run(queries.TAKE_STAGE, referral.id, stage, due_at, tx.now) == 1


async def tell(
    tx: Transaction, referral: Referral, verb: str, *, reason: str, detail: dict[str, str] | None = None
) -> None:
    """Into the history, and to those who hear of it."""
    await history.record(
        tx, PROGRAM, verb, referral.id, reason=reason, now=tx.now, problem_id=referral.problem_id,
        organisation_id=referral.organisation_id, unit_id=referral.unit_id, detail=detail,
    )  # fmt: skip
    await outbox.put(tx, verb, referral.id, **(detail or {}))
