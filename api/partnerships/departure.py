"""When somebody leaves: all that is open goes to others in one step, and what they did stays on record."""

from collections import defaultdict
from enum import StrEnum
from itertools import cycle
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.departments import rules
from api.departments.unit import Unit, UnitKind
from api.engagements import supervision
from api.engagements.supervision import Guided
from api.errors import Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import Words, _, later
from api.routing import standing_in
from api.routing.standing_in import Held
from db import outbox
from db.database import Transaction

PASSED_ON = (Role.CONTACT, Role.TEACHER, Role.EDITOR)
REASON = later("the one who held it no longer works there")


class Departure(msgspec.Struct, frozen=True):
    """`successor_id` takes over everything; left out, it is spread over the others who are there.

    `reason` stays among those who may read the history of the department.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    successor_id: UUID | None = None


class Kind(StrEnum):
    REFERRAL = "referral"
    ENGAGEMENT = "engagement"
    FOLLOW_UP = "follow_up"


class Moving(msgspec.Struct, frozen=True):
    """One open thing and who gets it. A follow-up belongs to the department already: somebody is told of it."""

    kind: Kind
    id: UUID
    title: str
    organisation: str
    to_id: UUID
    to: str


class RoleLeft(msgspec.Struct, frozen=True):
    role: Role
    department_code: str | None
    department: Words | None


class Leaving(msgspec.Struct, frozen=True):
    """What a departure moves and ends; `altogether`: nothing is left, so sessions and tokens end too."""

    person_id: UUID
    name: str
    roles: list[RoleLeft]
    altogether: bool
    moving: list[Moving]


class _Post(msgspec.Struct, frozen=True):
    role: Role
    unit_id: UUID | None
    is_first: bool


class _Titled(msgspec.Struct, frozen=True):
    id: UUID
    title: str
    organisation_name: str


class _Owed(msgspec.Struct, frozen=True):
    id: UUID
    title: str
    organisation_name: str
    unit_id: UUID


class _Plan(msgspec.Struct, frozen=True):
    leaving: Leaving
    posts: list[_Post]
    units: list[Unit]
    referrals: list[tuple[Held, Person]]
    work: list[tuple[Guided, Person]]


POSTS = "select role, unit_id, is_first from appointment where person_id = $1 and until is null order by id limit 100"

TITLES = """
select r.id, p.title, o.name as organisation_name from referral r
join problem p on p.id = r.problem_id join organisation o on o.id = p.organisation_id
where r.id = any($1::uuid[]) limit 500
"""

OWED_AFTER = """
select f.id, e.title, o.name as organisation_name, f.unit_id from follow_up f
join engagement e on e.id = f.engagement_id join organisation o on o.id = f.organisation_id
where e.supervisor_id = $1 and f.status = 'due' and f.unit_id = any($2::uuid[])
order by f.due_on, f.id limit 500
"""

END_SESSIONS = "update session set revoked_at = now() where person_id = $1 and revoked_at is null"
END_TOKENS = "update api_token set revoked_at = now() where person_id = $1 and revoked_at is null"
# What a course seeks belongs to the department; whoever takes over looks after it.
NEEDS_GO_ON = """
update need set owner_id = $2 where owner_id = $1 and status = 'open' and unit_id = any($3::uuid[])
"""
STANDS_IN_NO_MORE = "update absence set substitute_id = null where substitute_id = $1 and ended_at is null"


async def preview(tx: Transaction, actor: Actor, person_id: UUID, successor_id: UUID | None) -> Leaving:
    """What `depart` would do now."""
    return (await _plan(tx, actor, person_id, successor_id)).leaving


async def depart(tx: Transaction, actor: Actor, person_id: UUID, departure: Departure) -> Leaving:
    plan = await _plan(tx, actor, person_id, departure.successor_id)
    if departure.successor_id:
        await _pass_on_posts(tx, actor, plan, departure.successor_id)
        await tx.run(NEEDS_GO_ON, person_id, departure.successor_id, [unit.id for unit in plan.units])
    for held, to in plan.referrals:
        await standing_in.hand_over(tx, actor, held, to.id, reason=REASON)
    for work, to in plan.work:
        await supervision.hand_over(tx, actor, work, to.id, reason=REASON)
    for post in plan.posts:
        await person.dismiss(tx, person_id, post.role, post.unit_id, now=tx.now)
    await tx.run(STANDS_IN_NO_MORE, person_id)
    if plan.leaving.altogether:
        await tx.run(END_SESSIONS, person_id)
        await tx.run(END_TOKENS, person_id)
    for unit in plan.units or [None]:
        await history.record(
            tx, actor, "person.departed", person_id, reason=departure.reason, now=tx.now,
            unit_id=unit.id if unit else None, detail={"moved": str(len(plan.leaving.moving))},
        )  # fmt: skip
    await _tell(tx, plan.leaving)
    return plan.leaving


async def _tell(tx: Transaction, leaving: Leaving) -> None:
    """One fact for each who receives something, with all of it."""
    received: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for moved in leaving.moving:
        received[moved.to_id][f"{moved.kind.value}s"].append(str(moved.id))
    for to, things in received.items():
        listed = {kind: ",".join(ids) for kind, ids in things.items()}
        await outbox.put(tx, "departure.received", to, left=str(leaving.person_id), **listed)


async def _plan(tx: Transaction, actor: Actor, person_id: UUID, successor_id: UUID | None) -> _Plan:
    rules.require_staff(actor)
    who = await person.by_id(tx, person_id)
    every = await tx.rows(_Post, POSTS, person_id)
    if who is None or not every:
        raise NotFound
    posts, units = await _theirs_to_end(tx, actor, every)
    successor = await _successor(tx, person_id, successor_id, units)
    referrals, work, owed = await _open(tx, actor, person_id, units)
    receivers = _Receivers(tx, person_id, successor, units)
    to_referrals = [(held, await receivers.of_referral(held)) for held in referrals]
    to_work = [(one, await receivers.of_work(one.unit_id)) for one in work]
    to_owed = [(one, await receivers.of_work(one.unit_id)) for one in owed]
    titles = {row.id: row for row in await tx.rows(_Titled, TITLES, [held.id for held in referrals])}
    moving = [
        *(
            Moving(Kind.REFERRAL, held.id, titles[held.id].title, titles[held.id].organisation_name, to.id, to.name)
            for held, to in to_referrals
        ),
        *(Moving(Kind.ENGAGEMENT, one.id, one.title, one.organisation_name, to.id, to.name) for one, to in to_work),
        *(Moving(Kind.FOLLOW_UP, one.id, one.title, one.organisation_name, to.id, to.name) for one, to in to_owed),
    ]
    by_id = {unit.id: unit for unit in units}
    roles = [
        RoleLeft(post.role, unit.code if unit else None, unit.name if unit else None)
        for post in posts
        for unit in [by_id.get(post.unit_id) if post.unit_id else None]
    ]
    leaving = Leaving(person_id, who.name, roles, len(posts) == len(every), moving)
    return _Plan(leaving, posts, units, to_referrals, to_work)


async def _theirs_to_end(tx: Transaction, actor: Actor, every: list[_Post]) -> tuple[list[_Post], list[Unit]]:
    """The posts that the actor may end, and where they are held."""
    units: dict[UUID, Unit] = {}
    posts: list[_Post] = []
    for post in every:
        if post.unit_id is None:
            if actor.has(Role.ADMIN) or (post.role is Role.STUDENT and actor.has(Role.DESK)):
                posts.append(post)
            continue
        unit = units.get(post.unit_id) or await departments.unit_by_id(tx, post.unit_id)
        if unit is not None and await rules.answers_for_people(tx, actor, unit):
            units[unit.id] = unit
            posts.append(post)
    if not posts:
        raise NotAllowed(_("The department's head, its first contact or the broker desk does this."))
    return posts, list(units.values())


async def _successor(tx: Transaction, person_id: UUID, wanted: UUID | None, units: list[Unit]) -> Person | None:
    if wanted is None:
        return None
    for unit in units:
        if wanted != person_id and wanted in {one.id for one in await _others(tx, unit, person_id)}:
            return await person.by_id(tx, wanted)
    raise Invalid([Fault("/successor_id", _("Choose somebody who answers at the same department."))])


async def _others(tx: Transaction, unit: Unit, person_id: UUID) -> list[Person]:
    """Contacts first, then teachers and the head; each once."""
    wanted = (Role.DESK,) if unit.kind is UnitKind.DESK else (Role.CONTACT, Role.TEACHER, Role.HEAD)
    found: dict[UUID, Person] = {}
    for role in wanted:
        for one in await person.present(tx, role, unit.id, tx.now.date()):
            found.setdefault(one.id, one)
    found.pop(person_id, None)
    return list(found.values())


async def _open(
    tx: Transaction, actor: Actor, person_id: UUID, units: list[Unit]
) -> tuple[list[Held], list[Guided], list[_Owed]]:
    ids = [unit.id for unit in units]
    held = await standing_in.held_by(tx, person_id)
    if not actor.has(Role.DESK, Role.ADMIN):
        held = [one for one in held if one.unit_id in ids]
    work = await supervision.guided_by(tx, person_id, None if actor.has(Role.DESK, Role.ADMIN) else ids)
    return held, work, await tx.rows(_Owed, OWED_AFTER, person_id, ids)


class _Receivers:
    """Who gets what: the successor everything, else each thing the next of those who are there."""

    def __init__(self, tx: Transaction, leaver_id: UUID, successor: Person | None, units: list[Unit]) -> None:
        self._tx = tx
        self._leaver_id = leaver_id
        self._successor = successor
        self._units = {unit.id: unit for unit in units}
        self._turns: dict[tuple[str, UUID], cycle[Person]] = {}

    async def of_referral(self, held: Held) -> Person:
        if self._successor and held.unit_id in self._units:
            return self._successor
        there = await standing_in.present_at(self._tx, held.unit_id, held.unit_kind)
        if not [one for one in there if one.id != self._leaver_id]:
            desk = await departments.desk(self._tx)
            there = await standing_in.present_at(self._tx, desk.id, desk.kind)
        return self._next("referral", held.unit_id, there)

    async def of_work(self, unit_id: UUID) -> Person:
        if self._successor and unit_id in self._units:
            return self._successor
        unit = self._units.get(unit_id) or await departments.unit_by_id(self._tx, unit_id)
        assert unit is not None
        return self._next("work", unit_id, await _others(self._tx, unit, self._leaver_id))

    def _next(self, kind: str, unit_id: UUID, people: list[Person]) -> Person:
        others = [one for one in people if one.id != self._leaver_id]
        if not others:
            raise Invalid([Fault("/successor_id", _("Nobody else is there to take it over. Name somebody first."))])
        return next(self._turns.setdefault((kind, unit_id), cycle(others)))


async def _pass_on_posts(tx: Transaction, actor: Actor, plan: _Plan, successor_id: UUID) -> None:
    """The successor can do what the leaver could at the department, or what they are given could not be answered."""
    held = {(post.role, post.unit_id) for post in await tx.rows(_Post, POSTS, successor_id)}
    for post in plan.posts:
        if post.role not in PASSED_ON or post.unit_id is None:
            continue
        if (post.role, post.unit_id) not in held:
            await person.appoint(tx, successor_id, post.role, post.unit_id, now=tx.now)
            await history.record(
                tx, actor, "person.appointed", successor_id, reason=later("takes over from somebody who leaves"),
                now=tx.now, unit_id=post.unit_id, detail={"role": post.role.value, "first": str(post.is_first).lower()},
            )  # fmt: skip
        if post.is_first and post.role is Role.CONTACT:
            await person.make_first(tx, successor_id, post.role, post.unit_id)
