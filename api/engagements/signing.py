"""Who has signed the agreement of an engagement: each for themselves, or as the supervisor has it on paper.

The company signs for itself alone. Its signature is what opens its confidential annexes to the others who have signed.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Actor
from api.engagements import queries, rules
from api.engagements.engagement import Engagement, EngagementStatus
from api.errors import Fault, Invalid, NotAllowed, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.reading import Email
from db.database import Transaction

SIGN = """
insert into agreement_signature (engagement_id, person_id, for_organisation, signed_at, recorded_by)
values ($1, $2, $3, $4, $5) on conflict (engagement_id, person_id) do nothing
"""

SIGNED = """
select s.person_id, p.name, s.for_organisation, s.signed_at, s.recorded_by is not null as on_paper
from agreement_signature s join person p on p.id = s.person_id
where s.engagement_id = $1 order by s.signed_at, p.name limit 500
"""

WORKS_ON_IT = """
select exists (
    select 1 from claim c join claim_member m on m.claim_id = c.id
    where c.engagement_id = $1 and c.status = 'accepted' and m.active and m.person_id = $2
)
"""


class Signing(msgspec.Struct, frozen=True):
    """`email` names another who has signed on paper; only the supervisor records that."""

    email: Email | None = None


class Signature(msgspec.Struct, frozen=True):
    person_id: UUID
    name: str
    for_organisation: bool
    signed_at: datetime
    on_paper: bool


async def signatures(tx: Transaction, actor: Actor, reference: str) -> list[Signature]:
    """For the parties of the work."""
    engagement = await queries.by_reference(tx, reference)
    if engagement is None or not rules.is_party(actor, engagement, await queries.claims_of(tx, engagement.id)):
        raise NotFound
    return await tx.rows(Signature, SIGNED, engagement.id)


async def sign(tx: Transaction, actor: Actor, reference: str, signing: Signing) -> Engagement:
    engagement = await queries.by_reference(tx, reference, lock=True)
    if engagement is None or not rules.is_party(actor, engagement, await queries.claims_of(tx, engagement.id)):
        raise NotFound
    if engagement.status not in (EngagementStatus.OPEN, EngagementStatus.RUNNING):
        raise WrongState(_("This has ended, so there is nothing to sign."), state=engagement.status.value, allowed=[])
    own_address = signing.email is None or signing.email.lower() == actor.email
    signer, for_organisation = await (_oneself if own_address else _somebody)(tx, actor, engagement, signing)
    recorded_by = None if own_address else actor.person_id
    if await tx.run(SIGN, engagement.id, signer, for_organisation, tx.now, recorded_by):
        await history.record(
            tx, actor, "agreement.signed", engagement.id, reason=later("the agreement about this work"), now=tx.now,
            problem_id=engagement.problem_id, engagement_id=engagement.id,
            organisation_id=engagement.organisation_id, unit_id=engagement.unit_id,
        )  # fmt: skip
    return engagement


async def _oneself(tx: Transaction, actor: Actor, engagement: Engagement, _signing: Signing) -> tuple[UUID, bool]:
    problem = await problems.by_id(tx, engagement.problem_id)
    assert problem is not None
    if problem_rules.speaks_for_poster(actor, problem):
        return actor.person_id or problem.contact_id, True
    if actor.person_id is not None and await _works_on(tx, engagement, actor.person_id):
        return actor.person_id, False
    raise NotAllowed(_("The company, the supervisor and the students who have a place sign the agreement."))


async def takes_part(tx: Transaction, engagement: Engagement, actor: Actor) -> bool:
    """The supervisor, or a student with a place."""
    return actor.person_id is not None and await _works_on(tx, engagement, actor.person_id)


async def _somebody(tx: Transaction, actor: Actor, engagement: Engagement, signing: Signing) -> tuple[UUID, bool]:
    if actor.person_id is None or actor.person_id != engagement.supervisor_id:
        raise NotAllowed(_("Only the supervisor records what others have signed."))
    assert signing.email is not None
    named = await person.by_email(tx, signing.email)
    if named is None or not await _works_on(tx, engagement, named.id):
        said = _("Nobody with this address has a place in this work. The company signs for itself.")
        raise Invalid([Fault("/email", said)])
    return named.id, False


async def _works_on(tx: Transaction, engagement: Engagement, person_id: UUID) -> bool:
    return person_id == engagement.supervisor_id or bool(await tx.value(WORKS_ON_IT, engagement.id, person_id))
