"""From a handler's values to a page: the template environment and what every template knows."""

import os
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response
from litestar.datastructures import Cookie

from api.accounts import preference
from api.accounts.actor import Actor, Role
from api.departments import queries as departments
from api.departments.calendar import WorkCalendar
from api.departments.unit import Institution
from api.errors import Fault
from api.language import OWN_NAMES, _, many, spoken, within
from api.notifications import dates
from api.oversight import announcement
from api.routing import queries as routing
from api.routing.rules import inbox_units
from db.database import Transaction
from frontend.brief_words import brief_facts
from frontend.field_names import field_name

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
STATIC = FOLDER / "static"


class Typed(dict[str, Any]):
    """What was typed, or what was wrong with it, by field; nothing for a field that nothing is known of."""

    def __missing__(self, _field: str) -> str:
        return ""


NavigationEntry = tuple[str, str, bool, int | None]


class House(msgspec.Struct, frozen=True):
    """What pages say of the institution itself; read at start and when it changes."""

    institution: Institution
    calendar: WorkCalendar
    desk_id: Any


async def read_house(tx: Transaction) -> House:
    return House(
        await departments.institution(tx), await departments.work_calendar(tx), (await departments.desk(tx)).id
    )


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    return msgspec.json.decode((STATIC / "manifest.json").read_bytes(), type=dict[str, str])


def asset(name: str) -> str:
    return f"/static/{manifest()[name]}"


def environment() -> Environment:
    """Autoescaping, and strict: a misspelt name in a template is an error in its test, not a hole in its page."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=bool(os.environ.get("BROBYGGER_RELOAD")),
    )
    known: dict[str, Any] = made.globals  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    known |= {
        "_": _,
        "many": many,
        "asset": asset,
        "within": within,
        "field_name": field_name,
        "brief_facts": brief_facts,
        "day_of": dates.plain_day,
        "languages": [(code.value, name) for code, name in OWN_NAMES.items()],
    }
    filters: dict[str, Any] = made.filters  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    filters["paragraphs"] = paragraphs
    return made


def paragraphs(text: str) -> list[str]:
    """A text's own paragraphs, for `{% for p in text|paragraphs %}<p>{{ p }}</p>`."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _navigation(actor: Actor, path: str, waiting: int | None) -> list[NavigationEntry]:
    entries: list[tuple[str, str, int | None]] = []
    if waiting is not None:
        entries.append(("/inbox", _("Inbox"), waiting))
    if actor.has(Role.DESK):
        entries.append(("/desk", _("Desk"), None))
    entries.append(("/projects", _("Projects"), None))
    entries.append(("/departments", _("Departments"), None))
    if actor.has(Role.CONTACT, Role.TEACHER, Role.PARTNERSHIP, Role.DESK):
        entries += [("/follow-ups", _("Follow-ups"), None), ("/partners", _("Partners"), None)]
    if actor.has(Role.PARTNERSHIP, Role.DESK, Role.ADMIN):
        entries.append(("/figures", _("Figures"), None))
    if not actor.has(Role.CONTACT, Role.DESK, Role.PARTNERSHIP, Role.TEACHER):
        entries.insert(0, ("/problems/new", _("Post a problem"), None))
    return [(href, label, path == href or path.startswith(f"{href}/"), count) for href, label, count in entries]


def _in_language(request: Request[Any, Any, Any], code: str) -> str:
    """The same page in another language; what was searched or filtered stays."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("language", "key")]
    return "?" + urlencode([*kept, ("language", code)])


async def _waiting(tx: Transaction, actor: Actor, house: House) -> int | None:
    units = inbox_units(actor, house.desk_id)
    return int(await tx.value(routing.COUNT_OPEN, units)) if units else None


def shell(request: Request[Any, Any, Any], actor: Actor, now: datetime, waiting: int | None = None) -> dict[str, Any]:
    """What `base.html` needs, and the words for times."""
    house: House = request.app.state.house
    path = request.scope["path"]
    zone = house.calendar.time_zone
    return {
        "actor": actor,
        "roles": Role,
        "language": spoken().value,
        "institution": house.institution,
        "development": request.app.state.settings.development,
        "path": path,
        "nav": _navigation(actor, path, waiting),
        "now": now,
        "shortcuts": True,
        "announcements": [],
        "in_language": partial(_in_language, request),
        "when": partial(dates.day_in_words, calendar=house.calendar, now=now),
        "exact": partial(dates.exact, time_zone=zone),
        "iso": datetime.isoformat,
        "typed": {},
        "errors": {},
    }


async def page(
    tx: Transaction,
    request: Request[Any, Any, Any],
    actor: Actor,
    template: str,
    *,
    status: int = 200,
    cookies: list[Cookie] | None = None,
    **values: Any,
) -> Response[str]:
    """The page as HTML, with the inbox' count in its navigation."""
    house: House = request.app.state.house
    known = shell(request, actor, tx.now, await _waiting(tx, actor, house))
    known["announcements"] = await announcement.shown(tx)
    known["shortcuts"] = (await preference.of(tx, actor.person_id)).shortcuts
    return _respond(request, template, {**known, **values}, status, cookies)


def plain_page(
    request: Request[Any, Any, Any], actor: Actor, template: str, *, status: int = 200, **values: Any
) -> Response[str]:
    """A page that needs nothing from the database: errors, and texts that stand by themselves."""
    return _respond(request, template, {**shell(request, actor, datetime.now(UTC)), **values}, status, None)


def fragment(request: Request[Any, Any, Any], actor: Actor, template: str, **values: Any) -> Response[str]:
    return plain_page(request, actor, template, **values)


def _respond(
    request: Request[Any, Any, Any], template: str, values: dict[str, Any], status: int, cookies: list[Cookie] | None
) -> Response[str]:
    made: Environment = request.app.state.templates
    for field_by_field in ("typed", "errors"):
        values[field_by_field] = Typed(values[field_by_field])
    html = made.get_template(template).render(values)
    headers = {"Content-Language": spoken().value}
    return Response(html, status_code=status, media_type="text/html; charset=utf-8", cookies=cookies, headers=headers)


def by_field(faults: tuple[Fault, ...]) -> dict[str, str]:
    """Faults by the names of form fields: `/contact/email` -> `contact.email`."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.pointer.lstrip("/").replace("/", "."), fault.detail)
    return found
