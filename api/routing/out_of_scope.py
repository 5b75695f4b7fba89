"""What people also send, though no department can work on it: the matching knows it as it knows the departments.

`outside.json` has a kind of such texts each in the form of a department's file, written for the program as everything
it ships with. A text that is closer to one of these than to any department goes to the broker desk, where a person
looks at it.
"""

from functools import cache
from pathlib import Path

import msgspec

from api.departments.catalogue import Concept, Examples
from api.language import Language, Words
from api.routing.ranking import Profile, ProfileConcept

FILE = Path(__file__).parent / "outside.json"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    concepts: list[Concept]
    examples: Examples


def outside_profiles() -> list[Profile]:
    """Profiles of what nobody at a university works on, in the same form as a department's."""
    return list(_profiles())


@cache
def _profiles() -> tuple[Profile, ...]:
    kinds = msgspec.json.decode(FILE.read_bytes(), type=list[Kind])
    return tuple(_profile(kind) for kind in kinds)


def _profile(kind: Kind) -> Profile:
    nb, nn, en = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH
    return Profile(
        f"outside:{kind.kind}",
        [],
        Words(kind.kind, kind.kind, kind.kind),
        [ProfileConcept({nb: each.nb, nn: each.nn, en: each.en}, each.w) for each in kind.concepts],
        {nb: kind.examples.nb, nn: kind.examples.nn, en: kind.examples.en},
    )
