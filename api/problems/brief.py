"""What a department needs to know besides the problem itself; every point may stay open."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from api.errors import Fault
from api.language import _
from api.reading import Checked, Line

HOURS_AT_MOST = 160

Told = Annotated[str, Meta(min_length=1, max_length=4000)]


class Purpose(StrEnum):
    """Who gains besides the organisation itself."""

    CLIMATE = "climate"
    HEALTH = "health"
    SAFETY = "safety"
    INCLUSION = "inclusion"
    LOCAL_LIFE = "local_life"
    LEARNING = "learning"


class DataUse(StrEnum):
    """What may happen with the data: shown in the report, seen but not shown, or an agreement first."""

    SHOWN = "shown"
    SEEN = "seen"
    AGREEMENT = "agreement"


class Place(StrEnum):
    ON_SITE = "on_site"
    DIGITAL = "digital"
    EITHER = "either"


class Ownership(StrEnum):
    """Whose the result is: the students' own with the right for the organisation to use it, or the organisation's."""

    STUDENTS = "students"
    ORGANISATION = "organisation"


class Recruitment(StrEnum):
    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


class Brief(Checked, frozen=True, omit_defaults=True):
    """The points that are asked one at a time. `hours` are those that the organisation's people give in a month."""

    goal: Told | None = None
    purposes: tuple[Purpose, ...] = ()
    data: Told | None = None
    data_use: DataUse | None = None
    people: Line | None = None
    hours: Annotated[int, Meta(ge=0, le=HOURS_AT_MOST)] | None = None
    place: Place | None = None
    town: Line | None = None
    ownership: Ownership | None = None
    after: Told | None = None
    recruitment: Recruitment | None = None
    funding: Told | None = None
    funding_until: date | None = None
    media_url: Annotated[str, Meta(max_length=1000)] | None = None
    transcript: Annotated[str, Meta(max_length=20000)] | None = None

    def faults(self) -> Iterable[Fault]:
        if self.media_url and not _is_public_address(self.media_url):
            yield Fault("/media_url", _("Write an address that begins with https://, as your browser shows it."))
        if self.transcript and not self.media_url:
            yield Fault("/media_url", _("Write the address of what this is the text of."))

    @property
    def is_empty(self) -> bool:
        return self == Brief()


def _is_public_address(text: str) -> bool:
    rest = text.removeprefix("https://")
    host = rest.partition("/")[0].partition("?")[0]
    return rest != text and "." in host and not any(sign.isspace() or sign in '"<>\\@' for sign in text)
