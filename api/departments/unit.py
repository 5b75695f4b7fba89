"""The institution and its units. Departments are data: another university is another catalogue."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from api.departments.calendar import ClosedPeriod, WorkCalendar
from api.language import Language, Words


class UnitKind(StrEnum):
    FACULTY = "faculty"
    DEPARTMENT = "department"
    DESK = "desk"


class FormKind(StrEnum):
    """The three ways a company may wish for; each form of use is one of them."""

    THESIS = "thesis"
    PROJECT = "project"
    COURSE = "course"


class Institution(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name_nb: str
    name_nn: str
    name_en: str
    abbreviation: str
    mark: str
    main_colour: str
    accent_colour: str
    languages: list[str]
    time_zone: str
    country: str
    reply_days: int
    decision_days: int

    @property
    def name(self) -> Words:
        return Words(self.name_nb, self.name_nn, self.name_en)

    def calendar(self, closed: list[ClosedPeriod]) -> WorkCalendar:
        return WorkCalendar(self.country, self.time_zone, tuple(closed))


class Unit(msgspec.Struct, frozen=True):
    id: UUID
    kind: UnitKind
    code: str
    name_nb: str
    name_nn: str
    name_en: str
    about_nb: str
    about_nn: str
    about_en: str
    campus: list[str]
    mailbox: str | None
    faculty_code: str | None
    faculty_nb: str | None
    faculty_nn: str | None
    faculty_en: str | None
    external_id: str | None
    valid_from: date | None
    valid_to: date | None

    @property
    def name(self) -> Words:
        return Words(self.name_nb, self.name_nn, self.name_en)

    @property
    def about(self) -> Words:
        return Words(self.about_nb, self.about_nn, self.about_en)

    @property
    def faculty(self) -> Words | None:
        if self.faculty_nb is None:
            return None
        return Words(self.faculty_nb, self.faculty_nn or self.faculty_nb, self.faculty_en or self.faculty_nb)


class FormOfUse(msgspec.Struct, frozen=True):
    """One way in which a department uses a problem, with the department's own name and dates where it has them.

    Deadlines are `MM-DD`: the last day of a year on which a problem still reaches the spring after, or the autumn.
    """

    code: str
    kind: FormKind
    name_nb: str
    name_nn: str
    name_en: str
    about_nb: str
    about_nn: str
    about_en: str
    level: str | None
    credits: float | None
    group_size: int
    starts_in: list[str]
    spring_deadline: str | None
    autumn_deadline: str | None
    local_name: str | None = None

    @property
    def name(self) -> Words:
        own = self.local_name
        return Words(own, own, own) if own else Words(self.name_nb, self.name_nn, self.name_en)

    @property
    def about(self) -> Words:
        return Words(self.about_nb, self.about_nn, self.about_en)


class ConceptLabels(msgspec.Struct, frozen=True):
    """A department's term: its own words first, then those that all share."""

    concept_id: UUID
    weight: int
    labels_nb: list[str]
    labels_nn: list[str]
    labels_en: list[str]

    def said_in(self, language: Language) -> list[str]:
        """In another language where this one has no word for it, the other Norwegian one first."""
        nb, nn, en = self.labels_nb, self.labels_nn, self.labels_en
        return {Language.BOKMAL: nb or nn or en, Language.NYNORSK: nn or nb or en, Language.ENGLISH: en or nb or nn}[
            language
        ]
