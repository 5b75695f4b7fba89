"""How one wants to work and to hear of things: what is chosen at /me."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, post

from api.accounts import preference
from api.accounts.actor import Actor
from api.accounts.preference import Hears
from api.identity import require_signed_in
from api.reading import read_form
from frontend.forms import see_other


class ShortcutsChoice(msgspec.Struct, frozen=True):
    """A box that is not ticked is not sent."""

    shortcuts: str = ""


@post("/me/shortcuts", include_in_schema=False)
async def choose_shortcuts(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    person_id = require_signed_in(actor)
    chosen = read_form(ShortcutsChoice, await request.body())
    async with request.app.state.database.transaction() as tx:
        await preference.choose_shortcuts(tx, person_id, chosen.shortcuts == "yes")
    return see_other("/me#settings")


class HearsChoice(msgspec.Struct, frozen=True):
    hears: Hears


@post("/me/hears", include_in_schema=False)
async def choose_hears(request: Request[Any, Any, Any], actor: Actor) -> Response[Any]:
    person_id = require_signed_in(actor)
    chosen = read_form(HearsChoice, await request.body())
    async with request.app.state.database.transaction() as tx:
        await preference.choose_hears(tx, person_id, chosen.hears)
    return see_other("/me#settings")


router = Router(path="/", route_handlers=[choose_shortcuts, choose_hears])
