"""One problem into parts for several departments, each of which goes on by itself; the whole shows where they are."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import Unit
from api.errors import Conflict, Fault, Invalid, WrongState
from api.history import history
from api.language import _, later
from api.problems import queries as problems
from api.problems.lifecycle import move
from api.problems.problem import TRANSITIONS, Problem, ProblemStatus
from api.reading import Line
from api.references import new_reference
from api.routing import queries, rules
from api.routing.referral import Origin, ReferralStatus
from api.routing.referring import refer
from api.routing.triage import decide, load
from api.secrets import hashed, new_secret
from api.states import require_step
from db import outbox
from db.database import Transaction
from db.ids import new_id

# Everything that the company has said of the whole holds for each part; only its words are its own.
INSERT_PART = """
insert into problem (id, reference, organisation_id, contact_id, status, title, description, language, wanted,
    earliest_start, confidentiality, follow_hash, follow_expires_at, demo, created_at, confirmed_at, part_of,
    brief)
select $2, $3, organisation_id, contact_id, 'waiting', $4, $5, language, wanted, earliest_start, confidentiality, $6,
    follow_expires_at, demo, $7, $7, id, brief
from problem where id = $1
on conflict (reference) do nothing
"""


class Part(msgspec.Struct, frozen=True):
    title: Line
    description: Annotated[str, Meta(min_length=1, max_length=20000)]
    department: Annotated[str, Meta(min_length=1, max_length=12)]


class Split(msgspec.Struct, frozen=True):
    parts: Annotated[list[Part], Meta(min_length=2, max_length=5)]
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]


async def split(tx: Transaction, actor: Actor, referral_id: UUID, told: Split) -> Problem:
    """The whole, divided now. A department may, while nobody else has it; the desk always."""
    referral, problem = await load(tx, actor, referral_id, moving_on=True)
    require_step(TRANSITIONS, problem.status, ProblemStatus.DIVIDED, _("It can be split while it waits for an answer."))
    lying = [r for r in await queries.of_problem(tx, problem.id) if r.is_open]
    if not referral.is_open or (len(lying) > 1 and not rules.is_desk(actor)):
        raise WrongState(
            _("Another department has it too. Ask the broker desk to split it."), state=problem.status.value, allowed=[]
        )
    units = await _units(tx, told.parts)
    for open_one in lying:
        await decide(tx, actor, open_one, ReferralStatus.WITHDRAWN, reason=told.reason)
    await move(tx, problem, ProblemStatus.DIVIDED)
    await history.record(
        tx, actor, "problem.divided", problem.id, reason=told.reason, now=tx.now, problem_id=problem.id,
        organisation_id=problem.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    for part, unit in zip(told.parts, units, strict=True):
        await _add_part(tx, actor, problem, part, unit, told.reason)
    await outbox.put(tx, "problem.divided", problem.id, reason=told.reason)
    found = await problems.by_id(tx, problem.id)
    assert found is not None
    return found


async def _units(tx: Transaction, parts: list[Part]) -> list[Unit]:
    found: list[Unit] = []
    faults: list[Fault] = []
    for place, part in enumerate(parts):
        unit = await departments.unit_by_code(tx, part.department)
        if unit is None or (unit.valid_to is not None and unit.valid_to <= tx.now.date()):
            faults.append(Fault(f"/parts/{place}/department", _("There is no department with this code.")))
        else:
            found.append(unit)
    if faults:
        raise Invalid(faults)
    return found


async def _add_part(tx: Transaction, actor: Actor, whole: Problem, part: Part, unit: Unit, reason: str) -> None:
    part_id = new_id()
    for _attempt in range(5):
        # Its own key is told to nobody: whoever holds the key of the whole opens its parts.
        key = hashed(new_secret())
        if await tx.run(INSERT_PART, whole.id, part_id, new_reference("P"), part.title, part.description, key, tx.now):
            break
    else:
        raise Conflict(_("Something went wrong on our side. Send it once more."))
    made = await problems.by_id(tx, part_id, lock=True)
    assert made is not None
    await history.record(
        tx, actor, "problem.split_off", part_id, reason=later("a part of a larger problem"), now=tx.now,
        problem_id=part_id, organisation_id=whole.organisation_id, unit_id=unit.id, detail={"whole": whole.reference},
    )  # fmt: skip
    await refer(tx, actor, made, unit, Origin.SPLIT, reason=reason)
