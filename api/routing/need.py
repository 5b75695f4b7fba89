"""What a teacher's course seeks: published for companies, and met with the problems that fit."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor, Role
from api.departments import rules
from api.departments.capacity import TermCode
from api.departments.unit import FormKind
from api.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, WrongState
from api.history import history
from api.language import Language, Words, _, later
from api.reading import Line, Paragraphs
from api.routing.language_of import guess_language
from db import outbox
from db.database import Transaction
from db.ids import new_id


class NeedStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


TRANSITIONS: dict[NeedStatus, frozenset[NeedStatus]] = {
    NeedStatus.OPEN: frozenset({NeedStatus.CLOSED}),
    NeedStatus.CLOSED: frozenset(),
}

Course = Annotated[str, Meta(min_length=1, max_length=20)]
Groups = Annotated[int, Meta(ge=1, le=200)]


class Seeking(msgspec.Struct, frozen=True):
    """`department` may be left out by somebody who teaches at one alone; `language` is guessed from the text."""

    title: Line
    description: Paragraphs
    department: Annotated[str, Meta(min_length=1, max_length=12)] | None = None
    kind: FormKind | None = None
    course_code: Course | None = None
    term: TermCode | None = None
    groups: Groups | None = None
    language: Language | None = None


class NewWording(msgspec.Struct, frozen=True):
    """All of it anew; `version` is the one that was read."""

    title: Line
    description: Paragraphs
    kind: FormKind | None = None
    course_code: Course | None = None
    term: TermCode | None = None
    groups: Groups | None = None
    version: int | None = None


class Closing(msgspec.Struct, frozen=True):
    reason: Annotated[str, Meta(max_length=500)] | None = None


class Need(msgspec.Struct, frozen=True):
    id: UUID
    unit_id: UUID
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    owner_id: UUID
    owner_name: str
    status: NeedStatus
    title: str
    description: str
    language: Language
    kind: FormKind | None
    course_code: str | None
    term: str | None
    groups: int | None
    version: int
    published_at: datetime
    closed_at: datetime | None

    @property
    def unit_name(self) -> Words:
        return Words(self.unit_nb, self.unit_nn, self.unit_en)


COLUMNS = """
    n.id, n.unit_id, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en, n.owner_id,
    p.name as owner_name, n.status, n.title, n.description, n.language, n.kind, n.course_code, n.term, n.groups,
    n.version, n.published_at, n.closed_at
"""
JOINS = "need n join unit u on u.id = n.unit_id join person p on p.id = n.owner_id"

BY_ID = f"select {COLUMNS} from {JOINS} where n.id = $1"  # noqa: S608
BY_ID_LOCKED = f"select {COLUMNS} from {JOINS} where n.id = $1 for update of n"  # noqa: S608

OPEN = f"""
select {COLUMNS} from {JOINS}
where n.status = 'open' and ($1::uuid is null or n.unit_id = $1)
    and ($2::timestamptz is null or (n.published_at, n.id) < ($2, $3::uuid))
order by n.published_at desc, n.id desc limit $4
"""  # noqa: S608

INSERT = """
insert into need (id, unit_id, owner_id, title, description, language, kind, course_code, term, groups, published_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

REVISE = """
update need set title = $2, description = $3, kind = $4, course_code = $5, term = $6, groups = $7,
    version = version + 1
where id = $1
"""

CLOSE = """
update need set status = 'closed', closed_at = $2, closing_reason = $3 where id = $1 and status = 'open'
"""


async def by_id(tx: Transaction, need_id: UUID, *, lock: bool = False) -> Need | None:
    return await tx.row(Need, BY_ID_LOCKED if lock else BY_ID, need_id)


async def open_ones(
    tx: Transaction, unit_id: UUID | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 100
) -> list[Need]:
    """The newest first; of one department or of all."""
    at, last = before or (None, None)
    return await tx.rows(Need, OPEN, unit_id, at, last, limit)


def may_publish(actor: Actor) -> bool:
    return actor.has(Role.TEACHER, Role.CONTACT, Role.HEAD)


def looks_after(actor: Actor, need: Need) -> bool:
    """Its teacher, and those who answer for the department: a course outlives who gave it."""
    own = actor.person_id is not None and actor.person_id == need.owner_id
    return own or actor.speaks_for(need.unit_id, Role.CONTACT, Role.HEAD)


async def publish(tx: Transaction, actor: Actor, seeking: Seeking) -> Need:
    rules.require_staff(actor)
    unit_id = await _home(tx, actor, seeking.department)
    need_id = new_id()
    language = seeking.language or guess_language(f"{seeking.title}\n{seeking.description}")
    await tx.run(
        INSERT, need_id, unit_id, actor.person_id, seeking.title, seeking.description, language, seeking.kind,
        seeking.course_code, seeking.term, seeking.groups, tx.now,
    )  # fmt: skip
    reason = later("published by the teacher")
    await history.record(tx, actor, "need.published", need_id, reason=reason, now=tx.now, unit_id=unit_id)
    await outbox.put(tx, "need.published", need_id)
    return await _again(tx, need_id)


async def _home(tx: Transaction, actor: Actor, code: str | None) -> UUID:
    own = actor.units_as(Role.TEACHER, Role.CONTACT, Role.HEAD)
    if not own:
        raise NotAllowed(_("Those who teach at a department say what their courses seek."))
    if code is None and len(own) == 1:
        return next(iter(own))
    if code is None:
        raise Invalid([Fault("/department", _("This is needed."))])
    try:
        unit = await rules.department(tx, code)
    except NotFound:
        raise Invalid([Fault("/department", _("There is no department with this code."))]) from None
    if unit.id not in own:
        raise Invalid([Fault("/department", _("Choose a department at which you teach."))])
    return unit.id


async def _load(tx: Transaction, actor: Actor, need_id: UUID) -> Need:
    need = await by_id(tx, need_id, lock=True)
    if need is None or not looks_after(actor, need):
        raise NotFound
    if need.status is NeedStatus.CLOSED:
        raise WrongState(_("This is closed already."), state=need.status.value, allowed=[])
    return need


async def revise(tx: Transaction, actor: Actor, need_id: UUID, new: NewWording) -> Need:
    need = await _load(tx, actor, need_id)
    if new.version is not None and new.version != need.version:
        raise Conflict(_("The text has been changed since you opened it. Look at the newest one first."))
    await tx.run(REVISE, need.id, new.title, new.description, new.kind, new.course_code, new.term, new.groups)
    await history.record(
        tx, actor, "need.revised", need.id, reason=later("reworded by those who look after it"), now=tx.now,
        unit_id=need.unit_id, detail={"title": need.title, "description": need.description},
    )  # fmt: skip
    await outbox.put(tx, "need.published", need.id)
    return await _again(tx, need_id)


async def close(tx: Transaction, actor: Actor, need_id: UUID, closing: Closing) -> Need:
    need = await _load(tx, actor, need_id)
    if not await tx.run(CLOSE, need.id, tx.now, closing.reason):
        raise Conflict(_("Somebody else has just changed this. Look at it again."))
    await history.record(
        tx, actor, "need.closed", need.id, reason=closing.reason or later("closed by those who look after it"),
        now=tx.now, unit_id=need.unit_id,
    )  # fmt: skip
    return await _again(tx, need_id)


async def _again(tx: Transaction, need_id: UUID) -> Need:
    found = await by_id(tx, need_id)
    assert found is not None
    return found
