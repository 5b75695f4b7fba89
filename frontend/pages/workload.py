"""How much there is to do at a department, for its head; and for each person there, their own."""

from typing import Any

from litestar import Request, Response, Router, get

from api.accounts.actor import Actor
from api.departments import capacity
from api.oversight import workload
from frontend.pages.absences import away_in_words
from frontend.pages.departments import term_in_words
from frontend.rendering import page


@get("/departments/{code:str}/workload", include_in_schema=False)
async def show(request: Request[Any, Any, Any], actor: Actor, code: str) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        found = await workload.of_department(tx, actor, code)
        today = tx.now.date()
        away: dict[str, list[str]] = {}
        for one in found.absences:
            away.setdefault(str(one.person_id), []).append(away_in_words(one, today))
        return await page(
            tx, request, actor, "departments/workload.html", unit=found.unit, workload=found, away=away,
            said=await capacity.told(tx, found.unit.id), term=term_in_words,
        )  # fmt: skip


router = Router(path="/", route_handlers=[show])
