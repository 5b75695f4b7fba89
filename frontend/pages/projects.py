"""The catalogue that students browse, and one project of it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get

from api.accounts.actor import Actor, Role
from api.departments.term import read_term
from api.engagements import browsing, queries, rules
from api.engagements.browsing import Choice, Filters
from api.engagements.claim import Claim, ClaimStatus
from api.engagements.engagement import EngagementStatus, Level
from api.engagements.together import together_with
from api.errors import Invalid, NotFound
from api.language import Language, _
from api.paging import USUAL, cursor_after, key_of
from api.problems import queries as problems
from api.problems.problem import Confidentiality
from api.reading import read
from api.references import read_reference
from frontend.forms import see_other
from frontend.pages import engagement_words as words
from frontend.rendering import by_field, page

# By the name of a filter, its name in the page's address; there `language` is the language of the page itself.
ADDRESSED = {
    "q": "q",
    "form": "form",
    "department": "department",
    "level": "level",
    "credits_min": "credits",
    "term": "term",
    "language": "written",
    "place": "place",
    "open": "free",
}
ORDERS = {"level": [level.value for level in Level], "language": [language.value for language in Language]}
CREDITS = (7.5, 15.0, 20.0, 30.0, 60.0)

Wished = dict[str, str]


class Option(msgspec.Struct, frozen=True):
    value: str
    name: str
    count: int

    @property
    def shown(self) -> tuple[str, str]:
        return self.value, _("%(name)s (%(count)s)", name=self.name, count=self.count)


class Chosen(msgspec.Struct, frozen=True):
    """A filter in use, and the address of the same list without it."""

    text: str
    without: str


def address(wished: Wished, **more: str) -> str:
    """The list's own address, the same for the same filters, with none that is empty."""
    pairs = [(ADDRESSED[name], wished[name]) for name in ADDRESSED if wished.get(name)] + list(more.items())
    return "/projects?" + urlencode(pairs) if pairs else "/projects"


def _wished(request: Request[Any, Any, Any]) -> Wished:
    given = {name: str(request.query_params.get(addressed, "")).strip() for name, addressed in ADDRESSED.items()}
    given["department"] = given["department"].upper()
    return {name: value for name, value in given.items() if value}


def _read_filters(wished: Wished) -> tuple[Filters, dict[str, str]]:
    """What can be read of them; an address that was typed by hand may hold anything, and then we say so."""
    faults: dict[str, str] = {}
    if "term" in wished and read_term(wished["term"]) is None:
        faults["term"] = _("Choose one of the answers that are offered.")
    try:
        filters = read(Filters, {**wished}, strict=False)
    except Invalid as fault:
        faults |= by_field(fault.faults)
        filters = Filters()
    if faults:
        filters = read(Filters, {name: value for name, value in wished.items() if name not in faults}, strict=False)
    return filters, {ADDRESSED[name]: said for name, said in faults.items() if name in ADDRESSED}


@get("/projects", include_in_schema=False)
async def catalogue(request: Request[Any, Any, Any], actor: Actor, cursor: str = "") -> Response[Any]:
    wished = _wished(request)
    by_script = "hx-request" in request.headers
    asked_for = {name for name in request.query_params if name in ADDRESSED.values()}
    if not by_script and len(asked_for) > len(wished):
        return see_other(address(wished))
    filters, errors = _read_filters(wished)
    async with request.app.state.database.reading() as tx:
        found = await browsing.browse(tx, filters, key_of(cursor, tuple[datetime, UUID]), USUAL + 1)
        offered = await browsing.choices(tx, filters)
        last = found[USUAL - 1] if len(found) > USUAL else None
        onward = address(wished, cursor=cursor_after(last.opened_at, last.id)) if last else None
        options = {facet: _options(facet, offered.get(facet, []), wished.get(facet, "")) for facet in browsing.FITS}
        shown = {facet: [option.shown for option in choices] for facet, choices in options.items()}
        response = await page(
            tx, request, actor, "engagements/catalogue.html", status=422 if errors else 200,
            found=found[:USUAL], count=sum(choice.count for choice in offered.get("all", [])), onward=onward,
            further=bool(cursor), options=shown, credits=_credit_options(wished.get("credits_min", "")),
            chosen=_chosen(wished, options), start=address(wished), typed=wished, errors=errors, words=words,
        )  # fmt: skip
    if by_script and not cursor:
        response.headers["HX-Push-Url"] = address(wished)
    return response


