"""What was learnt, version by version: which one is in use, what came before it, and how to go back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.errors import NotFound
from api.history import history
from api.language import later
from api.routing.learnt import NOTHING_LEARNT, Learnt
from db.database import Transaction
from db.ids import new_id

ADOPTED = "select version, weights from routing_model where status = 'adopted' limit 1"

COLUMNS = "id, version, status, fitted_at, adopted_at, retired_at, parent, examples, figures"

NEWEST = f"select {COLUMNS} from routing_model order by fitted_at desc, version limit $1"  # noqa: S608

BY_VERSION = f"select {COLUMNS} from routing_model where version = $1 for update"  # noqa: S608

IN_USE = f"select {COLUMNS} from routing_model where status = 'adopted' limit 1 for update"  # noqa: S608

# Fitted anew to the same weights, it is the same version.
KEEP = """
insert into routing_model (version, id, status, fitted_at, parent, examples, weights, figures)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (version) do update set
    fitted_at = excluded.fitted_at, examples = excluded.examples, figures = excluded.figures,
    status = case when routing_model.status = 'adopted' then 'adopted' else excluded.status end
"""

RETIRE = "update routing_model set status = 'retired', retired_at = $1 where status = 'adopted'"

# What somebody has gone back from stays out until they choose it by its version: to fit it again changes nothing.
REFUSE = "update routing_model set status = 'refused', retired_at = $2 where version = $1"

ADOPT = "update routing_model set status = 'adopted', adopted_at = $2, retired_at = null where version = $1"


class ModelStatus(StrEnum):
    FITTED = "fitted"
    ADOPTED = "adopted"
    REFUSED = "refused"
    RETIRED = "retired"


class Replayed(msgspec.Struct, frozen=True):
    """Of the problems that were held back from learning: the first right, and how many of the right ones found.

    `worse` are the departments that miss more of their own than before.
    """

    problems: int
    top1_before: float
    top1_after: float
    recall_before: float
    recall_after: float
    worse: list[str] = []

    @property
    def is_worse(self) -> bool:
        slack = 1e-9
        return (
            bool(self.worse)
            or self.top1_after < self.top1_before - slack
            or self.recall_after < self.recall_before - slack
        )


class RoutingModel(msgspec.Struct, frozen=True):
    """`parent` was in use when this was fitted; `examples` is how many problems it learnt from."""

    id: UUID
    version: str
    status: ModelStatus
    fitted_at: datetime
    adopted_at: datetime | None
    retired_at: datetime | None
    parent: str | None
    examples: int
    figures: dict[str, Replayed]


class _Adopted(msgspec.Struct, frozen=True):
    version: str
    weights: dict[str, dict[str, float]]


async def adopted_weights(tx: Transaction) -> Learnt:
    """What is in use; nothing when the curated profiles alone decide."""
    found = await tx.row(_Adopted, ADOPTED)
    return Learnt(found.version, found.weights) if found else NOTHING_LEARNT


async def newest(tx: Transaction, limit: int = 50) -> list[RoutingModel]:
    return await tx.rows(RoutingModel, NEWEST, limit)


async def in_use(tx: Transaction) -> RoutingModel | None:
    """Locked until the transaction ends."""
    return await tx.row(RoutingModel, IN_USE)


async def keep(tx: Transaction, actor: Actor, learnt: Learnt, examples: int, figures: dict[str, Replayed]) -> bool:
    """Store what was fitted, and take it into use unless it is worse in any language; whether it was."""
    before = await in_use(tx)
    if before is not None and before.version == learnt.version:
        await _store(tx, learnt, ModelStatus.ADOPTED, before.parent, examples, figures)
        return False
    known = await tx.row(RoutingModel, BY_VERSION, learnt.version)
    if known is not None and known.status is ModelStatus.REFUSED:
        await _store(tx, learnt, ModelStatus.REFUSED, known.parent, examples, figures)
        return False
    is_worse = any(replayed.is_worse for replayed in figures.values())
    status = ModelStatus.REFUSED if is_worse else ModelStatus.FITTED
    await _store(tx, learnt, status, before.version if before else None, examples, figures)
    made = await tx.row(RoutingModel, BY_VERSION, learnt.version)
    assert made is not None
    detail = {"version": learnt.version, "examples": str(examples)}
    if is_worse:
        reason = later("worse in some language or for some department on the decisions that were held back")
        await history.record(tx, actor, "routing.refused", made.id, reason=reason, now=tx.now, detail=detail)
        return False
    await _take_into_use(tx, made)
    reason = later("not worse in any language or for any department on the decisions that were held back")
    await history.record(tx, actor, "routing.learnt", made.id, reason=reason, now=tx.now, detail=detail)
    return True


async def back(tx: Transaction, actor: Actor, version: str | None, *, reason: str) -> RoutingModel | None:
    """To a version that was there before, or, left out, to the one before what is in use; None: the profiles alone.

    What was in use is refused from then on: no night takes it into use again, unless new decisions make it another.
    """
    current = await in_use(tx)
    wanted = version or (current.parent if current else None)
    if version is None and current is None:
        raise NotFound
    target = await tx.row(RoutingModel, BY_VERSION, wanted) if wanted else None
    if wanted and target is None:
        raise NotFound
    if target is None:
        await tx.run(RETIRE, tx.now)
    elif current is None or target.version != current.version:
        await _take_into_use(tx, target)
    if current is not None and (target is None or target.version != current.version):
        await tx.run(REFUSE, current.version, tx.now)
    about = target or current
    assert about is not None
    detail = {"from": current.version if current else "", "to": target.version if target else ""}
    await history.record(tx, actor, "routing.taken_back", about.id, reason=reason, now=tx.now, detail=detail)
    return target


async def _store(
    tx: Transaction,
    learnt: Learnt,
    status: ModelStatus,
    parent: str | None,
    examples: int,
    figures: dict[str, Replayed],
) -> None:
    await tx.run(
        KEEP, learnt.version, new_id(), status, tx.now, parent, examples, learnt.weights, msgspec.to_builtins(figures)
    )


async def _take_into_use(tx: Transaction, model: RoutingModel) -> None:
    await tx.run(RETIRE, tx.now)
    await tx.run(ADOPT, model.version, tx.now)
