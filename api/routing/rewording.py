"""A department's own wording of a problem, for its students and readers; the company's words stay as they are."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.errors import Conflict, WrongState
from api.history import history
from api.language import _, later
from api.reading import Line
from api.routing.referral import Referral
from api.routing.triage import STATUS_WORDS, again, load
from db import outbox
from db.database import Transaction

REWORD = """
update referral set reworded_title = $2, reworded_text = $3, reworded_version = reworded_version + 1
where id = $1 and reworded_version = $4
"""


class Rewording(msgspec.Struct, frozen=True):
    """`version` is the one that the writer saw, 0 before anybody has reworded it."""

    title: Line
    text: Annotated[str, Meta(min_length=1, max_length=20000)]
    version: int | None = None


async def reword(tx: Transaction, actor: Actor, referral_id: UUID, wording: Rewording) -> Referral:
    """The company sees both wordings; an acceptance begins with this one."""
    referral, _problem = await load(tx, actor, referral_id)
    if not (referral.is_open or referral.is_accepted):
        said = _("This has been decided already: %(status)s.", status=_(STATUS_WORDS[referral.status]))
        raise WrongState(said, state=referral.status.value, allowed=[])
    seen = referral.reworded_version if wording.version is None else wording.version
    if seen != referral.reworded_version or not await tx.run(
        REWORD, referral.id, wording.title, wording.text, referral.reworded_version
    ):
        raise Conflict(_("The text has been changed since you opened it. Look at the newest one first."))
    await history.record(
        tx, actor, "referral.reworded", referral.id, reason=later("the department's own words for its students"),
        now=tx.now, problem_id=referral.problem_id, organisation_id=referral.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "referral.reworded", referral.id)
    return await again(tx, referral_id)
