"""Before posting: where a text would go, how it can be used there and when, and what others made of the like."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.departments import queries as departments
from api.departments.unit import FormKind
from api.language import Language, spoken
from api.problems.advice import DepartmentAdvice, FormAdvice, Hold, advise, hold, wished
from api.routing.matching import Router
from api.routing.ranking import Outcome
from api.routing.similar import CompletedWork, completed
from db.database import Transaction

DEPARTMENTS_AT_MOST = 3


class AdviceAsked(msgspec.Struct, frozen=True):
    """`wanted` leaves only the kinds that the company has in mind."""

    title: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=20000)] = ""
    language: Language | None = None
    wanted: list[FormKind] = []


class Advice(msgspec.Struct, frozen=True):
    """`departments` are those that the text reaches, best first, with their own days; none when the desk would see it.

    `usual` are the forms with the institution's own days. `hold` is there when something has just been missed.
    `similar` is completed work on something like it.
    """

    departments: list[DepartmentAdvice]
    usual: list[FormAdvice]
    hold: Hold | None
    similar: list[CompletedWork]


async def advise_on(tx: Transaction, matching: Router, asked: AdviceAsked) -> Advice:
    today, wanted = tx.now.date(), asked.wanted
    ranking = matching.rank(asked.title, asked.description, asked.language, reader=spoken())
    codes = [found.code for found in ranking.to_ask] if ranking.outcome is Outcome.REFER else []
    reached: list[DepartmentAdvice] = []
    for code in codes[:DEPARTMENTS_AT_MOST]:
        unit = await departments.unit_by_code(tx, code)
        if unit is not None:
            offered = wished(await departments.forms_of(tx, unit.id), wanted)
            reached.append(DepartmentAdvice(unit.code, unit.name, [advise(form, today) for form in offered]))
    usual = [advise(form, today) for form in wished(await departments.all_forms(tx), wanted)]
    forms = [form for department in reached for form in department.forms] or usual
    similar = await completed(tx, asked.title, asked.description, ranking.language)
    return Advice(reached, usual, hold(forms), similar)
