"""The walk of posting: its pages in order, the fields of each, and how far a draft has come."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from api.errors import Invalid
from api.language import _, later
from api.problems import missing
from api.problems.draft import first_sentence
from api.problems.missing import Point
from api.problems.problem import Posting
from api.reading import read_pairs
from api.routing.advising import Advice
from frontend import brief_words
from frontend.field_names import field_name
from frontend.pages.departments import term_in_words
from frontend.rendering import by_field

PROBLEM, START, WHO, REVIEW = "problem", "start", "who", "review"

FIELDS: dict[str, tuple[str, ...]] = {
    PROBLEM: ("description", "title", "grew_from"),
    Point.GOAL: ("brief.goal", "brief.purposes"),
    Point.DATA: ("brief.data", "brief.data_use"),
    Point.PEOPLE: ("brief.people", "brief.hours"),
    Point.PLACE: ("brief.place", "brief.town"),
    Point.CONFIDENTIALITY: ("confidentiality",),
    Point.AFTER: ("brief.after", "brief.ownership"),
    Point.RECRUITMENT: ("brief.recruitment",),
    Point.FUNDING: ("brief.funding", "brief.funding_until"),
    Point.MEDIA: ("brief.media_url", "brief.transcript"),
    START: ("wanted", "earliest_start"),
    WHO: ("organisation.name", "organisation.org_number", "contact.name", "contact.email", "contact.phone"),
}
EVERY_FIELD = frozenset(name for names in FIELDS.values() for name in names)
# Tick boxes and radio buttons: what is not sent was unticked, and must not stay as it was.
TICKED = frozenset({"wanted", "brief.purposes"})

# The question of each page, and what to say under it.
WORDS: dict[str, tuple[str, str]] = {
    PROBLEM: (later("Post a problem"), later("Write first what it is about. The rest takes a minute.")),
    Point.GOAL: (
        later("What would be a good result?"),
        later("What should be different when the work is done? A rough answer is as good as a precise one."),
    ),
    Point.DATA: (
        later("What do you have that students can work with?"),
        later("Measurements, logs, pictures, documents, machines, people to ask. Nothing is an answer, too."),
    ),
    Point.PEOPLE: (
        later("Who can students talk to?"),
        later("They need somebody to ask. An hour now and then is a good beginning."),
    ),
    Point.PLACE: (later("Where is the work done?"), later("So that students know if they must travel.")),
    Point.CONFIDENTIALITY: (
        later("Can it be talked about openly?"),
        later("Choose by what follows from it. You can agree on something else with the department later."),
    ),
    Point.AFTER: (
        later("What happens with the result?"),
        later("So that students know what their work is for."),
    ),
    Point.RECRUITMENT: (
        later("Do you look for people to hire?"),
        later("Students see your answer. It has no say in who gets the problem."),
    ),
    Point.FUNDING: (
        later("Is there money for the work?"),
        later("No is a fine answer. Travel, equipment or a scholarship is worth telling."),
    ),
    Point.MEDIA: (
        later("Is there a film or a picture that shows it?"),
        later("A minute of film can say more than a page."),
    ),
    START: (later("How could it be used, and when?"), ""),
    WHO: (later("Who are you?"), later("So that somebody can answer you. No account is needed.")),
    REVIEW: (later("Look it over"), later("Nothing is sent before you press the button.")),
}


STARTS_AT_MOST = 3


class Answer(NamedTuple):
    field: str
    name: str
    said: str


class Place(NamedTuple):
    """Where a page is in the walk: what comes before and after, and its number among the questions."""

    step: str
    before: str
    after: str
    number: int
    total: int


def is_step(step: str) -> bool:
    return step in FIELDS or step == REVIEW


def walk(typed: dict[str, Any]) -> list[str]:
    """The pages that this text asks for. Answers don't shorten it, so that numbers and the way back stay the same."""
    text = f"{typed.get('title', '')}\n{typed.get('description', '')}"
    return [PROBLEM, *missing.missing(text), START, WHO]


def place_of(step: str, typed: dict[str, Any]) -> Place:
    """A page that the text has answered already is opened from the last page, and leads back there."""
    pages = walk(typed)
    if step not in pages:
        return Place(step, REVIEW, REVIEW, 0, len(pages))
    at = pages.index(step)
    after = pages[at + 1] if at + 1 < len(pages) else REVIEW
    return Place(step, pages[at - 1] if at else "", after, at + 1, len(pages))


def path_of(step: str) -> str:
    return "/problems/new" if step in (PROBLEM, "") else f"/problems/new/{step}"


def typed_on(step: str, sent: dict[str, Any]) -> dict[str, str | list[str]]:
    """The fields of one page, and no others."""
    found = {name: sent[name] for name in FIELDS[step] if name in sent}
    found |= {name: [] for name in FIELDS[step] if name in TICKED and name not in sent}
    return found


def pairs(typed: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in typed.items():
        if name in EVERY_FIELD:
            yield from ((name, one) for one in ([value] if isinstance(value, str) else value))


def with_title(typed: dict[str, Any]) -> dict[str, Any]:
    """A problem without a name gets its first sentence for one."""
    if str(typed.get("title", "")).strip():
        return typed
    return {**typed, "title": first_sentence(str(typed.get("description", "")))}


def read_posting(typed: dict[str, Any]) -> Posting:
    return read_pairs(Posting, pairs(with_title(typed)))


def faults_on(step: str, typed: dict[str, Any]) -> dict[str, str]:
    """What is wrong on one page, whatever is wrong or missing on others. A text that is missing has no name yet."""
    own = {name: typed[name] for name in FIELDS[step] if name in typed}
    found = {field: said for field, said in all_faults(own).items() if page_of(field) == step}
    return {"description": found["description"]} if "description" in found else found


def all_faults(typed: dict[str, Any]) -> dict[str, str]:
    try:
        read_posting(typed)
    except Invalid as refusal:
        return by_field(refusal.faults)
    return {}


def page_of(field: str) -> str:
    """Where a field is filled in; `wanted.1` is a part of `wanted`."""
    for step, names in FIELDS.items():
        if any(f"{field}.".startswith(f"{name}.") for name in names):
            return step
    return ""


def answers(step: str, typed: dict[str, Any]) -> list[Answer]:
    """What was answered on a page, in words."""
    found: list[Answer] = []
    for field in FIELDS[step]:
        value = typed.get(field) or ("open" if field == "confidentiality" else "")
        if value:
            name = _(brief_words.NAMES[field]) if field in brief_words.NAMES else field_name(field)
            found.append(Answer(field, name, brief_words.said(field, value)))
    return found


def starts(advice: Advice, chosen: str) -> list[tuple[str, str]]:
    """As soon as it can, or not before one of the terms that are still reached; a day chosen elsewhere stays."""
    forms = [form for department in advice.departments for form in department.forms] or advice.usual
    coming = {term.begins: term.term for form in forms for term in form.reachable}
    offered = [("", _("As soon as it can"))]
    offered += [
        (begins.isoformat(), _("Not before %(term)s", term=term_in_words(coming[begins])))
        for begins in sorted(coming)[:STARTS_AT_MOST]
    ]
    if chosen and chosen not in dict(offered):
        offered.append((chosen, chosen))
    return offered
