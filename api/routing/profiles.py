"""The departments' profiles as the database holds them now, and the router that stands on them."""

import hashlib
from collections import defaultdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.language import Language, Words
from api.routing import queries
from api.routing.learnt import Learnt, followed
from api.routing.matching import Router
from api.routing.models import adopted_weights
from api.routing.ranking import Profile, ProfileConcept
from db.database import Transaction


class _Unit(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    campus: list[str]
    name_nb: str
    name_nn: str
    name_en: str


class _Successor(msgspec.Struct, frozen=True):
    code: str
    successor: str


SUCCESSORS = """
select u.code, s.code as successor from unit_successor x
join unit u on u.id = x.unit_id join unit s on s.id = x.successor_id
where u.valid_to is not null order by u.code, x.place limit 5000
"""


class _Example(msgspec.Struct, frozen=True):
    unit_id: UUID
    language: Language
    text: str


class Profiles(NamedTuple):
    """`version` is made from what they say: it changes when a word, a weight or an example does, and not otherwise.

    It names what has been learnt, too, once anything has.
    """

    every: list[Profile]
    version: str
    learnt: Learnt

    def router(self) -> Router:
        return Router(self.every, version=self.version, learnt=self.learnt)


async def read_profiles(tx: Transaction, on: date) -> Profiles:
    """Those of the departments that are valid on the day."""
    units = await tx.rows(_Unit, queries.ALL_PROFILES, on)
    concepts: dict[UUID, list[ProfileConcept]] = defaultdict(list)
    for row in await tx.rows(queries.UnitConcept, queries.ALL_CONCEPTS):
        labels = {
            Language.BOKMAL: row.labels_nb,
            Language.NYNORSK: row.labels_nn,
            Language.ENGLISH: row.labels_en,
        }
        concepts[row.unit_id].append(ProfileConcept(labels, row.weight))
    examples: dict[UUID, dict[Language, list[str]]] = defaultdict(lambda: {language: [] for language in Language})
    for example in await tx.rows(_Example, queries.ALL_EXAMPLES):
        examples[example.unit_id][example.language].append(example.text)
    every = [
        Profile(u.code, u.campus, Words(u.name_nb, u.name_nn, u.name_en), concepts[u.id], examples[u.id]) for u in units
    ]
    digest = hashlib.sha256(msgspec.json.encode(every)).hexdigest()[:12]
    learnt = await adopted_weights(tx)
    if learnt.weights:
        learnt = followed(learnt, [(row.code, row.successor) for row in await tx.rows(_Successor, SUCCESSORS)])
    version = f"profiles-{digest}+{learnt.version}" if learnt.version else f"profiles-{digest}"
    return Profiles(every, version, learnt)


async def load_router(tx: Transaction, on: date) -> Router:
    """Its version names the profiles it was built from, and what was learnt."""
    return (await read_profiles(tx, on)).router()
