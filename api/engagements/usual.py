"""What a department usually does with such a problem: an acceptance that one only has to confirm.

The two sentences on relevance claim no more than is known: who asks, and which of their words led here.
"""

from datetime import date

import msgspec

from api.departments import capacity
from api.departments import queries as departments
from api.departments.reach import next_starts
from api.departments.term import next_terms
from api.departments.unit import FormOfUse
from api.engagements.engagement import Acceptance, Places, Relevance
from api.language import Language, _, speaking
from api.problems.problem import Confidentiality
from api.routing.referral import Referral
from db.database import Transaction

WORDS_AT_MOST = 3


class Usual(msgspec.Struct, frozen=True):
    """`credits` is None where the form of use says nothing of them: then somebody has to."""

    form: FormOfUse
    credits: float | None
    term: str
    places: Places


def usual(referral: Referral, forms: list[FormOfUse], today: date, form_code: str = "") -> Usual | None:
    """The form that was asked for, or one that the company has in mind, in its usual size from its next start."""
    wished = [form for form in forms if form.kind in referral.wanted]
    form = next((form for form in forms if form.code == form_code), (wished or forms or [None])[0])
    if form is None:
        return None
    starts = next_starts(form, today)
    return Usual(form, form.credits, starts[0].term if starts else next_terms(today)[0], Places(1, form.group_size))


def suggested_relevance(referral: Referral) -> Relevance:
    """In the language of the problem, which is the one that students read it in."""
    found = list({evidence.text.casefold(): evidence.text for evidence in reversed(referral.because)}.values())[::-1]
    with speaking(referral.language):
        words = ", ".join(_("“%(words)s”", words=text) for text in found[:WORDS_AT_MOST])
        return Relevance(
            _("%(organisation)s has met this in its own work and wants to know more.",
              organisation=referral.organisation_name),
            _("You use what you have learnt about %(words)s on a problem from working life.", words=words)
            if words
            else _("You use what you have learnt on a problem from working life."),
        )  # fmt: skip


def suggested_reason(language: Language) -> str:
    """For passing on; true wherever it goes."""
    with speaking(language):
        return _("This lies closer to you than to us.")


async def acceptance(tx: Transaction, referral: Referral) -> Acceptance | None:
    """What may be confirmed unread; None where a text must be written first, a form says too little, or all is full."""
    found = usual(referral, await departments.forms_of(tx, referral.unit_id), tx.now.date())
    if found is None or found.credits is None or referral.confidentiality is not Confidentiality.OPEN:
        return None
    if (await capacity.told(tx, referral.unit_id)).is_full(found.term, found.form.code):
        return None
    return Acceptance(
        form=found.form.code, credits=found.credits, term=found.term, relevance=suggested_relevance(referral),
        places=found.places,
    )  # fmt: skip
