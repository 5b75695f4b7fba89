"""A concern: what somebody finds wrong with a problem or a project. Who reported it is for the broker desk alone."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.engagements import queries as engagements
from api.engagements import rules
from api.errors import Conflict, Fault, NotFound, SignInNeeded
from api.history import history
from api.language import Language, _, later, spoken
from api.problems import queries as problems
from api.problems import rules as problem_rules
from api.reading import Checked, Email, Paragraphs
from api.references import read_reference
from api.states import leading_to, require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id


class ConcernStatus(StrEnum):
    REPORTED = "reported"
    RESOLVED = "resolved"


TRANSITIONS: dict[ConcernStatus, frozenset[ConcernStatus]] = {
    ConcernStatus.REPORTED: frozenset({ConcernStatus.RESOLVED}),
    ConcernStatus.RESOLVED: frozenset(),
}


class Reporting(Checked, frozen=True):
    """`about` is a problem's or a project's reference; a visitor who wants an answer leaves an address."""

    about: Annotated[str, Meta(min_length=1, max_length=40)]
    text: Paragraphs
    email: Email | None = None

    def faults(self) -> Iterable[Fault]:
        if not read_reference(self.about).startswith(("P-", "E-")):
            yield Fault("/about", _("Write the reference of a problem or a project, such as P-7F3K2Q."))


class ConcernAnswer(msgspec.Struct, frozen=True):
    text: Paragraphs


class Concern(msgspec.Struct, frozen=True):
    id: UUID
    problem_reference: str
    engagement_reference: str | None
    title: str
    text: str
    reporter_name: str
    reporter_email: str | None
    language: Language
    status: ConcernStatus
    reported_at: datetime
    resolution: str | None
    resolved_name: str | None
    resolved_at: datetime | None

    @property
    def about(self) -> str:
        return self.engagement_reference or self.problem_reference


COLUMNS = """
    c.id, p.reference as problem_reference, e.reference as engagement_reference, coalesce(e.title, p.title) as title,
    c.text, c.reporter_name, c.reporter_email, c.language, c.status, c.reported_at, c.resolution, c.resolved_name,
    c.resolved_at
"""

JOINS = "concern c join problem p on p.id = c.problem_id left join engagement e on e.id = c.engagement_id"

BY_ID = f"select {COLUMNS} from {JOINS} where c.id = $1"  # noqa: S608

BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where c.id = $1 for update of c"  # noqa: S608

LIST = f"""
select {COLUMNS} from {JOINS} where c.status = $1 and ($2::uuid is null or c.id < $2) order by c.id desc limit $3
"""  # noqa: S608

INSERT = """
insert into concern (id, problem_id, engagement_id, text, reporter_id, reporter_name, reporter_email, language, status,
    reported_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'reported', $9)
"""

RESOLVE = """
update concern set status = 'resolved', resolution = $3, resolved_by = $4, resolved_name = $5, resolved_at = $6
where id = $1 and status = any($2::text[])
"""


async def report(tx: Transaction, actor: Actor, reporting: Reporting) -> Concern:
    """By anyone who sees what it is about."""
    problem_id, engagement_id = await find(tx, actor, reporting.about)
    concern_id = new_id()
    await tx.run(
        INSERT, concern_id, problem_id, engagement_id, reporting.text, actor.person_id, actor.name,
        actor.email or reporting.email, actor.language if actor.is_signed_in else spoken(), tx.now,
    )  # fmt: skip
    # On nothing's page: whoever reads that page would learn who reported it.
    await history.record(
        tx, actor, "concern.reported", concern_id, reason=later("reported to the broker desk"), now=tx.now
    )
    await outbox.put(tx, "concern.reported", concern_id)
    return await again(tx, concern_id)


async def find(tx: Transaction, actor: Actor, about: str) -> tuple[UUID, UUID | None]:
    """The problem, and the engagement where it is about one; `NotFound` for what the actor does not see."""
    reference = read_reference(about)
    if reference.startswith("E-"):
        engagement = await engagements.by_reference(tx, reference)
        if engagement is None:
            raise NotFound
        if not rules.may_see(actor, engagement, await engagements.claims_of(tx, engagement.id)):
            raise NotFound
        return engagement.problem_id, engagement.id
    problem = await problems.by_reference(tx, reference)
    if problem is None or not await problem_rules.may_see(tx, actor, problem):
        raise NotFound
    return problem.id, None


async def resolve(tx: Transaction, actor: Actor, concern_id: UUID, answer: ConcernAnswer) -> Concern:
    require_desk(actor)
    found = await tx.row(Concern, BY_ID_LOCKED, concern_id)
    if found is None:
        raise NotFound
    require_step(TRANSITIONS, found.status, ConcernStatus.RESOLVED, _("It has been answered already."))
    if not await tx.run(
        RESOLVE, concern_id, leading_to(TRANSITIONS, ConcernStatus.RESOLVED), answer.text, actor.person_id,
        actor.name, tx.now,
    ):  # fmt: skip
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await history.record(tx, actor, "concern.resolved", concern_id, reason=answer.text, now=tx.now)
    await outbox.put(tx, "concern.resolved", concern_id)
    return await again(tx, concern_id)


async def listed(
    tx: Transaction, actor: Actor, status: ConcernStatus, before: UUID | None, limit: int
) -> list[Concern]:
    """Newest first; for the desk alone."""
    require_desk(actor)
    return await tx.rows(Concern, LIST, status, before, limit)


def require_desk(actor: Actor) -> None:
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.has(Role.DESK):
        raise NotFound


async def by_id(tx: Transaction, concern_id: UUID) -> Concern | None:
    return await tx.row(Concern, BY_ID, concern_id)


async def again(tx: Transaction, concern_id: UUID) -> Concern:
    found = await by_id(tx, concern_id)
    assert found is not None
    return found
