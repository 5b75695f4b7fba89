"""What stands beside a referral's answers: the questions to settle, and what departments say to each other."""

from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.routing import flag, flagging, joining, notes, queries, rules
from api.routing.flag import KIND_WORDS, Flag
from api.routing.notes import Note
from api.routing.referral import Referral
from db.database import Transaction


class Between(msgspec.Struct, frozen=True):
    """`verbs` names what this reader can do now, beside the four answers."""

    flags: list[Flag]
    notes: list[Note]
    verbs: list[str]
    settles: frozenset[UUID]
    kinds: dict[str, str]


async def between_departments(tx: Transaction, actor: Actor, referral: Referral) -> Between:
    flags = await flag.of_problem(tx, referral.problem_id)
    lying = await queries.of_problem(tx, referral.problem_id)
    return Between(
        flags,
        await notes.read_all(tx, actor, referral.id),
        await _verbs(tx, actor, referral, lying),
        frozenset(one.id for one in flags if flagging.may_resolve(actor, one, lying)),
        {kind.value: words for kind, words in KIND_WORDS.items()},
    )


async def _verbs(tx: Transaction, actor: Actor, referral: Referral, lying: list[Referral]) -> list[str]:
    waits = referral.status.value == "waiting"
    may_triage = rules.may_triage(actor, referral)
    alone = sum(one.is_open for one in lying) == 1
    is_department = referral.unit_kind.value == "department"
    found: list[str] = []
    if waits and may_triage:
        found.append("hold")
    if referral.is_open or referral.is_accepted:
        found.append("second-department")
    if referral.is_open:
        if referral.problem_status.value == "waiting" and (alone or rules.is_desk(actor)):
            found.append("split")
        if referral.problem_status.value == "waiting" and await joining.older_ones(tx, actor, referral.problem_id):
            found.append("join")
    if may_triage and is_department and (referral.is_open or referral.is_accepted):
        found.append("rewording")
    if referral.is_open:
        found.append("flags")
    return [*found, "notes"]
