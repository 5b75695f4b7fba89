"""Where the bytes of files lie: a folder, or a bucket that speaks S3.

Nothing a visitor waits for needs it to answer: what was sent waits in the database until a worker has handed it over.
"""

import contextlib
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from api.errors import Away
from api.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore, RetryConfig, S3Config

CHUNK = 1 << 18
# Whoever hands over has the outbox to try again, so it gives up soon.
PATIENCE: "ClientConfig" = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=30)}
RETRIES: "RetryConfig" = {"max_retries": 1, "retry_timeout": timedelta(seconds=10)}


class StorageAway(Away):
    """It does not answer, or not as it should; what waits for it is kept."""


class NotStored(Exception):
    """There is nothing under this key."""


@contextlib.contextmanager
def _told(key: str) -> Generator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotStored(key) from None
    except (BaseError, OSError) as fault:
        raise StorageAway(str(fault).split("\n", 1)[0]) from fault


class Storage:
    """Opened at its first use, so that a site starts and serves without it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: ObjectStore | None = None

    @property
    def place(self) -> str:
        """For people to read: without the keys that open it."""
        address = urlsplit(self._settings.storage_url)
        return f"{address.scheme}://{address.hostname or ''}{address.path}" if address.scheme else self._folder

    @property
    def _folder(self) -> str:
        return str(self._settings.storage)

    @property
    def _store(self) -> "ObjectStore":
        if self._opened is None:
            self._opened = _open(self._settings)
        return self._opened

    async def put(self, key: str, content: bytes) -> None:
        """Whole or not at all; putting the same again changes nothing."""
        with _told(key):
            await obstore.put_async(self._store, key, content)

    async def read(self, key: str) -> AsyncGenerator[bytes]:
        with _told(key):
            found = await obstore.get_async(self._store, key)
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def remove(self, key: str) -> None:
        with _told(key), contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def listed(self) -> AsyncGenerator[str]:
        with _told(""):
            async for found in obstore.list(self._store):  # pyright: ignore[reportUnknownMemberType]
                for each in found:
                    yield each["path"]

    async def probe(self) -> None:
        """Raises StorageAway unless something can be put there, read and taken away again."""
        await self.put("probe", b"brobygger")
        if b"".join([chunk async for chunk in self.read("probe")]) != b"brobygger":
            raise StorageAway("what was put there reads differently")
        await self.remove("probe")


def _open(settings: Settings) -> "ObjectStore":
    if not settings.storage_url:
        return LocalStore(settings.storage, mkdir=True)
    address = urlsplit(settings.storage_url)
    if address.scheme == "memory":
        return MemoryStore()
    if address.scheme == "file":
        return LocalStore(unquote(address.path), mkdir=True)
    asked = dict(parse_qsl(address.query))
    endpoint = asked.get("endpoint", "")
    config: S3Config = {"virtual_hosted_style_request": not endpoint}
    if endpoint:
        config["endpoint"] = endpoint
    if region := asked.get("region"):
        config["region"] = region
    if address.username and address.password:
        config["access_key_id"] = unquote(address.username)
        config["secret_access_key"] = unquote(address.password)
    return S3Store(
        address.hostname or "",
        prefix=address.path.strip("/") or None,
        config=config,
        client_options={**PATIENCE, "allow_http": endpoint.startswith("http://")},
        retry_config=RETRIES,
    )
