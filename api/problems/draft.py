"""What somebody is still typing: kept from the first word, and opened by an opaque key or by its person."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.language import Language
from api.reading import clean
from api.secrets import hashed, new_secret
from db import outbox
from db.database import Transaction
from db.ids import new_id

LIFETIME = timedelta(days=90)
# More than any field takes, so that what is too long can be shortened instead of typed again.
LONGEST = 60_000
FIELDS_AT_MOST = 60
MAILS_AT_MOST = 3
MAILS_TO_ONE_AT_MOST = 5

Typed = Mapping[str, str | list[str]]

COLUMNS = "id, person_id, typed, step, mails, created_at, changed_at"

BY_KEY = f"select {COLUMNS} from draft where key_hash = $1 and expires_at > $2"  # noqa: S608

BY_ID = f"select {COLUMNS} from draft where id = $1 and person_id = $2 and expires_at > $3"  # noqa: S608

OF_PERSON = f"""
select {COLUMNS} from draft where person_id = $1 and expires_at > $2 order by changed_at desc, id desc limit 20
"""  # noqa: S608

BEGIN = f"""
insert into draft (id, key_hash, person_id, typed, step, created_at, changed_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $6, $7) returning {COLUMNS}
"""  # noqa: S608

# Only the fields of the page that was sent: two windows with the same draft don't write over each other.
SAVE = f"""
update draft set typed = typed || $2::jsonb, step = $3, person_id = coalesce(person_id, $4), changed_at = $5,
    expires_at = $6
where id = $1 returning {COLUMNS}
"""  # noqa: S608

DISCARD = "delete from draft where id = $1"

TAKE = f"select {COLUMNS} from draft where id = $1 for update"  # noqa: S608

NOTE_MAIL = "update draft set mailed_to = $2, mailed_at = $3, mails = mails + 1 where id = $1 and mails < $4"

MAILED_LATELY = "select coalesce(sum(mails), 0) from draft where mailed_to = $1 and mailed_at > $2"

FORGET = """
delete from draft where ctid in (select ctid from draft where expires_at <= $1 order by expires_at limit 1000)
"""


class Draft(msgspec.Struct, frozen=True):
    """`typed` holds form fields by name, as they were typed, faults and all; `step` is the page last worked on."""

    id: UUID
    person_id: UUID | None
    typed: dict[str, str | list[str]]
    step: str
    mails: int
    created_at: datetime
    changed_at: datetime

    def text(self, name: str) -> str:
        value = self.typed.get(name, "")
        return value if isinstance(value, str) else " ".join(value)

    @property
    def title(self) -> str:
        return self.text("title") or first_sentence(self.text("description"))


class Begun(NamedTuple):
    """`key` goes to the browser and is kept here only as a hash."""

    draft: Draft
    key: str


def first_sentence(text: str, longest: int = 80) -> str:
    """A title to begin with: the first sentence, cut at a word where it is long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    ends = [at for sign in (". ", "? ", "! ") if (at := line.find(sign)) > 0]
    sentence = (line[: min(ends) + 1] if ends else line).rstrip(".!")
    if len(sentence) <= longest:
        return sentence
    cut = sentence[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-")
    return f"{cut}…"


def _kept(typed: Typed) -> dict[str, str | list[str]]:
    return {
        name: clean(value[:LONGEST]) if isinstance(value, str) else [clean(one[:200]) for one in value[:50]]
        for name, value in list(typed.items())[:FIELDS_AT_MOST]
    }


async def find(tx: Transaction, actor: Actor, keys: Sequence[str]) -> list[Draft]:
    """Those that the keys open, in their order; an id in the place of a key opens its person's own."""
    found: list[Draft] = []
    for key in keys:
        draft = await _find_one(tx, actor, key)
        if draft is not None and draft.id not in {known.id for known in found}:
            found.append(draft)
    return found


async def _find_one(tx: Transaction, actor: Actor, key: str) -> Draft | None:
    if len(key) != 36:
        return await tx.row(Draft, BY_KEY, hashed(key), tx.now)
    try:
        draft_id = UUID(key)
    except ValueError:
        return None
    return await tx.row(Draft, BY_ID, draft_id, actor.person_id, tx.now)


async def of_person(tx: Transaction, person_id: UUID) -> list[Draft]:
    return await tx.rows(Draft, OF_PERSON, person_id, tx.now)


async def begin(tx: Transaction, actor: Actor, typed: Typed, step: str) -> Begun:
    key = new_secret()
    made = await tx.row(
        Draft, BEGIN, new_id(), hashed(key), actor.person_id, _kept(typed), step, tx.now, tx.now + LIFETIME
    )
    assert made is not None
    return Begun(made, key)


async def save(tx: Transaction, actor: Actor, draft: Draft, typed: Typed, step: str) -> Draft:
    """A draft that a stranger began becomes the person's own once they are signed in."""
    expires = tx.now + LIFETIME
    return await tx.row(Draft, SAVE, draft.id, _kept(typed), step, actor.person_id, tx.now, expires) or draft


async def take(tx: Transaction, draft: Draft) -> Draft | None:
    """Locked, to be posted; None when another window has just posted it."""
    return await tx.row(Draft, TAKE, draft.id)


async def discard(tx: Transaction, draft: Draft) -> None:
    await tx.run(DISCARD, draft.id)


async def mail_link(tx: Transaction, draft: Draft, key: str, email: str, language: Language) -> None:
    """Past the limits nothing is sent and nothing tells: nobody's mailbox can be filled by strangers."""
    lately = await tx.value(MAILED_LATELY, email.lower(), tx.now - timedelta(hours=1))
    if lately >= MAILS_TO_ONE_AT_MOST or not await tx.run(NOTE_MAIL, draft.id, email.lower(), tx.now, MAILS_AT_MOST):
        return
    await outbox.put(tx, "draft.link_asked", draft.id, key=key, email=email, language=language.value, title=draft.title)


async def forget(tx: Transaction) -> int:
    """Drafts that nobody has touched for as long as they are kept."""
    return await tx.run(FORGET, tx.now)
