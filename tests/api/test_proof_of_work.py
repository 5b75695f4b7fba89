"""Work counts once, in time, and only for a riddle of ours."""

import base64
import hashlib
import itertools
from datetime import timedelta

import msgspec
import pytest

from api import proof_of_work
from api.proof_of_work import Challenge, Proof
from db.database import Database, Transaction
from tests.conftest import Clock

SECRET = "5e" * 32


def solved(challenge: Challenge) -> Proof:
    """As a browser does it: one number after another."""
    number = next(
        n
        for n in itertools.count()
        if hashlib.sha256(f"{challenge.salt}{n}".encode()).hexdigest() == challenge.challenge
    )
    return Proof(challenge.algorithm, challenge.challenge, number, challenge.salt, challenge.signature)


def packed(proof: Proof) -> str:
    return base64.b64encode(msgspec.json.encode(proof)).decode()


async def test_honest_work_counts_once(tx: Transaction) -> None:
    proof = solved(proof_of_work.new_challenge(SECRET, tx.now, 200))
    assert await proof_of_work.spend(tx, SECRET, packed(proof))
    assert not await proof_of_work.spend(tx, SECRET, packed(proof))


async def test_work_for_another_s_riddle_counts_nothing(tx: Transaction) -> None:
    own = solved(proof_of_work.new_challenge("another secret", tx.now, 200))
    assert not await proof_of_work.spend(tx, SECRET, packed(own))


@pytest.mark.parametrize("change", ["number", "salt", "algorithm", "split", "expires"])
async def test_work_that_was_tampered_with_counts_nothing(tx: Transaction, change: str) -> None:
    proof = solved(proof_of_work.new_challenge(SECRET, tx.now, 200))
    number, salt = str(proof.number), proof.salt
    changed = {
        "number": {"number": proof.number + 1},
        "salt": {"salt": f"x{salt}"},
        "algorithm": {"algorithm": "SHA-1"},
        "split": {"salt": salt + number[0], "number": int(number[1:] or 0)},
        "expires": {"salt": salt.replace("expires=", "expires=9")},
    }[change]
    assert not await proof_of_work.spend(tx, SECRET, packed(msgspec.structs.replace(proof, **changed)))
    assert await proof_of_work.spend(tx, SECRET, packed(proof)), "the honest one still counts"


@pytest.mark.parametrize("sent", ["", "x", "AAAA", "e30=", base64.b64encode(b'{"salt": 1}').decode(), "æ" * 9000])
async def test_nonsense_counts_nothing(tx: Transaction, sent: str) -> None:
    assert not await proof_of_work.spend(tx, SECRET, sent)


async def test_work_that_comes_too_late_counts_nothing_and_is_forgotten(database: Database, clock: Clock) -> None:
    now = await clock.set("2026-11-23T09:00:00+01:00")
    early, late = (solved(proof_of_work.new_challenge(SECRET, now, 200)) for _twin in range(2))
    async with database.transaction() as tx:
        assert await proof_of_work.spend(tx, SECRET, packed(early))
    await clock.set(now + proof_of_work.LIFETIME + timedelta(seconds=1))
    async with database.transaction() as tx:
        assert not await proof_of_work.spend(tx, SECRET, packed(late))
        assert await proof_of_work.forget(tx) == 1
        assert await proof_of_work.forget(tx) == 0
