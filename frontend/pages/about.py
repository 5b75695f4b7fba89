"""What this is, what it keeps, whom it is open to, and where it comes from."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from litestar import Request, Response, Router, get

from api.accounts import mail_code, session
from api.accounts.actor import Actor
from api.departments import queries as departments
from api.problems import draft
from frontend.rendering import page


async def _show(request: Request[Any, Any, Any], actor: Actor, template: str, **values: Any) -> Response[str]:
    """Each names the desk's mailbox: somebody at the institution who answers."""
    async with request.app.state.database.reading() as tx:
        desk = await departments.desk(tx)
        return await page(tx, request, actor, template, desk=desk, **values)


@get("/about", include_in_schema=False)
async def about(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _show(request, actor, "about/about.html")


@get("/privacy", include_in_schema=False)
async def privacy(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _show(
        request, actor, "about/privacy.html", session_days=session.LIFETIME.days, draft_days=draft.LIFETIME.days,
        code_minutes=int(mail_code.LIFETIME.total_seconds() // 60),
    )  # fmt: skip


@get("/accessibility", include_in_schema=False)
async def accessibility(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _show(request, actor, "about/accessibility.html")


@get("/source", include_in_schema=False)
async def source(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    return await _show(request, actor, "about/source.html", version=_version())


def _version() -> str:
    """Empty where the program runs from a folder that was never installed."""
    try:
        return version("brobygger")
    except PackageNotFoundError:
        return ""


router = Router(path="/", route_handlers=[about, privacy, accessibility, source])
