"""What a file is by its bytes, whatever it is called; and a name for it that is safe everywhere."""

import re
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from api.language import _, later

NAME_AT_MOST = 120
ENTRIES_AT_MOST = 20_000
LOOKED_AT = 4096


class FileKind(NamedTuple):
    media_type: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", (".pdf",))
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = FileKind(f"{OFFICE}wordprocessingml.document", (".docx",))
EXCEL = FileKind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
SLIDES = FileKind(f"{OFFICE}presentationml.presentation", (".pptx",))
TEXT = FileKind("text/plain", (".txt", ".csv", ".md", ".log", ".tsv"))

MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", (".png",))),
    (b"\xff\xd8\xff", FileKind("image/jpeg", (".jpg", ".jpeg"))),
    (b"GIF87a", FileKind("image/gif", (".gif",))),
    (b"GIF89a", FileKind("image/gif", (".gif",))),
)
WEBP = FileKind("image/webp", (".webp",))
PARTS = (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL), ("ppt/presentation.xml", SLIDES))
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html|<svg|<script|<head|<body)", re.IGNORECASE)

TAKEN = later("We take PDF, Word, Excel, PowerPoint, OpenDocument, pictures (PNG, JPEG, GIF, WebP) and plain text.")


class Refused(Exception):
    """Not a kind that we take; the text says why, and what to send instead."""


def kind_of(file: IO[bytes]) -> FileKind:
    """By what it begins with and, for a packed one, what lies in it. The file is left at its beginning."""
    file.seek(0)
    start = file.read(LOOKED_AT)
    try:
        return _packed(file) if start.startswith(b"PK\x03\x04") else _plain(start)
    finally:
        file.seek(0)


def _plain(start: bytes) -> FileKind:
    for magic, kind in MAGIC:
        if start.startswith(magic):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start.startswith(OLD_OFFICE):
        raise Refused(_("This is an old Office format. Save it as .docx, .xlsx, .pptx or PDF, and send that."))
    if _is_text(start):
        if MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
            raise Refused(_("Web pages and drawings in code can hide programs. Save it as PDF or as a picture."))
        return TEXT
    raise Refused(_(TAKEN))


def _is_text(start: bytes) -> bool:
    if b"\0" in start:
        return False
    try:
        # The last character may have been cut in two.
        text = start.decode("utf-8", "strict" if len(start) < LOOKED_AT else "ignore")
    except UnicodeDecodeError:
        text = start.decode("cp1252", "replace")
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\r\n\t\f" for c in text)
    return odd == 0 and "\N{REPLACEMENT CHARACTER}" not in text


def _packed(file: IO[bytes]) -> FileKind:
    """Only the list of contents is read, and one line of plain text: nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = {entry.filename: entry for entry in packed.infolist()[:ENTRIES_AT_MOST]}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused(_("This holds macros, which are small programs. Save it without them, or as PDF."))
            if "[Content_Types].xml" in names:
                for part, kind in PARTS:
                    if part in names:
                        return kind
            told = names.get("mimetype")
            if told and told.compress_type == zipfile.ZIP_STORED and told.file_size < 100:
                named = packed.read(told).decode("ascii", "replace").strip()
                if named in OPEN_DOCUMENT:
                    return FileKind(named, (OPEN_DOCUMENT[named],))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        raise Refused(_("This file is damaged: it can't be opened.")) from None
    raise Refused(_("This is a packed folder. Send the files in it one by one."))


def safe_name(sent: str, kind: FileKind) -> str:
    """The last part of what it was called, with an ending that tells what it is."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] not in "CZ" or c == " ")
    kept = re.sub(r'[<>:"|?*]', "", kept).strip(" .")
    stem, ending = PurePosixPath(kept).stem, PurePosixPath(kept).suffix
    if ending.lower() not in kind.endings:
        stem, ending = kept, kind.endings[0]
    return f"{(stem or _('file'))[:NAME_AT_MOST]}{ending.lower()}"
