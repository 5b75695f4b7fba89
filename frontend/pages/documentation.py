"""The API's own page: readable without scripts, and tried out with them."""

from typing import Any

from litestar import Request, Response, Router, get

from api.accounts.actor import Actor
from frontend.rendering import page


@get("/api/docs", include_in_schema=False)
async def documentation(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        return await page(
            tx, request, actor, "about/documentation.html", base_url=request.app.state.settings.base_url,
            code=next(iter(request.app.state.units), ""),
        )  # fmt: skip


router = Router(path="/", route_handlers=[documentation])
