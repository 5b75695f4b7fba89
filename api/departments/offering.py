"""Which forms of use a department offers, by what name, and until which days of the year."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from api.accounts.actor import Actor
from api.departments import queries, rules
from api.departments.unit import FormOfUse, Unit, UnitKind
from api.errors import Fault, Invalid, NotAllowed, NotFound
from api.history import history
from api.language import _, later
from api.reading import Checked
from db import outbox
from db.database import Transaction

MonthDay = Annotated[str, Meta(pattern="^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]

OFFER = """
insert into unit_form (unit_id, form_code, local_name, spring_deadline, autumn_deadline) values ($1, $2, $3, $4, $5)
on conflict (unit_id, form_code) do update set local_name = excluded.local_name,
    spring_deadline = excluded.spring_deadline, autumn_deadline = excluded.autumn_deadline
"""

WITHHOLD = "delete from unit_form where unit_id = $1 and form_code = $2"

OWN = "select form_code, local_name, spring_deadline, autumn_deadline from unit_form where unit_id = $1 limit 100"


class Offer(Checked, frozen=True):
    """Dates are `MM-DD`, the last day on which a problem still reaches the spring or the autumn; null: the usual."""

    offered: bool = True
    local_name: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    spring_deadline: MonthDay | None = None
    autumn_deadline: MonthDay | None = None

    def faults(self) -> Iterable[Fault]:
        for name in ("spring_deadline", "autumn_deadline"):
            day = getattr(self, name)
            if day in ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31"):
                yield Fault(f"/{name}", _("There is no such day."))


class OwnOffer(msgspec.Struct, frozen=True):
    form_code: str
    local_name: str | None
    spring_deadline: str | None
    autumn_deadline: str | None


class FormChoice(msgspec.Struct, frozen=True):
    """A form, and how the department offers it; `own` None when it doesn't."""

    form: FormOfUse
    own: OwnOffer | None


async def choices(tx: Transaction, unit: Unit) -> list[FormChoice]:
    """Every form there is."""
    own = {offer.form_code: offer for offer in await tx.rows(OwnOffer, OWN, unit.id)}
    return [FormChoice(form, own.get(form.code)) for form in await queries.all_forms(tx)]


async def offer(tx: Transaction, actor: Actor, unit: Unit, form_code: str, wanted: Offer) -> FormChoice:
    if unit.kind is not UnitKind.DEPARTMENT or form_code not in {form.code for form in await queries.all_forms(tx)}:
        raise NotFound
    if not await rules.may_choose(tx, actor, unit):
        raise NotAllowed(_("The first contact, the department's editors and the desk decide this."))
    if wanted.offered:
        await tx.run(OFFER, unit.id, form_code, wanted.local_name, wanted.spring_deadline, wanted.autumn_deadline)
    else:
        await _withhold(tx, unit, form_code)
    detail = {name: str(value) for name, value in msgspec.structs.asdict(wanted).items() if value is not None}
    await history.record(
        tx, actor, "form.offered", unit.id, reason=later("how the work is done here"), now=tx.now, unit_id=unit.id,
        detail={"form": form_code, **detail},
    )  # fmt: skip
    await outbox.put(tx, "form.offered", unit.id, form=form_code)
    return next(choice for choice in await choices(tx, unit) if choice.form.code == form_code)


async def _withhold(tx: Transaction, unit: Unit, form_code: str) -> None:
    offered = await queries.forms_of(tx, unit.id)
    if [form.code for form in offered] == [form_code]:
        said = _("A department offers at least one form, or no problem could be taken on.")
        raise Invalid([Fault("/offered", said)])
    await tx.run(WITHHOLD, unit.id, form_code)
