"""JSON door of oversight: figures, each with what it counts in words."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get
from litestar.params import Parameter

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.language import _
from api.oversight import metric
from api.oversight.doors import people
from api.oversight.metric import DEFINITIONS, Metric, MetricName, Period


class MetricListed(msgspec.Struct, frozen=True):
    name: MetricName
    title: str
    unit: str
    definition: str


class Metrics(msgspec.Struct, frozen=True):
    items: list[MetricListed]
    next_cursor: str | None = None


@get("/metrics", operation_id="list_metrics")
async def list_metrics(actor: Actor) -> Metrics:
    need_scope(actor, "metrics:read")
    metric.require_reader(actor)
    return Metrics([MetricListed(name, _(d.title), d.unit, _(d.words)) for name, d in DEFINITIONS.items()])


@get("/metrics/{name:str}", operation_id="show_metric")
async def show_metric(
    request: Request[Any, Any, Any],
    actor: Actor,
    name: str,
    since: Annotated[date | None, Parameter(query="from")] = None,
    until: Annotated[date | None, Parameter(query="to")] = None,
    department: str | None = None,
    faculty: str | None = None,
) -> Metric:
    """`from` and `to` are whole days; `to` is the first that no longer counts."""
    need_scope(actor, "metrics:read")
    metric.require_reader(actor)
    async with request.app.state.database.reading() as tx:
        return await metric.measure(tx, metric.named(name), Period(since, until, department, faculty))


router = Router(path="/", route_handlers=[list_metrics, show_metric, *people.HANDLERS], tags=["metrics"])
