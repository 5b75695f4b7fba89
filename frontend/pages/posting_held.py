"""The drafts that a browser holds: their keys in one cookie, the one that is written on now first."""

from typing import Any, NamedTuple

from litestar import Request
from litestar.datastructures import Cookie

from api.accounts.actor import Actor
from api.problems import draft as drafts
from api.problems.draft import Draft
from db.database import Transaction

DRAFT_COOKIE = "draft"
KEYS_AT_MOST = 6
# In the place of the first key: drafts there are, but none that is written on now.
NONE = "-"
SAME_TEXT = 30


class Held(NamedTuple):
    """`now` is the draft that is written on, opened by `key`; `others` were begun earlier in this browser."""

    now: Draft | None
    key: str
    others: list[tuple[str, Draft]]


def _keys(request: Request[Any, Any, Any]) -> list[str]:
    return [key for key in request.cookies.get(DRAFT_COOKIE, "").split(".") if 0 < len(key) < 100][:KEYS_AT_MOST]


async def held(tx: Transaction, request: Request[Any, Any, Any], actor: Actor) -> Held:
    keys = _keys(request)
    found: list[tuple[str, Draft]] = []
    for key in keys:
        opened = await drafts.find(tx, actor, [key]) if key != NONE else []
        found += [(key, draft) for draft in opened if draft.id not in {known.id for _key, known in found}]
    if found and keys[0] == found[0][0]:
        return Held(found[0][1], found[0][0], found[1:])
    return Held(None, "", found)


def draft_cookie(request: Request[Any, Any, Any], key: str, others: list[str]) -> Cookie:
    """`key` first, or nothing that is written on now; those begun earlier after it."""
    kept = [other for other in others if other not in (key, NONE)]
    value = ".".join([key or NONE, *kept][:KEYS_AT_MOST]) if key or kept else ""
    secure = not request.app.state.settings.development
    age = int(drafts.LIFETIME.total_seconds()) if value else 0
    return Cookie(DRAFT_COOKIE, value=value, httponly=True, secure=secure, samesite="lax", path="/", max_age=age)


def keys_of(found: Held) -> list[str]:
    return [key for key, _draft in found.others]


def is_same_text(one: str, other: str) -> bool:
    """Somebody came back to the first field and wrote on, rather than began something else."""
    return not one or not other or one[:SAME_TEXT].casefold() == other[:SAME_TEXT].casefold()


async def keep(
    tx: Transaction,
    request: Request[Any, Any, Any],
    actor: Actor,
    found: Held,
    typed: dict[str, str | list[str]],
    step: str,
    *,
    anew: bool = False,
) -> tuple[Draft, Cookie]:
    """Write it down, in the draft at hand or in a new one; the cookie that opens it next time."""
    if found.now is not None and not anew:
        saved = await drafts.save(tx, actor, found.now, typed, step)
        return saved, draft_cookie(request, found.key, keys_of(found))
    begun = await drafts.begin(tx, actor, typed, step)
    earlier = [found.key, *keys_of(found)] if found.key else keys_of(found)
    return begun.draft, draft_cookie(request, begun.key, earlier)


async def leave_own(tx: Transaction, request: Request[Any, Any, Any], actor: Actor) -> Cookie:
    """At signing out: what is a person's own waits on their page, and not in a browser that others may use."""
    found = await held(tx, request, actor)
    every = [(found.key, found.now), *found.others]
    return draft_cookie(request, "", [key for key, draft in every if draft and draft.person_id is None])
