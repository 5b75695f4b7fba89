"""What a department has made of problems beside yes and no, for the world of the matrix."""

from api.accounts.actor import Actor, visitor
from api.departments.term import next_terms
from api.engagements import concern
from api.engagements.concern import Reporting
from api.language import Language
from api.routing import flagging, holding
from api.routing.flag import FlagKind, Raising
from api.routing.holding import Consent, Hold
from db.database import Transaction
from tests import stories


async def triaged(tx: Transaction, contact: Actor, company: Actor, project: str) -> tuple[str, ...]:
    """A hold that waits for its answer, one that got a yes, a newer twin, two flags, a concern."""
    later = Hold(next_terms(tx.now.date())[-1], "Full.")
    (to_hold,) = await stories.referred_to(tx, "IDI")
    await holding.propose(tx, contact, to_hold.id, later)
    (held,) = await stories.referred_to(tx, "IDI")
    await holding.propose(tx, contact, held.id, later)
    await holding.consent(tx, company, held.reference, Consent(True))
    (newer,) = await stories.referred_to(tx, "IDI")
    (doubtful,) = await stories.referred_to(tx, "IDI")
    asked = await flagging.raise_flag(tx, contact, doubtful.id, Raising(FlagKind.ETHICS, "Is it right?", "KULT"))
    raised = await flagging.raise_flag(tx, contact, doubtful.id, Raising(FlagKind.DUAL_USE, "For whom?"))
    worry = await concern.report(tx, visitor(Language.ENGLISH), Reporting(project, "Unpaid?"))
    return to_hold.reference, str(held.id), str(newer.id), str(asked.id), str(raised.id), str(worry.id)
