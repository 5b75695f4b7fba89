"""A unit chooses how it works, within the promise that the institution has given."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.departments import queries, rules
from api.departments.setting import TIGHTENED, SettingsChange, Settled, settings_of
from api.departments.unit import Unit
from api.errors import Fault, Invalid, NotAllowed
from api.history import history
from api.language import _, later, many
from db import outbox
from db.database import Transaction

SET = """
insert into setting (institution_id, unit_id, name, value, set_at, set_by) values ($1, $2, $3, $4, $5, $6)
on conflict (name, coalesce(unit_id, institution_id)) do update set
    value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by
"""

INHERIT = "delete from setting where name = $3 and institution_id = $1 and unit_id is not distinct from $2"

# One at a time for a unit, so that two that fit alone don't together break the promise.
LOCK = "select 1 from institution where id = $1 for update"


async def choose(tx: Transaction, actor: Actor, unit: Unit | None, change: SettingsChange) -> Settled:
    """For the institution as a whole when `unit` is None."""
    unit_id = unit.id if unit else None
    if not await rules.may_choose(tx, actor, unit):
        raise NotAllowed(_("The first contact, the department's editors and the desk decide this."))
    home = await queries.institution(tx)
    await tx.run(LOCK, home.id)
    before = await settings_of(tx, unit_id)
    if faults := tuple(_faults(before, change, is_institution=unit is None)):
        raise Invalid(faults)
    for name, value in change.named.items():
        if value is None:
            await tx.run(INHERIT, home.id, unit_id, name)
        else:
            await tx.run(SET, home.id, unit_id, name, value, tx.now, actor.person_id)
    if change.named:
        detail = {name: msgspec.json.encode(value).decode() for name, value in change.named.items()}
        await history.record(
            tx, actor, "setting.chosen", unit_id or home.id, reason=later("how the work is done here"), now=tx.now,
            unit_id=unit_id, detail=detail,
        )  # fmt: skip
        await outbox.put(tx, "setting.chosen", unit_id or home.id)
    return await settings_of(tx, unit_id)


def _faults(before: Settled, change: SettingsChange, *, is_institution: bool) -> Iterable[Fault]:
    named = change.named
    inherited = msgspec.structs.asdict(before.inherited)
    for name in TIGHTENED:
        most = inherited[name]
        if not is_institution and named.get(name) is not None and named[name] > most:
            told = many(
                "Companies are promised this in %(count)s working day at most. You can promise it sooner, not later.",
                "Companies are promised this in %(count)s working days at most. You can promise it sooner, not later.",
                most,
            )
            yield Fault(f"/{name}", told)
    values = {name: getattr(before.values, name) for name in TIGHTENED}
    after = {name: inherited[name] if value is None else value for name, value in {**values, **named}.items()
             if name in TIGHTENED}  # fmt: skip
    if after["decision_days"] < after["reply_days"] and any(name in named for name in TIGHTENED):
        told = _("A decision can't come before the first answer, so give it at least as many days.")
        yield Fault("/decision_days" if "decision_days" in named else "/reply_days", told)
    yield from _turned_terms(before, change)


def _turned_terms(before: Settled, change: SettingsChange) -> Iterable[Fault]:
    after = {**msgspec.structs.asdict(before.inherited), **{n: getattr(before.values, n) for n in before.own}}
    after |= {name: value for name, value in change.named.items() if value is not None}
    for season in ("spring", "autumn"):
        changed = [name for name in (f"{season}_ends", f"{season}_starts") if name in change.named]
        if changed and after[f"{season}_ends"] <= after[f"{season}_starts"]:
            yield Fault(f"/{changed[0]}", _("A term ends after it has begun."))


async def unit_of(tx: Transaction, code: str) -> Unit | None:
    """A department, a faculty or the desk, by its code."""
    return await tx.row(Unit, queries.UNIT_OF_ANY_KIND, code)


UNDER = "select id as unit_id from unit where id = $1 or parent_id = $1"


class _Id(msgspec.Struct, frozen=True):
    unit_id: UUID


async def units_under(tx: Transaction, unit_id: UUID) -> list[UUID]:
    """The unit itself and its departments; nothing for the institution, which is no unit."""
    return [row.unit_id for row in await tx.rows(_Id, UNDER, unit_id)]
