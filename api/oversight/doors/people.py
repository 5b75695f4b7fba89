"""JSON door of what people carry: a department's workload, and the departments that hang on one person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.departments.contacts import Lack
from api.language import Words
from api.oversight import hanging, workload
from api.paging import Page


class AwayShown(msgspec.Struct, frozen=True):
    starts_on: date
    ends_on: date
    substitute: str | None


class LoadShown(msgspec.Struct, frozen=True):
    """`referrals` are open problems in their hands; `late` of them should have had an answer by now."""

    person_id: UUID
    name: str
    referrals: int
    late: int
    oldest_at: datetime | None
    next_due_at: datetime | None
    open_work: int
    running_work: int
    away: list[AwayShown]


class WorkloadShown(msgspec.Struct, frozen=True):
    """`whole` false: the reader's own alone."""

    department_code: str
    whole: bool
    items: list[LoadShown]


class HangingShown(msgspec.Struct, frozen=True):
    """`share` of the last twelve months' problems and works (`counted` of them) that lies on one person, if large."""

    department_code: str
    department: Words
    lacks: list[Lack]
    share: float | None
    counted: int


@get("/departments/{code:str}/workload", operation_id="show_workload")
async def show_workload(request: Request[Any, Any, Any], actor: Actor, code: str) -> WorkloadShown:
    """Everyone's for the head of the department, in the order of their names; one's own for who works there."""
    need_scope(actor, "metrics:read")
    async with request.app.state.database.reading() as tx:
        found = await workload.of_department(tx, actor, code)
    return WorkloadShown(
        found.unit.code, found.whole,
        [
            LoadShown(
                one.person_id, one.name, one.referrals, one.late, one.oldest_at, one.next_due_at, one.open_work,
                one.running_work,
                [
                    AwayShown(away.starts_on, away.ends_on, away.substitute_name)
                    for away in found.absences
                    if away.person_id == one.person_id
                ],
            )
            for one in found.loads
        ],
    )  # fmt: skip


@get("/departments-by-a-thread", operation_id="list_departments_by_a_thread")
async def list_hanging(request: Request[Any, Any, Any], actor: Actor) -> Page[HangingShown]:
    """Those with fewer than two contacts, without a mailbox, or whose year hangs on one person."""
    need_scope(actor, "metrics:read")
    async with request.app.state.database.reading() as tx:
        found = await hanging.by_a_thread(tx, actor)
    return Page([HangingShown(one.code, one.name, one.lacks, one.share, one.counted) for one in found])


HANDLERS = [show_workload, list_hanging]
