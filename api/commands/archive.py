"""A backup's file: a tar with one text a table, the attachments, and at its end a manifest that vouches for the rest.

The manifest comes last, so a file that was cut off has none and is refused.
"""

import hashlib
import io
import tarfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from db.embedded.process import Broken

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, STORAGE = "tables", "storage"
CHUNK = 1 << 20


class BackedUpTable(msgspec.Struct, frozen=True):
    name: str
    columns: list[str]
    rows: int


class Manifest(msgspec.Struct, frozen=True):
    """`schema` is the newest migration that the rows have seen; `sums` are SHA-256 by the name of each member."""

    format: int
    version: str
    schema: int
    created_at: datetime
    tables: list[BackedUpTable]
    sequences: dict[str, int]
    sums: dict[str, str]


class _Summing(io.RawIOBase):
    """Reads through, and knows the sum of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self.sum = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.sum.update(chunk)
        return chunk


class Writing:
    """Members are added one by one; `finish` with the manifest makes a backup of them."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def add(self, name: str, file: Path) -> None:
        with file.open("rb") as source:
            member = self._tar.gettarinfo(arcname=name, fileobj=source)
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mode = 0o600
            summing = _Summing(source)
            self._tar.addfile(member, summing)
        self.sums[name] = summing.sum.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mtime, member.mode = len(text), int(manifest.created_at.timestamp()), 0o600
        self._tar.addfile(member, io.BytesIO(text))


@contextmanager
def writing(target: Path) -> Generator[Writing]:
    """The file appears under its own name once all of it is there, readable by its owner alone."""
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.touch(0o600)
        with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as tar:
            yield Writing(tar)
        draft.replace(target)
    except OSError as fault:
        raise Broken(f"{fault.filename or target}: {fault.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)


class Reading:
    """A backup whose every member has been held against its manifest."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def open(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(name)
        if found is None:
            raise Broken(f"{name} in the backup is not a file.")
        return found

    def attachments(self) -> Iterator[tuple[PurePosixPath, IO[bytes]]]:
        """Where each lies below the storage folder, and what is in it."""
        for name in self.manifest.sums:
            path = PurePosixPath(name)
            if path.parts[0] == STORAGE:
                inner = path.relative_to(STORAGE)
                if inner.is_absolute() or ".." in inner.parts or not inner.parts:
                    raise Broken(f"{name} in the backup would lie outside the storage folder.")
                yield inner, self.open(name)

    def verify(self, name: str) -> None:
        found = hashlib.sha256()
        try:
            with self.open(name) as source:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
        except KeyError:
            raise Broken(f"The backup is damaged: {name} is missing.") from None
        if found.hexdigest() != self.manifest.sums[name]:
            raise Broken(f"The backup is damaged: {name} is not what was written.")


@contextmanager
def reading(source: Path) -> Generator[Reading]:
    try:
        with _opened(source) as tar:
            names = tar.getnames()
            text = tar.extractfile(MANIFEST) if names and names[-1] == MANIFEST else None
            if text is None:
                raise Broken(f"{source} is not a whole backup: its manifest is missing.")
            manifest = msgspec.json.decode(text.read(), type=Manifest)
            if manifest.format != FORMAT:
                raise Broken(f"{source} has format {manifest.format}; this program reads format {FORMAT}.")
            yield Reading(tar, manifest)
    except (tarfile.TarError, EOFError, msgspec.DecodeError) as fault:
        raise Broken(f"{source} can't be read as a backup: {fault}") from None


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, "r:")
    except OSError as fault:
        raise Broken(f"{fault.filename or source}: {fault.strerror}.") from None
