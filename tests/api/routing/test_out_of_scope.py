"""What the desk gets: the shipped texts from outside, each unknown to the matching that reads it."""

import msgspec

from api.departments.catalogue import read_catalogue
from api.routing.matching import Router
from api.routing.out_of_scope import outside_profiles
from api.routing.profiles_from_catalogue import profiles_of
from api.routing.ranking import Outcome

TENTHS = range(0, 10, 2)
MEASURED = 0.945  # of all texts, a tenth left out at a time; `OUTSIDE` and `GRACE` were chosen by it


def test_left_out_texts_go_to_the_desk() -> None:
    departments, kinds = profiles_of(read_catalogue()), outside_profiles()
    sent: list[bool] = []
    for tenth in TENTHS:
        left: list[str] = []
        kept = []
        for kind in kinds:
            left += [text for texts in kind.examples.values() for text in texts[tenth::10]]
            examples = {
                language: [text for at, text in enumerate(texts) if at % 10 != tenth]
                for language, texts in kind.examples.items()
            }
            kept.append(msgspec.structs.replace(kind, examples=examples))
        router = Router(departments, outside=kept)
        sent += [router.rank("", text).outcome is Outcome.DESK for text in left]
    assert sum(sent) / len(sent) >= MEASURED - 0.03


def test_every_kind_says_enough_and_nothing_twice() -> None:
    texts = [text for kind in outside_profiles() for each in kind.examples.values() for text in each]
    assert len(set(texts)) == len(texts)
    assert all(len(each) >= 20 for kind in outside_profiles() for each in kind.examples.values())
