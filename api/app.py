"""The JSON application. It runs alone; `frontend.site` adds the pages to the same one."""

import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.accounts.routes import router as accounts
from api.body import JsonRequest
from api.departments.doors.settings import router as settings_of_units
from api.departments.routes import router as departments
from api.engagements.concern_routes import router as concerns
from api.engagements.routes import router as engagements
from api.engagements.signing_routes import router as agreements
from api.errors import Refusal
from api.identity import identify
from api.notifications import development
from api.notifications.routes import router as inbound
from api.organisations.register import register_for
from api.organisations.routes import router as organisations
from api.oversight.desk_routes import router as desk
from api.oversight.routes import router as oversight
from api.partnerships.routes import router as partnerships
from api.problem_details import answer_with_details
from api.problems.attachment_routes import router as attachments
from api.problems.link_routes import router as links
from api.problems.routes import router as problems
from api.rate_limit import DEVELOPMENT_FACTOR, Buckets
from api.routing.flag_routes import router as flags
from api.routing.keeping import kept
from api.routing.matching import Router as Matching
from api.routing.routes import router as routing
from api.routing.thread_routes import router as threads
from api.routing.triage_routes import router as triage
from api.settings import Settings
from api.storage import Storage
from api.vocabulary.routes import router as vocabulary
from api.wrapping import Wrapping, refuse_unsound
from db import outbox
from db.database import Database

LARGEST_BODY = 1_000_000

ExceptionHandler = Callable[[Request[Any, Any, Any], Any], Response[Any]]


class Health(msgspec.Struct, frozen=True):
    """`dead` counts outbox rows that have failed for good and wait for a person."""

    status: str
    database: bool
    redis: bool
    waiting: int
    dead: int


@get("/health", opt={"everyone": True}, include_in_schema=False)
async def health(request: Request[Any, Any, Any]) -> Response[Health]:
    database: Database = request.app.state.database
    redis: Redis = request.app.state.redis
    try:
        async with database.reading() as tx:
            backlog = await outbox.backlog(tx)
    except (OSError, TimeoutError):
        return Response(Health("away", False, False, 0, 0), status_code=503)
    try:
        await redis.ping()  # pyright: ignore[reportUnknownMemberType, reportGeneralTypeIssues]
        fast_lane = True
    except (RedisError, OSError):
        fast_lane = False
    status = "well" if fast_lane and not backlog.dead else "limping"
    return Response(Health(status, True, fast_lane, backlog.waiting, backlog.dead))


@asynccontextmanager
async def _open_doors(settings: Settings, app: Litestar) -> AsyncGenerator[None]:
    database = await Database.connect(settings.database_url, settable_clock=settings.development)
    redis: Redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5
    )
    app.state.database = database
    app.state.redis = redis
    app.state.register = register_for(settings.register_url)
    app.state.buckets = Buckets(redis, DEVELOPMENT_FACTOR if settings.development else 1)

    def adopt(router: Matching) -> None:
        app.state.router = router

    try:
        async with kept(database, settings.database_url, adopt) as app.state.keeper:
            yield
    finally:
        await app.state.register.close()
        await redis.aclose()
        await database.close()


@get("/openapi.json", include_in_schema=False)
async def describe_api(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """OpenAPI 3.1 of every route."""
    described = request.app.openapi_schema
    for path in (described.paths or {}).values():
        for operation in (path.get, path.post, path.patch, path.put, path.delete):
            if operation is not None and operation.operation_id:
                operation.summary = operation.operation_id.replace("_", " ").capitalize()
    return described.to_schema()


def openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Brobygger",
        version="1",
        description="Problems from working life, the university departments that work on them, and what came of it.",
        # The library keeps a whole folder to itself, error pages included; ours is served by `describe_api`.
        path="/api/schema",
        render_plugins=[],
        components=Components(
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer", description="`brg_pat_…`")}
        ),
    )


def create(
    settings: Settings,
    *,
    pages: Sequence[ControllerRouterHandler] = (),
    development_pages: Sequence[ControllerRouterHandler] = (),
    refusals: ExceptionHandler = answer_with_details,
    also_open: Callable[[Litestar], AbstractAsyncContextManager[None]] | None = None,
) -> Litestar:
    """`pages`, `refusals` (how errors look outside `/api`) and what else to open at start come from the site."""
    rooms = [
        describe_api,
        accounts,
        organisations,
        departments,
        settings_of_units,
        vocabulary,
        problems,
        attachments,
        threads,
        links,
        routing,
        triage,
        flags,
        engagements,
        agreements,
        concerns,
        partnerships,
        inbound,
        oversight,
        desk,
    ]
    json_door = Router(
        path="/api/v1",
        route_handlers=rooms,
        exception_handlers=_handlers(answer_with_details),
        request_class=JsonRequest,
    )
    handlers: list[ControllerRouterHandler] = [health, json_door, *pages]
    if settings.development:
        own = _handlers(answer_with_details)
        doors = [*development.HANDLERS, *development_pages]
        handlers.append(Router(path="/", route_handlers=doors, exception_handlers=own))
    app = Litestar(
        route_handlers=handlers,
        dependencies={"actor": Provide(identify)},
        exception_handlers=_handlers(refusals),
        guards=[refuse_unsound],
        lifespan=[partial(_open_doors, settings), *([also_open] if also_open else [])],
        openapi_config=openapi(),
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
    )
    # Outside the library's own answers too, so that a 404 is as locked down and as well spoken as any page.
    app.asgi_handler = Wrapping(app.asgi_handler, settings)
    app.state.settings = settings
    app.state.storage = Storage(settings)
    return app


def _handlers(handler: ExceptionHandler) -> dict[int | type[Exception], ExceptionHandler]:
    return {Refusal: handler, Exception: handler}


def app() -> Litestar:
    """For `uvicorn --factory api.app:app`: the API without pages."""
    return create(Settings.from_environ(os.environ))
