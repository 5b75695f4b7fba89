"""A line above every page for as long as it holds, written by the desk in all three languages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.errors import Fault, Invalid, NotFound
from api.history import history
from api.language import Words, _, later
from db.database import Transaction
from db.ids import new_id

Sentence = Annotated[str, Meta(min_length=1, max_length=300)]

COLUMNS = "id, text_nb, text_nn, text_en, shown_from, shown_until"

SHOWN = f"""
select {COLUMNS} from announcement
where ended_at is null and shown_from <= $1 and shown_until > $1 order by shown_until, id limit 3
"""  # noqa: S608

TO_COME = f"""
select {COLUMNS} from announcement where ended_at is null and shown_until > $1 order by shown_from, id limit 100
"""  # noqa: S608

WRITE = """
insert into announcement (id, text_nb, text_nn, text_en, shown_from, shown_until, written_by, written_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

END = "update announcement set ended_at = $2 where id = $1 and ended_at is null and shown_until > $2"


class Announcement(msgspec.Struct, frozen=True):
    id: UUID
    text_nb: str
    text_nn: str
    text_en: str
    shown_from: datetime
    shown_until: datetime

    @property
    def text(self) -> Words:
        return Words(self.text_nb, self.text_nn, self.text_en)


class Announcing(msgspec.Struct, frozen=True):
    """`shown_from` left out is now."""

    nb: Sentence
    nn: Sentence
    en: Sentence
    shown_until: datetime
    shown_from: datetime | None = None


async def shown(tx: Transaction) -> list[Announcement]:
    return await tx.rows(Announcement, SHOWN, tx.now)


async def to_come(tx: Transaction, actor: Actor) -> list[Announcement]:
    """Those that hold now, and those that are planned."""
    _require_desk(actor)
    return await tx.rows(Announcement, TO_COME, tx.now)


async def announce(tx: Transaction, actor: Actor, wanted: Announcing) -> Announcement:
    _require_desk(actor)
    begins = wanted.shown_from or tx.now
    if wanted.shown_until.tzinfo is None or begins.tzinfo is None:
        raise Invalid([Fault("/shown_until", _("Give the time with its offset, such as 2027-01-15T08:00:00+01:00."))])
    if wanted.shown_until <= max(begins, tx.now):
        raise Invalid([Fault("/shown_until", _("It has to end after it begins, and later than now."))])
    made = Announcement(new_id(), wanted.nb, wanted.nn, wanted.en, begins, wanted.shown_until)
    await tx.run(
        WRITE, made.id, made.text_nb, made.text_nn, made.text_en, begins, made.shown_until, actor.person_id, tx.now
    )
    reason = later("told everyone on every page")
    await history.record(tx, actor, "announcement.written", made.id, reason=reason, now=tx.now)
    return made


async def take_down(tx: Transaction, actor: Actor, announcement_id: UUID) -> None:
    _require_desk(actor)
    if not await tx.run(END, announcement_id, tx.now):
        raise NotFound
    reason = later("no longer holds")
    await history.record(tx, actor, "announcement.taken_down", announcement_id, reason=reason, now=tx.now)


def _require_desk(actor: Actor) -> None:
    if not actor.has(Role.DESK, Role.ADMIN):
        raise NotFound
