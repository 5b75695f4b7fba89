"""A unit that is about to be late, or is: reminded before, replaced and reported at the time, never forgotten."""

from datetime import datetime

from api.accounts.person import Person
from api.language import later
from api.routing import queries
from api.routing.referral import Referral
from api.routing.stages import Stage, enter, tell
from api.routing.standing_in import whoever_is_there
from db.database import Transaction


async def remind(tx: Transaction, referral: Referral, due_at: datetime) -> bool:
    """The holder is warned while there is time."""
    if not await enter(tx, referral, Stage.REMIND, due_at):
        return False
    await tx.run(queries.REMINDED, referral.id, tx.now)
    await tell(tx, referral, "referral.reminded", reason=later("the answer is due soon"))
    return True


async def escalate(tx: Transaction, referral: Referral, due_at: datetime) -> bool:
    """The next contact takes over, and those above hear that the answer is late."""
    # Also where it was said before: an answer that was taken back leaves it as late as it was.
    await tx.run(queries.IS_LATE, referral.id, due_at)
    if not await enter(tx, referral, Stage.ESCALATE, due_at):
        return False
    await _substitute(tx, referral)
    await tell(tx, referral, "referral.escalated", reason=later("the answer is late"))
    return True


async def _substitute(tx: Transaction, referral: Referral) -> None:
    """To whoever is there and comes after the holder in the unit's own order; nothing where there is nobody else."""
    following = _after(await whoever_is_there(tx, referral.unit_id, referral.unit_kind), referral)
    if following is None:
        return
    await tx.run(queries.HAND_OVER, referral.id, following.id)
    await tell(
        tx, referral, "referral.substituted", reason=later("the one who had it has not answered"),
        detail={"to": str(following.id), **({"from": str(referral.holder_id)} if referral.holder_id else {})},
    )  # fmt: skip


def _after(people: list[Person], referral: Referral) -> Person | None:
    at = next((place for place, one in enumerate(people) if one.id == referral.holder_id), -1)
    others = [one for one in people[at + 1 :] + people[: max(at, 0)] if one.id != referral.holder_id]
    return others[0] if others else None


async def renew(tx: Transaction, referral: Referral, due_at: datetime) -> None:
    """What lies at the desk stays there, and the company gets a new date."""
    await tx.run(queries.RENEW, referral.id, due_at, tx.now)
    await tell(tx, referral, "referral.renewed", reason=later("the desk has not found a home for it yet"))
