"""Accepting a referral: the problem becomes an engagement that students can claim."""

from uuid import UUID

import msgspec

from api.accounts import person
from api.accounts.actor import Actor, Role
from api.accounts.person import Person
from api.departments import capacity
from api.departments import queries as departments
from api.departments.setting import settings_of
from api.departments.term import read_term
from api.departments.unit import FormKind, FormOfUse, UnitKind
from api.engagements import queries
from api.engagements.engagement import Acceptance, Engagement, OwnAnswer
from api.errors import Conflict, Fault, Invalid
from api.history import history
from api.language import _, later
from api.problems.lifecycle import move
from api.problems.problem import Confidentiality, ProblemStatus
from api.references import new_reference
from api.routing import flagging, triage
from api.routing.referral import Referral, ReferralStatus
from db import outbox
from db.database import Transaction
from db.ids import new_id


def pick_form(offered: list[FormOfUse], wished: str, level: str | None) -> FormOfUse | None:
    """By its code; or the first of that kind, at the level that is asked for when the kind alone is named."""
    wished = wished.strip().lower()
    for form in offered:
        if form.code == wished:
            return form
    if wished not in set(FormKind):
        return None
    of_kind = [form for form in offered if form.kind == wished]
    return next((form for form in of_kind if level in (None, form.level)), of_kind[0] if of_kind else None)


async def accept(tx: Transaction, actor: Actor, referral_id: UUID, acceptance: Acceptance) -> Engagement:
    referral, problem = await triage.load(tx, actor, referral_id)
    if referral.unit_kind is UnitKind.DESK:
        raise Invalid([Fault("", _("The desk passes problems on; a department accepts them."))])
    await flagging.require_settled(tx, referral)
    form, term = await _check(tx, referral, acceptance)
    supervisor = await _supervisor(tx, actor, referral, acceptance)
    await _require_room(tx, referral, acceptance, form.code, term, supervisor)
    reason = acceptance.note or later("accepted by the department")
    await triage.decide(tx, actor, referral, ReferralStatus.ACCEPTED, reason=reason)
    if problem.status is not ProblemStatus.ENGAGED:
        await move(tx, problem, ProblemStatus.ENGAGED)
    unit = await departments.unit_by_id(tx, referral.unit_id)
    engagement_id = new_id()
    for _attempt in range(5):
        added = await tx.run(
            queries.INSERT, engagement_id, new_reference("E"), problem.id, referral.id, problem.organisation_id,
            referral.unit_id, form.code, supervisor.id, acceptance.title or referral.reworded_title or problem.title,
            acceptance.summary or referral.reworded_text or problem.description, problem.language,
            acceptance.level or form.level, acceptance.course_code, acceptance.credits, term,
            acceptance.places.groups, acceptance.places.group_size, acceptance.relevance.work_life,
            acceptance.relevance.study, unit.campus if unit else [], tx.now,
        )  # fmt: skip
        if added:
            break
    else:
        raise Conflict(_("Something went wrong on our side. Send it once more."))
    await _keep_answers(tx, engagement_id, referral.unit_id, acceptance)
    await history.record(
        tx, actor, "engagement.opened", engagement_id, reason=reason, now=tx.now, problem_id=problem.id,
        engagement_id=engagement_id, organisation_id=problem.organisation_id, unit_id=referral.unit_id,
    )  # fmt: skip
    await outbox.put(tx, "engagement.opened", engagement_id)
    engagement = await queries.by_id(tx, engagement_id)
    assert engagement is not None
    return engagement


async def _keep_answers(tx: Transaction, engagement_id: UUID, unit_id: UUID, acceptance: Acceptance) -> None:
    asked = (await settings_of(tx, unit_id)).values.questions
    answers = [
        OwnAnswer(question, said)
        for number, question in enumerate(asked, 1)
        if (said := acceptance.answers.get(str(number), "").strip())
    ]
    if answers:
        await tx.run(queries.KEEP_ANSWERS, engagement_id, msgspec.to_builtins(answers))


async def _check(tx: Transaction, referral: Referral, acceptance: Acceptance) -> tuple[FormOfUse, str]:
    faults: list[Fault] = []
    offered = await departments.forms_of(tx, referral.unit_id)
    form = pick_form(offered, acceptance.form, acceptance.level)
    if form is None:
        codes = ", ".join(f.code for f in offered)
        faults.append(Fault("/form", _("The department offers these forms: %(codes)s.", codes=codes)))
    term = read_term(acceptance.term)
    if term is None:
        faults.append(Fault("/term", _("Write the term as 2027-spring or 2027-autumn.")))
    written = referral.reworded_title or (acceptance.title and acceptance.summary)
    if referral.confidentiality is Confidentiality.STRICT and not written:
        said = _("The company wants an agreement first. Write a title and a text that students may read.")
        faults += [Fault(f"/{name}", said) for name in ("title", "summary") if not getattr(acceptance, name)]
    if form is None or term is None or faults:
        raise Invalid(faults)
    return form, term


async def _require_room(
    tx: Transaction, referral: Referral, acceptance: Acceptance, form: str, term: str, supervisor: Person
) -> None:
    """More than there is room for is taken on only by somebody who knows it."""
    if acceptance.over_capacity:
        return
    said = await capacity.lacking_room(tx, referral.unit_id, form, term, supervisor.id, acceptance.places.groups)
    if said:
        raise Invalid([Fault("/over_capacity", said)])


async def _supervisor(tx: Transaction, actor: Actor, referral: Referral, acceptance: Acceptance) -> Person:
    """Whoever is named, appointed as teacher here when new to us; else the one who accepts."""
    if acceptance.supervisor_email and acceptance.supervisor_email.lower() != actor.email:
        email = acceptance.supervisor_email.lower()
        named = await person.keep(tx, email, email.partition("@")[0], now=tx.now)
        await person.appoint(tx, named.id, Role.TEACHER, referral.unit_id, now=tx.now)
        return named
    assert actor.person_id is not None
    own = await person.by_id(tx, actor.person_id)
    assert own is not None
    return own
