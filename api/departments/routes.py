"""JSON door of departments: who there is, what they work with, and when."""

from datetime import date
from typing import Any

import msgspec
from litestar import Request, Router, get

from api.departments import queries
from api.departments.doors import absences, capacity, people, succession
from api.departments.reach import Start, next_starts
from api.departments.succession import successors_of
from api.departments.unit import FormOfUse, Unit, UnitKind
from api.errors import NotFound
from api.language import Words
from api.paging import Page


class FacultyShown(msgspec.Struct, frozen=True):
    code: str
    name: Words


class FormShown(msgspec.Struct, frozen=True):
    """`starts` are the next terms that a problem can reach, with the last day for each."""

    code: str
    kind: str
    name: Words
    about: Words
    level: str | None
    credits: float | None
    group_size: int
    starts: list[Start]


class DepartmentShown(msgspec.Struct, frozen=True):
    code: str
    name: Words
    about: Words
    faculty: FacultyShown | None
    campus: list[str]
    external_id: str | None
    valid_from: date | None
    valid_to: date | None


class KeywordShown(msgspec.Struct, frozen=True):
    nb: list[str]
    nn: list[str]
    en: list[str]
    weight: int


class SuccessorShown(msgspec.Struct, frozen=True):
    code: str
    name: Words


class DepartmentInFull(DepartmentShown, frozen=True):
    """`successors`: whom to turn to once `valid_to` has come."""

    forms: list[FormShown]
    keywords: list[KeywordShown]
    successors: list[SuccessorShown]


def _shown(unit: Unit) -> dict[str, Any]:
    faculty = FacultyShown(unit.faculty_code, unit.faculty) if unit.faculty_code and unit.faculty else None
    return {
        "code": unit.code,
        "name": unit.name,
        "about": unit.about,
        "faculty": faculty,
        "campus": unit.campus,
        "external_id": unit.external_id,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def show_form(form: FormOfUse, today: date) -> FormShown:
    return FormShown(
        form.code, form.kind.value, form.name, form.about, form.level, form.credits, form.group_size,
        next_starts(form, today),
    )  # fmt: skip


@get("/departments", operation_id="list_departments")
async def list_departments(request: Request[Any, Any, Any]) -> Page[DepartmentShown]:
    """All of today's departments, on one page."""
    async with request.app.state.database.reading() as tx:
        units = await queries.departments(tx, tx.now.date())
    return Page([DepartmentShown(**_shown(unit)) for unit in units])


@get("/departments/{code:str}", operation_id="show_department")
async def show_department(request: Request[Any, Any, Any], code: str) -> DepartmentInFull:
    async with request.app.state.database.reading() as tx:
        unit = await queries.unit_by_code(tx, code)
        if unit is None or unit.kind is not UnitKind.DEPARTMENT:
            raise NotFound
        forms = await queries.forms_of(tx, unit.id)
        concepts = await queries.concepts_of(tx, unit.id)
        successors = [SuccessorShown(one.code, one.name) for one in await successors_of(tx, unit.id)]
        today = tx.now.date()
    keywords = [KeywordShown(c.labels_nb, c.labels_nn, c.labels_en, c.weight) for c in concepts]
    return DepartmentInFull(
        **_shown(unit),
        forms=[show_form(form, today) for form in forms],
        keywords=keywords,
        successors=successors,
    )


router = Router(
    path="/",
    route_handlers=[
        list_departments,
        show_department,
        *people.HANDLERS,
        *absences.HANDLERS,
        *capacity.HANDLERS,
        *succession.HANDLERS,
    ],
    tags=["departments"],
)
