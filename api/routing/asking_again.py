"""A question that the company does not answer: asked again, then decided without. Nothing expires for the company."""

from datetime import datetime

from api.accounts.actor import PROGRAM
from api.language import later
from api.routing import queries
from api.routing.referral import TRANSITIONS, Referral, ReferralStatus
from api.routing.stages import Stage, enter, tell
from api.states import require_step
from db.database import Transaction


async def remind(tx: Transaction, referral: Referral, *, is_last: bool) -> bool:
    """Each of the two once for a question; a first one that was missed is not sent after the last."""
    assert referral.paused_at is not None
    if not await enter(tx, referral, Stage.ASK_LAST if is_last else Stage.ASK_AGAIN, referral.paused_at):
        return False
    await tell(tx, referral, "referral.asked_again", reason=later("the question has not been answered yet"))
    return True


async def resume(tx: Transaction, referral: Referral, due_at: datetime) -> None:
    """The unit's clock goes on with a fresh date; the company can still answer."""
    require_step(TRANSITIONS, referral.status, ReferralStatus.WAITING, PROGRAM.name)
    await tx.run(queries.RESUME, referral.id, due_at, tx.now)
    await tell(tx, referral, "referral.resumed", reason=later("no answer came; decide with what there is"))
