"""Who may change which words."""

from collections.abc import Iterable
from uuid import UUID

from api.accounts.actor import Actor, Role


def speaks_for_words_of(actor: Actor, unit_id: UUID) -> bool:
    """The department's editors and contacts; the desk and the administrator for all."""
    return actor.has(Role.DESK, Role.ADMIN) or actor.speaks_for(unit_id, Role.EDITOR, Role.CONTACT)


def may_add(actor: Actor) -> bool:
    return actor.has(Role.EDITOR, Role.CONTACT, Role.DESK, Role.ADMIN)


def may_change(actor: Actor, said_by: Iterable[UUID]) -> bool:
    """What several departments say belongs to all of them: whoever speaks for each may change it, and so may the desk.

    A department that wants another word for a shared concept gives itself one of its own.
    """
    return may_add(actor) and all(speaks_for_words_of(actor, unit_id) for unit_id in said_by)
