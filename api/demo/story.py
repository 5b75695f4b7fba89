"""What an organisation went through, as its file in `stories/` tells it.

A day is a number of working days before now, so that the year ends today whenever it is loaded. One file holds one
organisation; what nobody in it decides, such as the other departments' answers, `playing` fills in.
"""

import tomllib
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from api.departments.unit import FormKind
from api.language import Language
from api.partnerships.follow_up import FollowUpKind
from api.problems.problem import Confidentiality, PostedContact

FOLDER = Path(__file__).parent / "stories"

EARLY = 8

Day = Annotated[int, Meta(ge=1, le=260)]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="do", tag=str.lower):
    day: Day


class Ask(Step, frozen=True):
    by: str
    text: str


class Answer(Step, frozen=True):
    text: str


class Decline(Step, frozen=True):
    by: str
    reason: str
    note: str | None = None


class Redirect(Step, frozen=True):
    by: str
    to: str
    reason: str


class Accept(Step, frozen=True):
    """`later` aims one term further ahead than the next; level and credits follow from the form."""

    by: str
    form: str
    title: str
    work_life: str
    study: str
    groups: int = 1
    group_size: int = 1
    course_code: str | None = None
    later: bool = False


class Claim(Step, frozen=True):
    """`who` are names of demo students, the one who leads first; `offered` and `taken` are days."""

    who: list[str]
    motivation: str
    rank: int | None = None
    offered: Day | None = None
    taken: Day | None = None


class Start(Step, frozen=True):
    pass


class Complete(Step, frozen=True):
    outcome: str
    summary: str
    hours: int


class Cancel(Step, frozen=True):
    reason: str


class FollowUp(Step, frozen=True, tag="follow_up"):
    kind: FollowUpKind
    outcome: str
    note: str
    next_step: str | None = None


class Withdraw(Step, frozen=True):
    reason: str


AnyStep: TypeAlias = (
    Ask | Answer | Decline | Redirect | Accept | Claim | Start | Complete | Cancel | FollowUp | Withdraw
)


class ProblemStory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`waits_at` are departments that hold it now and have not answered; the first department named is its home.

    `passed_on` is what the department says that sends it home, when the matching did not.
    """

    title: str
    text: str
    language: Language
    posted: Day | None = None
    posted_hours_ago: Annotated[int, Meta(ge=1, le=40)] | None = None
    wanted: list[FormKind] = []
    confidentiality: Confidentiality = Confidentiality.OPEN
    steps: list[AnyStep] = []
    waits_at: list[str] = []
    passed_on: str | None = None

    @property
    def description(self) -> str:
        """As somebody types it: one line a paragraph."""
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in self.text.strip().split("\n\n"))

    @property
    def departments(self) -> list[str]:
        """Those that the story names, its home first."""
        named = [step.by for step in self.steps if isinstance(step, Ask | Decline | Redirect | Accept)]
        return list(dict.fromkeys([*named, *self.waits_at]))

    @property
    def early(self) -> set[str]:
        """Those among them that answer while the problem is new, or have it now."""
        acts = [step for step in self.steps if isinstance(step, Ask | Decline | Redirect | Accept)]
        return {step.by for step in acts if self.posted and self.posted - step.day <= EARLY} | set(self.waits_at)


class OrganisationStory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    kind: str
    contact: PostedContact
    problems: list[ProblemStory]
    country: str = "NO"
    numbered: bool = True


def read_stories(folder: Path = FOLDER) -> list[OrganisationStory]:
    """All of them, by file name; `msgspec.ValidationError` names a bad field."""
    files = sorted(folder.glob("*.toml"))
    return [msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), OrganisationStory) for file in files]
