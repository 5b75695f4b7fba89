"""Who may do what with a problem."""

from api.accounts.actor import Actor, Role
from api.problems import queries
from api.problems.problem import Problem
from db.database import Transaction

# The roles at a unit whose holders speak with companies in its name.
ANSWERING = (Role.CONTACT,)


def speaks_for_poster(actor: Actor, problem: Problem) -> bool:
    """Its contact, a member of its organisation, or whoever holds its private link."""
    return (
        (actor.person_id is not None and actor.person_id == problem.contact_id)
        or problem.organisation_id in actor.organisation_ids
        or problem.id in actor.problem_ids
    )


def is_desk(actor: Actor) -> bool:
    return actor.has(Role.DESK)


async def may_see(tx: Transaction, actor: Actor, problem: Problem) -> bool:
    if speaks_for_poster(actor, problem) or is_desk(actor):
        return True
    units = actor.units_as(Role.CONTACT, Role.TEACHER)
    return bool(units) and bool(await tx.value(queries.REFERRED_TO, problem.id, list(units)))


async def holds(tx: Transaction, actor: Actor, problem: Problem) -> bool:
    """Somebody of a unit that has it now or has accepted it, whoever supervises the work on it, or the desk."""
    if is_desk(actor):
        return True
    if actor.person_id is None:
        return False
    return bool(await tx.value(queries.HELD_BY, problem.id, list(actor.units_as(Role.CONTACT)), actor.person_id))


def is_poster(actor: Actor, problem: Problem) -> bool:
    """Narrower than `speaks_for_poster`: not everyone in their organisation."""
    return (actor.person_id is not None and actor.person_id == problem.contact_id) or problem.id in actor.problem_ids


async def may_open_annex(tx: Transaction, actor: Actor, problem: Problem) -> bool:
    """No role opens a confidential annex, neither the desk's nor the administrator's: a signature does."""
    if is_poster(actor, problem):
        return True
    return actor.person_id is not None and bool(await tx.value(queries.HAS_SIGNED, problem.id, actor.person_id))
