"""Proof of work against spam, in ALTCHA's protocol (version 1): a machine spends a second, a person nothing.

No third party is asked. The server keeps nothing of a challenge until its answer is spent, once.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qs

import msgspec
from msgspec import Meta

from db.database import Transaction

ALGORITHM = "SHA-256"
LARGEST = 60_000  # about a second in a browser of 2026, half of that on the average
LIFETIME = timedelta(minutes=30)

SPEND = "insert into spent_proof (challenge, expires_at) values ($1, $2) on conflict do nothing"

FORGET = """
delete from spent_proof where ctid in (
    select ctid from spent_proof where expires_at <= $1 order by expires_at limit 5000
)
"""


class Challenge(msgspec.Struct, frozen=True, rename={"largest": "maxnumber"}):
    algorithm: str
    challenge: str
    largest: int
    salt: str
    signature: str


class Proof(msgspec.Struct, frozen=True):
    """What a browser sends back: the challenge with the number that it has found."""

    algorithm: str
    challenge: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    number: Annotated[int, Meta(ge=0)]
    salt: Annotated[str, Meta(max_length=200)]
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"proof of work:{secret}".encode()).digest()


def _signed(secret: str, challenge: str) -> str:
    return hmac.new(_key(secret), challenge.encode(), hashlib.sha256).hexdigest()


def _answer(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def new_challenge(secret: str, now: datetime, largest: int = LARGEST) -> Challenge:
    """The salt ends with `&`, so that no digit of the number can be moved into it."""
    salt = f"{secrets.token_hex(12)}?expires={int((now + LIFETIME).timestamp())}&"
    challenge = _answer(salt, secrets.randbelow(largest + 1))
    return Challenge(ALGORITHM, challenge, largest, salt, _signed(secret, challenge))


def read_proof(text: str) -> Proof | None:
    """From the base64 of JSON that the protocol sends; None for whatever else was sent."""
    try:
        raw = msgspec.convert(text, bytes)
        return msgspec.json.decode(raw, type=Proof)
    except (msgspec.MsgspecError, ValueError):
        return None


def _expires(salt: str) -> datetime | None:
    told = parse_qs(salt.partition("?")[2]).get("expires", [""])[0]
    return datetime.fromtimestamp(int(told), tz=UTC) if told.isascii() and told.isdigit() and len(told) < 12 else None


async def spend(tx: Transaction, secret: str, sent: str) -> bool:
    """Whether this is honest work for a challenge of ours, in time and for the first time; it counts no second time."""
    proof = read_proof(sent)
    if proof is None or proof.algorithm != ALGORITHM or not proof.salt.endswith("&"):
        return False
    expires = _expires(proof.salt)
    if expires is None or expires <= tx.now:
        return False
    if not hmac.compare_digest(_signed(secret, proof.challenge), proof.signature):
        return False
    if _answer(proof.salt, proof.number) != proof.challenge:
        return False
    return await tx.run(SPEND, proof.challenge, expires) == 1


async def forget(tx: Transaction) -> int:
    """Pieces of work that are too old to be sent again anyway."""
    return await tx.run(FORGET, tx.now)
