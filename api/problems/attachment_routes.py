"""JSON door of a problem's files; the bytes themselves go in and out as they are."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Stream

from api.accounts.actor import Actor
from api.accounts.api_token import need_scope
from api.errors import NotFound
from api.idempotency import once
from api.problems import attachment, queries, rules
from api.problems.attachment import LARGEST, Attachment, SentFile
from api.problems.file_keeping import opened
from api.rate_limit import UPLOADS, limited
from api.references import read_reference
from db.database import Transaction

# A file of the largest size, and what a form wraps around it.
LARGEST_BODY = LARGEST + 2**20


class AttachmentShown(msgspec.Struct, frozen=True):
    """`you_may_open` is false for a confidential annex of somebody who has not signed the agreement."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    from_company: bool
    author: str
    confidential: bool
    message_id: UUID | None
    received_at: datetime
    you_may_open: bool


class AttachmentsShown(msgspec.Struct, frozen=True):
    """`confidential` counts annexes; those that the caller may not open are counted and not named."""

    items: list[AttachmentShown]
    confidential: int


@dataclass(frozen=True)
class Upload:
    """One file of a form; `confidential` makes it an annex that only signers of the agreement ever open."""

    file: UploadFile
    confidential: bool = False


def show_attachment(one: Attachment, *, may_open: bool) -> AttachmentShown:
    return AttachmentShown(
        one.id, one.name, one.media_type, one.size, one.sha256.hex(), one.from_company, one.author_name,
        one.confidential, one.message_id, one.received_at, may_open,
    )  # fmt: skip


async def attachments_seen(tx: Transaction, actor: Actor, problem: Any) -> AttachmentsShown:
    found = await attachment.of_problem(tx, problem.id)
    opens = await rules.may_open_annex(tx, actor, problem) if any(one.confidential for one in found) else False
    shown = [show_attachment(one, may_open=opens or not one.confidential) for one in found]
    return AttachmentsShown([one for one in shown if one.you_may_open], sum(one.confidential for one in found))


def download(found: Attachment, stream: Any) -> Stream:
    """Always as a file to keep: nothing that was sent to us is ever shown as a page of ours."""
    plain = found.name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    return Stream(
        stream,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
            "Content-Length": str(found.size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


@post(
    "/problems/{reference:str}/attachments",
    operation_id="attach_file",
    guards=[limited(UPLOADS)],
    request_max_body_size=LARGEST_BODY,
)
async def attach_file(
    request: Request[Any, Any, Any],
    actor: Actor,
    reference: str,
    data: Annotated[Upload, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[bytes]:
    """PDF, Office, pictures or plain text, known by its bytes; up to 20 MB, and ten of each side."""
    need_scope(actor, "problems:write")
    file = data.file.file
    digest = hashlib.file_digest(file, "sha256").digest()

    async def work(tx: Transaction) -> AttachmentShown:
        sent = SentFile(data.file.filename, file)
        made = await attachment.attach(tx, actor, read_reference(reference), sent, confidential=data.confidential)
        return show_attachment(made, may_open=True)

    return await once(request, actor, work, sent=digest)


@get("/problems/{reference:str}/attachments", operation_id="list_attachments")
async def list_attachments(request: Request[Any, Any, Any], actor: Actor, reference: str) -> AttachmentsShown:
    need_scope(actor, "problems:read")
    async with request.app.state.database.reading() as tx:
        problem = await queries.by_reference(tx, read_reference(reference))
        if problem is None or not await rules.may_see(tx, actor, problem):
            raise NotFound
        return await attachments_seen(tx, actor, problem)


@get("/problems/{reference:str}/attachments/{attachment_id:uuid}", operation_id="open_attachment")
async def open_attachment(request: Request[Any, Any, Any], actor: Actor, reference: str, attachment_id: UUID) -> Stream:
    """Its bytes, to keep as a file."""
    need_scope(actor, "problems:read")
    return await opened_by(request, actor, reference, attachment_id)


async def opened_by(request: Request[Any, Any, Any], actor: Actor, reference: str, attachment_id: UUID) -> Stream:
    state = request.app.state
    async with state.database.reading() as tx:
        found = await attachment.find(tx, actor, read_reference(reference), attachment_id)
    return download(found, await opened(state.database, state.storage, found))


@delete("/problems/{reference:str}/attachments/{attachment_id:uuid}", operation_id="remove_attachment")
async def remove_attachment(request: Request[Any, Any, Any], actor: Actor, reference: str, attachment_id: UUID) -> None:
    need_scope(actor, "problems:write")
    async with request.app.state.database.transaction() as tx:
        await attachment.remove(tx, actor, read_reference(reference), attachment_id)


router = Router(
    path="/", route_handlers=[attach_file, list_attachments, open_attachment, remove_attachment], tags=["problems"]
)
