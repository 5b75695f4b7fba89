"""The day on which a department becomes another: all that is open follows, and the old code points onward."""

from uuid import UUID

import msgspec

from api.accounts.actor import PROGRAM
from api.departments import queries as departments
from api.departments import succession
from api.departments.succession import Kind, Succession
from api.departments.unit import Unit
from api.history import history
from api.language import Language, later
from api.routing import queries as routing
from api.routing import triage
from api.routing.profiles import load_router
from api.routing.referral import ReferralStatus
from db import outbox
from db.database import Transaction

FOLLOWS = later("its department has become another")

RENAME = "update unit set name_nb = $2, name_nn = $3, name_en = $4, changed_on = $5 where id = $1"
END = "update unit set valid_to = greatest($2, valid_from + 1), successor_id = $3, changed_on = $2 where id = $1"
POINT = "insert into unit_successor (unit_id, successor_id, place) values ($1, $2, $3) on conflict do nothing"

# The words that led to the old department lead to the new one.
FORMS_FOLLOW = """
insert into unit_form (unit_id, form_code, local_name, spring_deadline, autumn_deadline, source)
select $2, form_code, local_name, spring_deadline, autumn_deadline, source from unit_form where unit_id = $1
on conflict do nothing
"""
WORDS_FOLLOW = """
insert into unit_term (unit_id, concept_id, weight, own_nb, own_nn, own_en, position)
select $2, concept_id, weight, own_nb, own_nn, own_en, 10000 + position from unit_term where unit_id = $1
on conflict do nothing
"""
EXAMPLES_FOLLOW = """
insert into example (id, unit_id, language, text, position)
select gen_random_uuid(), $2, language, text, 10000 + position from example where unit_id = $1
"""

# Nobody stays first where somebody is first already.
PEOPLE_FOLLOW = """
insert into appointment (id, person_id, role, unit_id, is_first, since)
select gen_random_uuid(), a.person_id, a.role, $2, a.is_first and not exists (
    select 1 from appointment f where f.unit_id = $2 and f.role = a.role and f.is_first and f.until is null), $3
from appointment a
where a.unit_id = $1 and a.until is null and a.role in ('contact', 'teacher', 'editor')
on conflict (person_id, role, coalesce(unit_id, person_id)) where until is null do nothing
"""
PEOPLE_END = (
    "update appointment set until = greatest($2, since + interval '1 microsecond') where unit_id = $1 and until is null"
)

OPEN_REFERRALS = """
select r.id, r.problem_id, p.title, p.description, p.language, p.organisation_id
from referral r join problem p on p.id = r.problem_id
where r.unit_id = $1 and r.decided_at is null order by r.id limit 5000 for update of r
"""
LIES_THERE = """
select exists (select 1 from referral
    where problem_id = $1 and unit_id = $2 and status not in ('redirected', 'declined', 'lapsed', 'withdrawn'))
"""
REFERRAL_FOLLOWS = "update referral set unit_id = $2 where id = $1"

WORK = """
select e.id, e.referral_id, e.problem_id, p.title, p.description, p.language, e.organisation_id
from engagement e join problem p on p.id = e.problem_id
where e.unit_id = $1 and (e.status in ('open', 'running') or exists (
    select 1 from follow_up f where f.engagement_id = e.id and f.status = 'due'))
order by e.id limit 5000 for update of e
"""
WORK_FOLLOWS = "update engagement set unit_id = $2 where id = $1 and status in ('open', 'running')"
# The acceptance of work that goes on: whoever looks after the one looks after the other.
ACCEPTANCE_FOLLOWS = """
update referral r set unit_id = $2 where r.id = $1 and r.status = 'accepted' and not exists (
    select 1 from referral o where o.problem_id = r.problem_id and o.unit_id = $2 and o.id <> r.id
        and o.status not in ('redirected', 'declined', 'lapsed', 'withdrawn'))
"""
FOLLOW_UPS_FOLLOW = "update follow_up set unit_id = $2 where engagement_id = $1 and status = 'due'"

NEEDS_FOLLOW = "update need set unit_id = $2 where unit_id = $1 and status = 'open'"

# Together they have room for what each had room for.
CAPACITY_FOLLOWS = """
insert into capacity (id, unit_id, term, form_code, supervisor_id, places, said_by, said_at)
select gen_random_uuid(), $2, term, form_code, supervisor_id, places, said_by, said_at from capacity where unit_id = $1
on conflict (unit_id, term, form_code, coalesce(supervisor_id, unit_id)) do update
set places = least(1000, capacity.places + excluded.places)
"""


class _Open(msgspec.Struct, frozen=True):
    id: UUID
    problem_id: UUID
    title: str
    description: str
    language: Language
    organisation_id: UUID


