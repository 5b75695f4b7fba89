"""The shipped catalogue: an institution with its faculties, departments, forms of use and keyword profiles, as files.

`catalogue/<code>.json` describes the institution, `catalogue/<code>/*.json` one department each. The program routes
from these alone when there is no database; loaded into one, they are where its own profiles begin.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from api.language import Words

FOLDER = Path(__file__).parent / "catalogue"

Labels = Annotated[list[str], Meta(min_length=1, max_length=40)]


class Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One idea and what it is called; the first label of each language is the one that is shown."""

    nb: Labels
    nn: Labels
    en: Labels
    w: Annotated[int, Meta(ge=1, le=3)]


class Examples(msgspec.Struct, frozen=True):
    nb: list[str]
    nn: list[str]
    en: list[str]


class DepartmentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    cristin_id: str
    faculty: str
    campus: list[str]
    name: Words
    about: Words
    forms: list[str]
    concepts: list[Concept]
    examples: Examples


class FacultyEntry(msgspec.Struct, frozen=True):
    code: str
    cristin_id: str
    name: Words


class HistoricEntry(msgspec.Struct, frozen=True):
    code: str
    cristin_id: str
    faculty: str
    valid_to: date
    successor: str
    name: Words


class DeskEntry(msgspec.Struct, frozen=True):
    code: str
    name: Words
    about: Words


class FormEntry(msgspec.Struct, frozen=True):
    code: str
    kind: str
    level: str | None
    credits: float
    group_size: int
    starts_in: list[str]
    spring_deadline: str | None
    autumn_deadline: str | None
    name: Words
    about: Words


class OwnDates(msgspec.Struct, frozen=True):
    unit: str
    form: str
    source: str
    spring_deadline: str | None = None
    autumn_deadline: str | None = None


class ClosedEntry(msgspec.Struct, frozen=True):
    starts_on: date
    ends_on: date
    name: str


class InstitutionFile(msgspec.Struct, frozen=True):
    code: str
    abbreviation: str
    name: Words
    org_number: str
    mark: str
    main_colour: str
    accent_colour: str
    languages: list[str]
    time_zone: str
    country: str
    mail_domain: str
    reply_days: int
    decision_days: int
    closed: list[ClosedEntry]
    desk: DeskEntry
    faculties: list[FacultyEntry]
    historic: list[HistoricEntry]
    forms: list[FormEntry]
    own_dates: list[OwnDates]


class Catalogue(msgspec.Struct, frozen=True):
    institution: InstitutionFile
    departments: list[DepartmentFile]


def read_catalogue(code: str = "ntnu", folder: Path = FOLDER) -> Catalogue:
    """All of one institution, departments in the order of their codes; `msgspec.ValidationError` names a bad field."""
    institution = msgspec.json.decode((folder / f"{code}.json").read_bytes(), type=InstitutionFile)
    decoder = msgspec.json.Decoder(DepartmentFile)
    files = sorted((folder / code).glob("*.json"))
    return Catalogue(institution, [decoder.decode(file.read_bytes()) for file in files])
