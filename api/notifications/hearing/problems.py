"""Who hears of problems."""

from api.language import within
from api.notifications.hearing.addressing import Hearer, due_words, follow_address, problem_of, to_poster
from api.notifications.letters import problems as letters
from api.notifications.mail import Letter
from api.routing import queries as routing
from db.database import Transaction
from db.outbox import Fact


async def confirm_problem(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    link = f"{follow_address(base_url, problem.reference)}?key={fact.payload['key']}"
    code = fact.payload["code"]
    return to_poster(problem, "confirm_problem", lambda: letters.confirm_problem(problem, code, link))


async def taken_in(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    link = f"{follow_address(base_url, problem.reference)}?key={fact.payload['key']}"
    return to_poster(problem, "taken_in", lambda: letters.taken_in(problem, link))


async def problem_routed(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    problem = await problem_of(tx, fact.subject_id)
    held = [referral for referral in await routing.of_problem(tx, problem.id) if referral.is_open]
    if not held:
        return []
    soonest = min(held, key=lambda r: r.answer_due_at or r.decision_due_at)
    due = await due_words(tx, soonest, problem.language)
    named = [
        f"{r.holder_name} ({r.unit_name.said_in(problem.language)})"
        if r.holder_name
        else within(r.unit_name, problem.language)
        for r in held
    ]
    link = follow_address(base_url, problem.reference)
    return to_poster(problem, "problem_routed", lambda: letters.problem_routed(problem, ", ".join(named), due, link))


HEARERS: dict[str, Hearer] = {
    "problem.taken_in": taken_in,
    "problem.code_issued": confirm_problem,
    "problem.routed": problem_routed,
}
