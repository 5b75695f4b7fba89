"""The whole site: the JSON application with the pages added to it."""

import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response
from litestar.static_files import create_static_files_router  # pyright: ignore[reportUnknownVariableType]

from api.accounts.actor import visitor
from api.app import create as create_api
from api.errors import SignInNeeded
from api.language import spoken
from api.problem_details import answer_with_details, describe, headers_for
from api.routing.keeping import Keeper
from api.settings import Settings
from db.database import Database, Transaction
from frontend.forms import see_other
from frontend.pages import PAGES, development
from frontend.pages.front import units_by_code
from frontend.rendering import STATIC, environment, plain_page, read_house

log = logging.getLogger(__name__)


def refuse(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Errors as a page that says what to do next; scripts and the API get theirs as problem details."""
    path = request.scope["path"]
    if path.startswith(("/api/", "/static/")) or "json" in request.headers.get("accept", ""):
        return answer_with_details(request, error)
    if isinstance(error, SignInNeeded) and request.method == "GET":
        return see_other(f"/sign-in?next={path}")
    details = describe(error)
    if details.status >= 500:
        log.error("%s %s failed", request.method, path, exc_info=error)
    response = plain_page(request, visitor(spoken()), "errors/error.html", status=details.status, details=details)
    response.headers.update(headers_for(error))
    return response


@asynccontextmanager
async def _open_house(app: Litestar) -> AsyncGenerator[None]:
    database: Database = app.state.database
    keeper: Keeper = app.state.keeper

    async def read(tx: Transaction) -> None:
        app.state.house = await read_house(tx)
        app.state.units = await units_by_code(tx)

    async with database.reading() as tx:
        await read(tx)
    keeper.also.append(read)
    yield


def build(settings: Settings) -> Litestar:
    static = create_static_files_router(
        path="/static", directories=[STATIC], cache_control=None, include_in_schema=False
    )
    app = create_api(
        settings,
        pages=[*PAGES, static],
        development_pages=development.HANDLERS,
        refusals=refuse,
        also_open=_open_house,
    )
    app.state.templates = environment()
    return app


def create() -> Litestar:
    """For `uvicorn --factory frontend.site:create`."""
    return build(Settings.from_environ(os.environ))
