"""Asking the register of entities over its open API. It is somebody else's house: slow, away and changed are normal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar, get_args

import httpx
import msgspec

from api.organisations.register_entry import Answer, RegisterEntry, Standing

PATIENCE = httpx.Timeout(2.5, connect=1.5)
LARGEST_ANSWER = 2_000_000
CHANGES_AT_ONCE = 100

Kind = Literal["enheter", "underenheter"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Shape = TypeVar("Shape")


class RegisterAway(Exception):
    """No answer, or none that could be understood. Nothing follows from it about the number that was asked for."""


class Change(msgspec.Struct, frozen=True):
    oppdateringsid: int
    organisasjonsnummer: str


class _Changes(msgspec.Struct, frozen=True, rename="camel"):
    oppdaterte_enheter: list[Change] = []
    oppdaterte_underenheter: list[Change] = []


class _Feed(msgspec.Struct, frozen=True):
    embedded: _Changes = msgspec.field(name="_embedded", default_factory=_Changes)


class Register(Protocol):
    async def look_up(self, number: str) -> RegisterEntry:
        """Raises RegisterAway."""
        ...

    async def changed(self, kind: Kind, numbers: Sequence[str], after: int, since: datetime) -> list[Change]:
        """Of these (at most `CHANGES_AT_ONCE`), later than the feed's `after`, or than `since` when that is 0."""
        ...


class OpenRegister:
    """The real one. `url` ends before `/enheter`."""

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self.url = url.rstrip("/")
        self.client = client or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False)

    async def close(self) -> None:
        await self.client.aclose()

    async def _get(self, path: str, query: dict[str, str] | None = None) -> httpx.Response:
        try:
            answer = await self.client.get(f"{self.url}{path}", params=query, headers={"accept": "application/json"})
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise RegisterAway(type(fault).__name__) from fault
        if answer.status_code >= 500 or answer.status_code == 429 or len(answer.content) > LARGEST_ANSWER:
            raise RegisterAway(f"status {answer.status_code}")
        return answer

    async def look_up(self, number: str) -> RegisterEntry:
        """An entity first, then a sub-unit; 410 is what the register shows of those removed for legal reasons."""
        for kind in KINDS:
            answer = await self._get(f"/{kind}/{number}")
            if answer.status_code == 404:
                continue
            if answer.status_code == 410:
                return RegisterEntry(number, Standing.REMOVED)
            if answer.status_code != 200:
                raise RegisterAway(f"status {answer.status_code}")
            return RegisterEntry.read(_understood(answer.content, Answer))
        return RegisterEntry(number, Standing.MISSING)

    async def changed(self, kind: Kind, numbers: Sequence[str], after: int, since: datetime) -> list[Change]:
        begin = {"oppdateringsid": str(after + 1)} if after else {"dato": f"{since:%Y-%m-%dT%H:%M:%S.000Z}"}
        query = {**begin, "organisasjonsnummer": ",".join(numbers), "size": "1000"}
        answer = await self._get(f"/oppdateringer/{kind}", query)
        if answer.status_code != 200:
            raise RegisterAway(f"status {answer.status_code}")
        found = _understood(answer.content, _Feed).embedded
        return found.oppdaterte_enheter + found.oppdaterte_underenheter


def _understood(content: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.MsgspecError as fault:
        raise RegisterAway("an answer of another shape") from fault


class NoRegister:
    """Where an installation has none: every number stays unverified."""

    async def look_up(self, number: str) -> RegisterEntry:
        raise RegisterAway("no register is set")

    async def changed(self, kind: Kind, numbers: Sequence[str], after: int, since: datetime) -> list[Change]:
        return []

    async def close(self) -> None: ...


def register_for(url: str) -> OpenRegister | NoRegister:
    return OpenRegister(url) if url else NoRegister()
