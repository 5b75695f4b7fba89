"""Where a file's bytes are: handed over to storage by a worker, and read from wherever they lie."""

import hashlib
from collections.abc import AsyncGenerator
from uuid import UUID

from api.errors import Unavailable
from api.language import _
from api.problems.attachment import BY_ID, Attachment
from api.storage import NotStored, Storage, StorageAway
from db.database import Database, Transaction

ONE_PART = "select bytes from attachment_part where attachment_id = $1 and number = $2"

STORED = "update attachment set stored_at = $2 where id = $1 and stored_at is null"

DROP_PARTS = "delete from attachment_part where attachment_id = $1"


class Altered(Exception):
    """The bytes are not those that were sent."""


async def hand_over(tx: Transaction, storage: Storage, attachment_id: UUID) -> None:
    """From the database to storage. Doing it again after a crash puts the same bytes under the same key."""
    found = await tx.row(Attachment, BY_ID, attachment_id)
    if found is None or found.stored_at is not None:
        return
    content, number = bytearray(), 0
    while (part := await tx.value(ONE_PART, found.id, number)) is not None:
        content += part
        number += 1
    if hashlib.sha256(content).digest() != found.sha256:
        raise Altered(str(found.id))
    await storage.put(found.key, bytes(content))
    await tx.run(STORED, found.id, tx.now)
    await tx.run(DROP_PARTS, found.id)


async def _waiting(database: Database, found: Attachment) -> AsyncGenerator[bytes]:
    number = 0
    while True:
        async with database.reading() as tx:
            part: bytes | None = await tx.value(ONE_PART, found.id, number)
        if part is None:
            return
        yield part
        number += 1


async def _bytes_of(database: Database, storage: Storage, found: Attachment) -> AsyncGenerator[bytes]:
    """From the database as long as they lie there; a worker may hand them over in the middle of it."""
    sent = 0
    if found.stored_at is None:
        async for part in _waiting(database, found):
            sent += len(part)
            yield part
    if sent == found.size:
        return
    skipped = 0
    async for chunk in storage.read(found.key):
        rest = chunk[max(0, sent - skipped) :]
        skipped += len(chunk)
        if rest:
            yield rest


async def opened(database: Database, storage: Storage, found: Attachment) -> AsyncGenerator[bytes]:
    """Its bytes; raises Unavailable before the first of them when storage does not answer."""
    stream = _bytes_of(database, storage, found)
    try:
        first = await anext(stream)
    except (StorageAway, NotStored, StopAsyncIteration):
        said = _("“%(name)s” lies where we can't reach it right now. Try again in a few minutes.", name=found.name)
        raise Unavailable(said) from None

    async def whole() -> AsyncGenerator[bytes]:
        yield first
        async for chunk in stream:
            yield chunk

    return whole()
