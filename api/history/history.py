"""The one record of what happened: who, what, to what, when and why. Rows are added and never changed."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from db.database import Transaction
from db.ids import new_id


class Somebody(Protocol):
    """Whoever acts: a person, or the program itself when `person_id` is None."""

    @property
    def person_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


class Event(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    actor_name: str
    verb: str
    subject_id: UUID
    reason: str
    detail: dict[str, str]
    unit_code: str | None
    unit_name: str | None = None


RECORD = """
insert into history
    (id, at, actor_id, actor_name, verb, subject_id, problem_id, engagement_id, organisation_id, unit_id, reason,
    detail)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def record(
    tx: Transaction,
    actor: Somebody,
    verb: str,
    subject_id: UUID,
    *,
    reason: str,
    now: datetime,
    problem_id: UUID | None = None,
    engagement_id: UUID | None = None,
    organisation_id: UUID | None = None,
    unit_id: UUID | None = None,
    detail: dict[str, str] | None = None,
) -> None:
    """`verb` is `noun.past_participle`; `reason` is in the words of whoever acted, or says what rule acted."""
    await tx.run(
        RECORD,
        new_id(),
        now,
        actor.person_id,
        actor.name,
        verb,
        subject_id,
        problem_id,
        engagement_id,
        organisation_id,
        unit_id,
        reason,
        detail or {},
    )
