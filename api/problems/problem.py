"""A problem: what an organisation wants help with, in its own words."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.departments.unit import FormKind
from api.errors import Fault
from api.language import Language, _
from api.organisations import org_number
from api.problems.brief import Brief
from api.reading import Checked, Email, Line, Phone
from api.states import endings


class ProblemStatus(StrEnum):
    UNCONFIRMED = "unconfirmed"
    SUBMITTED = "submitted"
    WAITING = "waiting"
    ENGAGED = "engaged"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DIVIDED = "divided"
    JOINED = "joined"


S = ProblemStatus
TRANSITIONS: dict[ProblemStatus, frozenset[ProblemStatus]] = {
    S.UNCONFIRMED: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.WAITING, S.WITHDRAWN}),
    # Divided into parts that go on by themselves, or joined into an older one that is the same.
    S.WAITING: frozenset({S.ENGAGED, S.DECLINED, S.WITHDRAWN, S.DIVIDED, S.JOINED}),
    # An engagement that is cancelled puts the problem back among those that wait.
    S.ENGAGED: frozenset({S.WAITING, S.COMPLETED, S.WITHDRAWN}),
    S.COMPLETED: frozenset(),
    # The desk may take its no back for a while.
    S.DECLINED: frozenset({S.WAITING}),
    S.WITHDRAWN: frozenset(),
    S.DIVIDED: frozenset(),
    S.JOINED: frozenset(),
}
ENDED = frozenset({*endings(TRANSITIONS), S.DECLINED})


class Confidentiality(StrEnum):
    """What the company fears for: nothing, some details, or most of it (an agreement then comes first)."""

    OPEN = "open"
    SOME = "some"
    STRICT = "strict"


class PostedOrganisation(Checked, frozen=True):
    """`org_number` as typed; `number` is it in plain digits, where Norway has given one."""

    name: Line
    org_number: Annotated[str, Meta(max_length=40)] | None = None
    country: Annotated[str, Meta(pattern="^[A-Za-z]{2}$")] = "NO"

    @property
    def number(self) -> str | None:
        if not self.org_number or self.country.upper() != "NO":
            return None
        return org_number.plain(self.org_number)

    def faults(self) -> Iterable[Fault]:
        if self.number is not None and not org_number.is_valid(self.number):
            said = _("A Norwegian organisation number has nine digits, and the last one checks the others.")
            yield Fault("/org_number", said)


class PostedContact(msgspec.Struct, frozen=True):
    name: Line
    email: Email
    phone: Phone | None = None


class Posting(msgspec.Struct, frozen=True):
    """What a company fills in. `language` is guessed from the text when it is left out; `brief` may come later.

    `grew_from` is the reference of an earlier problem of theirs that led to this one.
    """

    title: Line
    description: Annotated[str, Meta(min_length=1, max_length=20000)]
    organisation: PostedOrganisation
    contact: PostedContact
    language: Language | None = None
    wanted: list[FormKind] = []
    earliest_start: date | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    brief: Brief = Brief()
    grew_from: Annotated[str, Meta(max_length=20)] | None = None


class Problem(msgspec.Struct, frozen=True):
    id: UUID
    reference: str
    organisation_id: UUID
    organisation_name: str
    contact_id: UUID
    contact_name: str
    contact_email: str
    status: ProblemStatus
    title: str
    description: str
    language: Language
    wanted: list[FormKind]
    earliest_start: date | None
    confidentiality: Confidentiality
    version: int
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    follow_hash: bytes
    follow_expires_at: datetime
    brief: Brief


class Revision(msgspec.Struct, frozen=True):
    """A new wording; `version` is the one that the reviser saw, so that nobody writes over another's change."""

    title: Line
    description: Annotated[str, Meta(min_length=1, max_length=20000)]
    version: int | None = None


class Message(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    author_name: str
    body: str
    sent_at: datetime
    referral_id: UUID | None
    from_company: bool
    unit_code: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None
