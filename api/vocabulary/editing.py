"""Changing the dictionary: each change says who, what was before and after, and why; routing follows at once."""

from collections.abc import Mapping
from uuid import UUID

from api.accounts.actor import Actor
from api.errors import Conflict, NotAllowed, NotFound, WrongState
from api.history import history
from api.language import _, later
from api.vocabulary import queries, rules
from api.vocabulary.concept import Concept, ConceptRevision, NewConcept, SaidBy, TermGiven, each_once
from db import outbox
from db.database import Transaction
from db.ids import new_id

CHANGED = "vocabulary.changed"
NO_REASON = later("no reason was given")


async def add(tx: Transaction, actor: Actor, new: NewConcept) -> Concept:
    """It counts for routing as soon as a department is given it."""
    if not rules.may_add(actor):
        raise NotAllowed(_("Editors and contacts of departments change the words."))
    concept_id = new_id()
    nb, nn, en = each_once(new.nb), each_once(new.nn), each_once(new.en)
    await tx.run(queries.INSERT, concept_id, nb, nn, en, new.note, tx.now)
    made = await _loaded(tx, concept_id)
    await _tell(tx, actor, "concept.added", concept_id, new.reason, _changed({}, _said(made)))
    return made


async def revise(tx: Transaction, actor: Actor, concept_id: UUID, revision: ConceptRevision) -> Concept:
    """Words, note, and whether it is in use at all. Without a difference nothing happens."""
    concept = await _load_own(tx, actor, concept_id)
    if revision.version not in (None, concept.version):
        raise Conflict(_("The words have been changed since you opened them. Look at the newest ones first."))
    labels = [
        old if new is None else each_once(new)
        for new, old in (
            (revision.nb, concept.labels_nb),
            (revision.nn, concept.labels_nn),
            (revision.en, concept.labels_en),
        )
    ]
    if not any(labels):
        raise WrongState(
            _("A concept needs a word in some language. Retire it if nobody should say it any more."),
            state="wordless", allowed=["retire"],
        )  # fmt: skip
    retired_at = concept.retired_at
    if revision.retired is not None:
        retired_at = (concept.retired_at or tx.now) if revision.retired else None
    note = concept.note if revision.note is None else revision.note
    if (*labels, note, retired_at) == (
        concept.labels_nb, concept.labels_nn, concept.labels_en, concept.note, concept.retired_at,
    ):  # fmt: skip
        return concept
    await tx.run(queries.REVISE, concept_id, concept.version, *labels, note, retired_at)
    after = await _loaded(tx, concept_id)
    detail = _changed(_said(concept), _said(after))
    verb = "concept.revised"
    if after.retired_at != concept.retired_at:
        verb = "concept.retired" if after.retired_at else "concept.restored"
    await _tell(tx, actor, verb, concept_id, revision.reason, detail)
    return after


async def give(tx: Transaction, actor: Actor, unit_id: UUID, concept_id: UUID, given: TermGiven) -> SaidBy:
    """The department works with this from now on, or with another weight or other words of its own than before."""
    concept = await _load_term(tx, actor, unit_id, concept_id)
    if concept.retired_at is not None:
        raise WrongState(_("Nobody says this any more: it has been retired."), state="retired", allowed=["restore"])
    before = await queries.said_by_unit(tx, concept_id, unit_id)
    shared = {label.casefold() for label in (*concept.labels_nb, *concept.labels_nn, *concept.labels_en)}
    own = [
        [word for word in each_once(words) if word.casefold() not in shared] for words in (given.nb, given.nn, given.en)
    ]
    await tx.run(queries.GIVE, unit_id, concept_id, given.weight, *own)
    after = await queries.said_by_unit(tx, concept_id, unit_id)
    assert after is not None
    detail = _changed(_own(before), _own(after))
    if detail:
        verb = "term.revised" if before else "term.given"
        await _tell(tx, actor, verb, concept_id, given.reason, detail, unit_id)
    return after


async def take_away(tx: Transaction, actor: Actor, unit_id: UUID, concept_id: UUID, reason: str = "") -> None:
    await _load_term(tx, actor, unit_id, concept_id)
    before = await queries.said_by_unit(tx, concept_id, unit_id)
    if before is None:
        raise NotFound
    await tx.run(queries.TAKE_AWAY, unit_id, concept_id)
    await _tell(tx, actor, "term.taken_away", concept_id, reason, _changed(_own(before), {}), unit_id)


async def _loaded(tx: Transaction, concept_id: UUID) -> Concept:
    concept = await queries.by_id(tx, concept_id, lock=True)
    if concept is None:
        raise NotFound
    return concept


async def _load_own(tx: Transaction, actor: Actor, concept_id: UUID) -> Concept:
    concept = await _loaded(tx, concept_id)
    if not rules.may_add(actor):
        raise NotAllowed(_("Editors and contacts of departments change the words."))
    if not rules.may_change(actor, await queries.units_saying(tx, concept_id)):
        raise NotAllowed(
            _("Other departments say this too, so the desk changes it. Give your department words of its own instead.")
        )
    return concept


async def _load_term(tx: Transaction, actor: Actor, unit_id: UUID, concept_id: UUID) -> Concept:
    concept = await _loaded(tx, concept_id)
    if not rules.speaks_for_words_of(actor, unit_id):
        raise NotAllowed(_("The department's own editors and contacts change its words."))
    return concept


async def _tell(
    tx: Transaction,
    actor: Actor,
    verb: str,
    concept_id: UUID,
    reason: str,
    detail: dict[str, str],
    unit_id: UUID | None = None,
) -> None:
    said = reason or NO_REASON
    await history.record(tx, actor, verb, concept_id, reason=said, now=tx.now, unit_id=unit_id, detail=detail)
    await outbox.put(tx, CHANGED, concept_id)


def _said(concept: Concept) -> dict[str, str]:
    return {
        "nb": "\n".join(concept.labels_nb),
        "nn": "\n".join(concept.labels_nn),
        "en": "\n".join(concept.labels_en),
        "note": concept.note,
    }


def _own(said: SaidBy | None) -> dict[str, str]:
    if said is None:
        return {}
    own = {"nb": "\n".join(said.own_nb), "nn": "\n".join(said.own_nn), "en": "\n".join(said.own_en)}
    return {"weight": str(said.weight), **own}


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What differs, as `nb_before` and `nb_after`; one word a line."""
    detail: dict[str, str] = {}
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field, ""), after.get(field, "")
        if old != new:
            detail |= {f"{field}_before": old, f"{field}_after": new}
    return detail
