"""Which forms of use a problem can still reach and when they begin, by each department's own days."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from api.departments.reach import Start, first_day, missed, next_starts
from api.departments.unit import FormKind, FormOfUse
from api.language import Words


class Term(msgspec.Struct, frozen=True):
    """`by` is the last day on which a problem still reaches it; `begins` is about when teaching does."""

    term: str
    by: date
    begins: date


class FormAdvice(msgspec.Struct, frozen=True):
    """`reachable`: terms to come, the first to begin first. `too_late_for`: those just missed."""

    code: str
    kind: FormKind
    name: Words
    about: Words
    level: str | None
    credits: float | None
    group_size: int
    reachable: list[Term]
    too_late_for: list[str]


class DepartmentAdvice(msgspec.Struct, frozen=True):
    code: str
    name: Words
    forms: list[FormAdvice]


class Hold(msgspec.Struct, frozen=True):
    """When the term that comes first is missed by some forms: what waiting for the next one would open."""

    too_late_for: str
    until: str
    earliest_start: date
    forms: list[Words]


def advise(form: FormOfUse, today: date) -> FormAdvice:
    starts = sorted((_term(start) for start in next_starts(form, today)), key=lambda term: term.begins)
    return FormAdvice(
        form.code, form.kind, form.name, form.about, form.level, form.credits, form.group_size, starts,
        missed(form, today),
    )  # fmt: skip


def _term(start: Start) -> Term:
    return Term(start.term, start.by, first_day(start.term))


def wished(forms: Iterable[FormOfUse], kinds: Sequence[FormKind]) -> list[FormOfUse]:
    """Those of the kinds that the company has in mind; all of them when it leaves that open."""
    return [form for form in forms if not kinds or form.kind in kinds]


def hold(forms: Iterable[FormAdvice]) -> Hold | None:
    """Too late for the nearest term in which some form begins: then the next one that those forms still reach."""
    late = [form for form in forms if form.too_late_for and form.reachable]
    if not late:
        return None
    nearest = min((term for form in late for term in form.too_late_for), key=first_day)
    missing_it = [form for form in late if nearest in form.too_late_for]
    until = min((form.reachable[0] for form in missing_it), key=lambda term: term.begins)
    names = {form.code: form.name for form in missing_it}
    return Hold(nearest, until.term, until.begins, list(names.values()))