def _options(facet: str, offered: list[Choice], wished: str) -> list[Option]:
    """In an order that stays, so that nothing jumps about; the chosen one stands there though nothing has it."""
    found = [Option(choice.value, _name(facet, choice.value, choice), choice.count) for choice in offered]
    if wished and wished not in {option.value for option in found}:
        found.append(Option(wished, _name(facet, wished, None), 0))
    return sorted(found, key=lambda option: _position(facet, option))


def _name(facet: str, value: str, choice: Choice | None) -> str:
    if choice and choice.name:
        return str(choice.name)
    if facet == "form" and value in words.KINDS:
        return _(words.KINDS[value])
    if facet == "level":
        return words.level_in_words(value) or value
    if facet == "term":
        return words.term_in_words(value)
    return words.language_in_words(value) if facet == "language" else value


def _position(facet: str, option: Option) -> tuple[str, int, str]:
    if facet == "term":
        year, _dash, season = option.value.partition("-")
        return year, 0 if season == "spring" else 1, ""
    fixed = ORDERS.get(facet, [])
    if facet == "form":
        return "", 0 if option.value in words.KINDS else 1, option.name.lower()
    return "", fixed.index(option.value) if option.value in fixed else len(fixed), option.name.lower()


def _credit_options(wished: str) -> list[tuple[str, str]]:
    values = dict.fromkeys(f"{value:g}" for value in CREDITS) | ({wished: None} if wished else {})
    return [(value, _("At least %(credits)s", credits=_figure(value))) for value in values]


def _figure(value: str) -> str:
    try:
        return words.number(float(value))
    except ValueError:
        return value


def _chosen(wished: Wished, options: dict[str, list[Option]]) -> list[Chosen]:
    """In the words of the form, for taking one of them away again."""
    found: list[Chosen] = []
    for name, value in wished.items():
        if name == "q":
            text = _("“%(words)s”", words=value)
        elif name == "open":
            text = _("Free places")
        elif name == "credits_min":
            text = _("At least %(credits)s credits", credits=_figure(value))
        else:
            text = next((option.name for option in options[name] if option.value == value), value)
        rest = {other: kept for other, kept in wished.items() if other != name}
        found.append(Chosen(text, address(rest)))
    return found


@get("/projects/{reference:str}", include_in_schema=False)
async def project(request: Request[Any, Any, Any], actor: Actor, reference: str) -> Response[Any]:
    return await show_project(request, actor, reference)


async def show_project(
    request: Request[Any, Any, Any], actor: Actor, reference: str, *, status: int = 200, **values: Any
) -> Response[Any]:
    async with request.app.state.database.reading() as tx:
        engagement = await queries.by_reference(tx, read_reference(reference))
        if engagement is None:
            raise NotFound
        claims = await queries.claims_of(tx, engagement.id)
        if not rules.may_see(actor, engagement, claims):
            raise NotFound
        posted = await problems.by_id(tx, engagement.problem_id)
        assert posted is not None
        own, is_party = own_claim(actor, claims), rules.is_party(actor, engagement, claims)
        may_claim = (
            actor.has(Role.STUDENT)
            and engagement.status is EngagementStatus.OPEN
            and (own is None or own.status in (ClaimStatus.DECLINED, ClaimStatus.WITHDRAWN))
        )
        # What may not be talked of openly is shown in the department's words alone.
        called = posted.title if posted.confidentiality is Confidentiality.OPEN else ""
        return await page(
            tx, request, actor, "engagements/project.html", status=status, project=engagement, own=own,
            may_claim=may_claim, is_party=is_party, called=called,
            in_their_words=engagement.summary == posted.description, confidentiality=posted.confidentiality.value,
            words=words, together_with=await together_with(tx, engagement.id, is_party=is_party), **values,
        )  # fmt: skip


def own_claim(actor: Actor, claims: list[Claim]) -> Claim | None:
    """The actor's newest: one that was turned down may be followed by another."""
    return next((claim for claim in reversed(claims) if rules.is_in(actor, claim)), None)


router = Router(path="/", route_handlers=[catalogue, project])
