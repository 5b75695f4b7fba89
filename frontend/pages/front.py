"""The landing page: what this is in one sentence, and a field in which a company starts typing at once."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor
from api.departments import queries as departments
from api.departments.unit import Unit
from api.language import _, later, spoken
from api.oversight.queries import LAST_WEEK
from api.rate_limit import PREVIEW, limited
from api.reading import read_form
from api.routing.matching import Router as Matching
from api.routing.ranking import Candidate, Outcome
from api.routing.routes import PreviewText
from frontend.rendering import fragment, page

WORTH_A_LOOK = 25

EXAMPLES = (
    later("Our night staff at the nursing home spend too long looking for equipment that somebody has put elsewhere."),
    later("We throw away half the wool from our sheep, and would like to know what else it could become."),
    later("Visitors at our museum walk past the best objects. What makes people stop?"),
)


class LastWeek(msgspec.Struct, frozen=True):
    posted: int
    answered: int
    open_projects: int
    departments: int


class Reached(msgspec.Struct, frozen=True):
    """A department that a text would reach, with the words that reached it, each once."""

    unit: Unit
    candidate: Candidate

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(evidence.text for evidence in self.candidate.because))[:4]


@get("/", include_in_schema=False)
async def landing(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        numbers = await tx.row(LastWeek, LAST_WEEK, tx.now)
        examples = [_(example) for example in EXAMPLES]
        return await page(tx, request, actor, "front/landing.html", numbers=numbers, examples=examples)


@post("/preview", status_code=200, include_in_schema=False, guards=[limited(PREVIEW)])
async def preview(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The sentence that grows as one types; a fragment for the page that asks."""
    text = read_form(PreviewText, await request.body())
    reached = reach(request, text.title, text.description)
    return fragment(
        request, actor, "front/preview.html", reached=reached, to_desk=reached == [], too_short=reached is None
    )


def reach(request: Request[Any, Any, Any], title: str, description: str) -> list[Reached] | None:
    """Where a text would go, from memory alone; empty for the desk, None while there is too little to go by."""
    if len(title) + len(description) < WORTH_A_LOOK:
        return None
    matching: Matching = request.app.state.router
    by_code: dict[str, Unit] = request.app.state.units
    ranking = matching.rank(title, description, reader=spoken())
    if ranking.outcome is not Outcome.REFER:
        return []
    return [Reached(by_code[found.code], found) for found in ranking.to_ask if found.code in by_code]


async def units_by_code(tx: Any) -> dict[str, Unit]:
    return {unit.code: unit for unit in await departments.departments(tx, tx.now.date())}


router = Router(path="/", route_handlers=[landing, preview])
