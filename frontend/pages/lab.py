"""The lab: other words for a department, tried on last year's problems before anybody saves them."""

from typing import Any

from litestar import Request, Response, Router, get, post

from api.accounts.actor import Actor, Role
from api.accounts.api_token import need_scope
from api.departments import queries as departments
from api.departments.unit import Unit
from api.errors import Invalid, NotFound
from api.identity import require_signed_in
from api.language import Language
from api.reading import read
from api.routing import lab
from api.routing.lab import LabChange, Tried
from api.vocabulary.rules import speaks_for_words_of
from db.database import Transaction
from frontend.forms import typed_into
from frontend.rendering import by_field, page

FIELDS = {language: f"words_{language.value}" for language in Language}


async def _own(tx: Transaction, actor: Actor) -> list[Unit]:
    """Whose words the reader may try out; `NotFound` for somebody who has none."""
    found = [unit for unit in await departments.departments(tx, tx.now.date()) if speaks_for_words_of(actor, unit.id)]
    if not found:
        raise NotFound
    return found


@get("/lab", include_in_schema=False)
async def bench(request: Request[Any, Any, Any], actor: Actor, department: str = "") -> Response[str]:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    return await _show(request, actor, {"department": department, "weight": "2"})


async def _show(
    request: Request[Any, Any, Any],
    actor: Actor,
    typed: dict[str, Any],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    tried: Tried | None = None,
) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        own = await _own(tx, actor)
        names = {unit.code: unit.name for unit in await departments.departments(tx, tx.now.date())}
        return await page(
            tx, request, actor, "routing/lab.html", status=status, typed=typed, errors=errors or {}, tried=tried,
            departments=[(unit.code, unit.name) for unit in own], names=names, at_most=lab.SHOWN_AT_MOST,
            sees_all=actor.has(Role.DESK),
        )  # fmt: skip


@post("/lab", include_in_schema=False, status_code=200)
async def tried(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    need_scope(actor, "referrals:read")
    require_signed_in(actor)
    typed = await typed_into(request)
    try:
        change = read(LabChange, _change(typed), strict=False)
        async with request.app.state.database.reading() as tx:
            prepared = await lab.prepare(tx, actor, change)
        found = await lab.try_out(request.app.state.router, prepared)
    except Invalid as fault:
        return await _show(request, actor, typed, status=422, errors=_by_field(fault, typed))
    return await _show(request, actor, typed, tried=found)


def _lines(typed: dict[str, Any], field: str) -> list[str]:
    return [line.strip() for line in str(typed.get(field, "")).splitlines() if line.strip()]


def _change(typed: dict[str, Any]) -> dict[str, Any]:
    terms = [
        {"label": line, "language": language.value, "weight": typed.get("weight", "2")}
        for language, field in FIELDS.items()
        for line in _lines(typed, field)
    ]
    return {"department": typed.get("department", ""), "terms": terms, "removed": _lines(typed, "removed")}


def _by_field(fault: Invalid, typed: dict[str, Any]) -> dict[str, str]:
    """A fault in a line belongs to the field that the line stands in."""
    fields = [field for field in FIELDS.values() for _line in _lines(typed, field)]
    found: dict[str, str] = {}
    for name, said in by_field(fault.faults).items():
        head, _dot, rest = name.partition(".")
        number = rest.partition(".")[0]
        if head == "terms" and rest.endswith("weight"):
            head = "weight"
        elif head == "terms":
            head = fields[int(number)] if number.isdigit() and int(number) < len(fields) else FIELDS[Language.BOKMAL]
        found.setdefault(head, said)
    return found


router = Router(path="/", route_handlers=[bench, tried])