class _Work(_Open, frozen=True):
    referral_id: UUID


class _Chooser:
    """Which successor something goes to: of several, the one whose own words it fits best."""

    def __init__(self, successors: list[Unit], scores: "dict[UUID, UUID]") -> None:
        self._first = successors[0]
        self._best = scores

    def of(self, problem_id: UUID) -> UUID:
        return self._best.get(problem_id, self._first.id)


async def take_effect(tx: Transaction, limit: int = 5) -> int:
    """Every change whose day has come, once; how many there were."""
    due = await tx.rows(Succession, succession.DUE, tx.now.date(), limit)
    for change in due:
        if change.kind is Kind.RENAME:
            await _rename(tx, change)
        else:
            await _pass_on(tx, change)
        await tx.run(succession.DONE, change.id, tx.now)
        await history.record(
            tx, PROGRAM, "unit.changed", change.unit_id, reason=change.reason, now=tx.now, unit_id=change.unit_id,
            detail={"kind": change.kind.value},
        )  # fmt: skip
        await outbox.put(tx, "unit.changed", change.id, unit_id=str(change.unit_id))
    return len(due)


async def _rename(tx: Transaction, change: Succession) -> None:
    await tx.run(RENAME, change.unit_id, change.name_nb, change.name_nn, change.name_en, change.takes_effect_on)


async def _pass_on(tx: Transaction, change: Succession) -> None:
    successors = [unit for one in change.successors if (unit := await departments.unit_by_id(tx, one))]
    referrals = await tx.rows(_Open, OPEN_REFERRALS, change.unit_id)
    work = await tx.rows(_Work, WORK, change.unit_id)
    chooser = _Chooser(successors, await _best_of(tx, successors, [*referrals, *work]))
    for place, unit in enumerate(successors):
        await tx.run(POINT, change.unit_id, unit.id, place)
        await tx.run(FORMS_FOLLOW, change.unit_id, unit.id)
        await tx.run(WORDS_FOLLOW, change.unit_id, unit.id)
        await tx.run(EXAMPLES_FOLLOW, change.unit_id, unit.id)
        await tx.run(PEOPLE_FOLLOW, change.unit_id, unit.id, tx.now)
    await tx.run(PEOPLE_END, change.unit_id, tx.now)
    await tx.run(END, change.unit_id, change.takes_effect_on, successors[0].id)
    for referral in referrals:
        await _move_referral(tx, referral, chooser.of(referral.problem_id))
    for engagement in work:
        await _move_work(tx, engagement, chooser.of(engagement.problem_id))
    await tx.run(NEEDS_FOLLOW, change.unit_id, successors[0].id)
    if change.kind is Kind.MERGE:
        await tx.run(CAPACITY_FOLLOWS, change.unit_id, successors[0].id)


async def _best_of(tx: Transaction, successors: list[Unit], things: list[_Open]) -> dict[UUID, UUID]:
    """By problem; before the old department's words follow, while the successors still differ."""
    if len(successors) == 1 or not things:
        return {}
    router = await load_router(tx, tx.now.date())
    by_code = {unit.code: unit.id for unit in successors}
    best: dict[UUID, UUID] = {}
    for thing in things:
        scores = router.scores(thing.title, thing.description, thing.language)
        code = max(by_code, key=lambda code: scores.get(code, 0.0))
        if scores.get(code, 0.0) > 0:
            best[thing.problem_id] = by_code[code]
    return best


async def _move_referral(tx: Transaction, referral: _Open, to: UUID) -> None:
    if await tx.value(LIES_THERE, referral.problem_id, to):
        found = await routing.by_id(tx, referral.id, lock=True)
        assert found is not None
        reason = later("it lies with the department that took over already")
        await triage.decide(tx, PROGRAM, found, ReferralStatus.WITHDRAWN, reason=reason)
        return
    await tx.run(REFERRAL_FOLLOWS, referral.id, to)
    await history.record(
        tx, PROGRAM, "referral.followed", referral.id, reason=FOLLOWS, now=tx.now, problem_id=referral.problem_id,
        organisation_id=referral.organisation_id, unit_id=to,
    )  # fmt: skip


async def _move_work(tx: Transaction, work: _Work, to: UUID) -> None:
    if await tx.run(WORK_FOLLOWS, work.id, to):
        await tx.run(ACCEPTANCE_FOLLOWS, work.referral_id, to)
        await history.record(
            tx, PROGRAM, "engagement.followed", work.id, reason=FOLLOWS, now=tx.now, problem_id=work.problem_id,
            engagement_id=work.id, organisation_id=work.organisation_id, unit_id=to,
        )  # fmt: skip
    await tx.run(FOLLOW_UPS_FOLLOW, work.id, to)
