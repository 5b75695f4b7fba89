"""What the register of entities (Enhetsregisteret, data.brreg.no) says of an organisation number."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Self

import msgspec


class Standing(StrEnum):
    """`unasked` until the register has answered once; `removed` for legal reasons shows no name."""

    UNASKED = "unasked"
    ACTIVE = "active"
    DELETED = "deleted"
    REMOVED = "removed"
    MISSING = "missing"


class _Form(msgspec.Struct, frozen=True):
    kode: str
    beskrivelse: str = ""


class _Industry(msgspec.Struct, frozen=True):
    kode: str
    beskrivelse: str = ""


class _Address(msgspec.Struct, frozen=True):
    kommune: str | None = None
    kommunenummer: str | None = None


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """The register's own shape, of entities and sub-units alike; what is not used is left out.

    Source: its OpenAPI description, `specs/enhetsregisteret.json` of brreg/openAPI (NLOD).
    """

    organisasjonsnummer: str
    navn: str | None = None
    organisasjonsform: _Form | None = None
    naeringskode1: _Industry | None = None
    antall_ansatte: int | None = None
    forretningsadresse: _Address | None = None
    beliggenhetsadresse: _Address | None = None
    postadresse: _Address | None = None
    maalform: str | None = None
    overordnet_enhet: str | None = None
    konkurs: bool = False
    under_avvikling: bool = False
    under_tvangsavvikling_eller_tvangsopplosning: bool = False
    slettedato: date | None = None


class RegisterEntry(msgspec.Struct, frozen=True):
    """`employees` is None where the register doesn't say. `parent_number` is set for a sub-unit (a plant, a branch)."""

    number: str
    standing: Standing
    name: str | None = None
    form_code: str | None = None
    form_name: str | None = None
    industry_code: str | None = None
    industry_name: str | None = None
    employees: int | None = None
    municipality: str | None = None
    municipality_number: str | None = None
    written_form: Literal["nb", "nn"] | None = None
    parent_number: str | None = None
    bankrupt: bool = False
    winding_up: bool = False
    deleted_on: date | None = None
    answered_at: datetime | None = None

    @property
    def is_verified(self) -> bool:
        """The register knows it, and it still exists."""
        return self.standing is Standing.ACTIVE

    @property
    def is_a_person(self) -> bool:
        """A sole proprietorship is its owner, so what is kept of it is personal data."""
        return self.form_code == "ENK"

    @property
    def needs_a_look(self) -> bool:
        """Somebody should see to it before students are sent there."""
        return self.standing in (Standing.DELETED, Standing.REMOVED, Standing.MISSING) or self.bankrupt

    @classmethod
    def read(cls, answer: Answer) -> Self:
        form, industry = answer.organisasjonsform, answer.naeringskode1
        places = (answer.forretningsadresse, answer.beliggenhetsadresse, answer.postadresse)
        place = next((found for found in places if found and found.kommune), None)
        standing = Standing.ACTIVE if answer.slettedato is None else Standing.DELETED
        return cls(
            number=answer.organisasjonsnummer,
            standing=standing if answer.navn else Standing.REMOVED,
            name=answer.navn,
            form_code=form.kode if form else None,
            form_name=form.beskrivelse if form else None,
            industry_code=industry.kode if industry else None,
            industry_name=industry.beskrivelse if industry else None,
            employees=answer.antall_ansatte,
            municipality=place.kommune if place else None,
            municipality_number=place.kommunenummer if place else None,
            written_form=_WRITTEN_FORMS.get((answer.maalform or "").casefold()),
            parent_number=answer.overordnet_enhet if form and form.kode in SUB_UNIT_FORMS else None,
            bankrupt=answer.konkurs,
            winding_up=answer.under_avvikling or answer.under_tvangsavvikling_eller_tvangsopplosning,
            deleted_on=answer.slettedato,
        )


_WRITTEN_FORMS: dict[str, Literal["nb", "nn"]] = {"bokmål": "nb", "nynorsk": "nn"}
SUB_UNIT_FORMS = frozenset({"BEDR", "AAFY"})
