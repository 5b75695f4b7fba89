"""How a problem looks from outside: the same for the API and the follow page."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from api.departments.unit import FormKind
from api.history import words
from api.language import Language, Words, _, within
from api.problems.brief import Brief
from api.problems.problem import Confidentiality, Message, Problem, ProblemStatus


class HistoryStep(msgspec.Struct, frozen=True):
    id: UUID
    at: datetime
    actor_name: str
    verb: str
    reason: str
    unit_code: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None

    @property
    def unit(self) -> Words | None:
        return unit_words(self.unit_nb, self.unit_nn, self.unit_en)


STEPS = """
select h.id, h.at, h.actor_name, h.verb, h.reason, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en
from history h left join unit u on u.id = h.unit_id
where h.problem_id = $1 order by h.at, h.id limit 500
"""


class StepShown(msgspec.Struct, frozen=True):
    """`text` is a sentence in the reader's language; `verb` is the stable name of what happened."""

    at: datetime
    verb: str
    text: str
    actor: str
    department: str | None
    reason: str


class OrganisationShown(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class HolderShown(msgspec.Struct, frozen=True):
    """Who has the problem now, and the words that led there; for work that goes on (`open`, `running`), its supervisor.
    `name` is None only where a unit has no contact at all.

    `answer_due_at` is when the company hears at the latest, None while the unit waits for the company. `late_since`:
    the promise is broken, and by `answer_due_at` somebody answers or somebody else has it. `next_date` is when
    something happens even if nobody does anything.
    """

    name: str | None
    department: Words
    department_code: str
    since: datetime
    state: str
    answer_due_at: datetime | None
    late_since: datetime | None
    next_date: datetime | None
    referral_id: UUID
    because: list[str]


class MessageShown(msgspec.Struct, frozen=True):
    kind: str
    author: str
    department_code: str | None
    text: str
    sent_at: datetime
    referral_id: UUID | None
    id: UUID
    from_company: bool


class EngagementShort(msgspec.Struct, frozen=True):
    reference: str
    title: str
    status: str
    form: Words
    department_code: str
    outcome: str | None = None
    outcome_summary: str | None = None


class HoldShown(msgspec.Struct, frozen=True):
    """A department that asks to hold it (`asked`) or does (`held`), for which term, and when it takes it up again."""

    referral_id: UUID
    state: str
    department: Words
    department_code: str
    holder: str | None
    term: str
    reason: str
    until: datetime | None


class RewordingShown(msgspec.Struct, frozen=True):
    """What a department calls it for its own students; the company's words stay as they are."""

    department: Words
    department_code: str
    title: str
    text: str


class LinkedShown(msgspec.Struct, frozen=True):
    """`relation`: `part` or `whole` of a divided problem; `older` or `newer` of two that were one."""

    reference: str
    title: str
    language: Language
    status: ProblemStatus
    relation: str
    holder: str | None
    department: Words | None
    due_at: datetime | None


class ProblemShown(msgspec.Struct, frozen=True):
    reference: str
    status: ProblemStatus
    title: str
    description: str
    language: Language
    organisation: OrganisationShown
    wanted: list[FormKind]
    earliest_start: date | None
    confidentiality: Confidentiality
    version: int
    submitted_at: datetime | None
    held_by: HolderShown | None
    answer_due_at: datetime | None
    next_date: datetime | None
    holders: list[HolderShown]
    steps: list[StepShown]
    messages: list[MessageShown]
    engagements: list[EngagementShort]
    brief: Brief
    holds: list[HoldShown] = []
    rewordings: list[RewordingShown] = []
    linked: list[LinkedShown] = []
    interdisciplinary: bool = False


class ProblemInList(msgspec.Struct, frozen=True):
    reference: str
    status: ProblemStatus
    title: str
    organisation: OrganisationShown
    submitted_at: datetime | None


def unit_words(nb: str | None, nn: str | None, en: str | None) -> Words | None:
    return Words(nb, nn or nb, en or nb) if nb else None


def show_step(step: HistoryStep) -> StepShown:
    unit = within(step.unit) if step.unit else None
    return StepShown(
        step.at, step.verb, words.sentence(step.verb, actor=step.actor_name, unit=unit), step.actor_name,
        step.unit_code, _(step.reason),
    )  # fmt: skip


def show_message(message: Message) -> MessageShown:
    return MessageShown(
        message.kind,
        message.author_name,
        message.unit_code,
        message.body,
        message.sent_at,
        message.referral_id,
        message.id,
        message.from_company,
    )


def show_in_list(problem: Problem) -> ProblemInList:
    organisation = OrganisationShown(problem.organisation_id, problem.organisation_name)
    return ProblemInList(problem.reference, problem.status, problem.title, organisation, problem.confirmed_at)
