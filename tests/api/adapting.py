"""What departments make of problems beside yes and no, for the state machine: drawn from by `test_lives`."""

from collections.abc import Sequence
from typing import Any

from api.departments.term import next_terms
from api.engagements import concern
from api.engagements.concern import ConcernAnswer, Reporting
from api.routing import calling_in, flagging, holding, joining, rewording, splitting
from api.routing.calling_in import CallIn
from api.routing.flag import FlagKind, GoesAhead, Opinion, Raising, Resolution
from api.routing.holding import Consent, Hold
from api.routing.joining import Join
from api.routing.rewording import Rewording
from api.routing.splitting import Part, Split
from db.database import Transaction
from tests import stories
from tests.api.lives import CODES, MONDAY, PROBLEM, REFERRAL, Lives

CHAPTERS = ("to hold", "held", "flagged", "asked to advise")
LATER = Hold(next_terms(MONDAY.date())[-1], "Full.")
HOLD_ASKED = """
select p.reference from referral r join problem p on p.id = r.problem_id
where r.status = 'asked' and r.hold_term is not null and cardinality($1::text[]) >= 0 order by r.id desc limit 2"""
FLAG = "select f.id from flag f order by f.status = any($1) desc, f.id desc limit 2"
CONCERN = "select c.id from concern c order by c.status = any($1) desc, c.id desc limit 2"


class Adapting(Lives):
    async def begins_adapted(self, tx: Transaction, chapter: str) -> None:
        (idi,) = await stories.referred_to(tx, "IDI")
        contact = self.house.actors["IDI"]
        if chapter in ("to hold", "held"):
            await holding.propose(tx, contact, idi.id, LATER)
        if chapter == "held":
            await holding.consent(tx, self.house.actors["company"], idi.reference, Consent(True))
        if chapter in ("flagged", "asked to advise"):
            asked = "KULT" if chapter == "asked to advise" else None
            await flagging.raise_flag(tx, contact, idi.id, Raising(FlagKind.ETHICS, "Hm?", asked))

    def is_adapted(self, number: int, wrong: str | None, verb: str, to: str) -> None:
        """Held, taken up, split, joined, reworded, shared: whatever a department makes of it beside yes and no."""
        found = self.pick(REFERRAL, number, "held" if verb == "take up" else "waiting")
        if found is None:
            return
        other = self.pick(PROBLEM, number + 1, "waiting", "engaged")["reference"]
        parts = Split([Part("One", "half", to), Part("Other", "half", "KULT")], "Two questions.")
        verbs = {
            "hold": lambda tx, actor: holding.propose(tx, actor, found["id"], LATER),
            "take up": lambda tx, actor: holding.take_up(tx, actor, found["id"]),
            "split": lambda tx, actor: splitting.split(tx, actor, found["id"], parts),
            "join": lambda tx, actor: joining.join(tx, actor, found["id"], Join(other, "The same.")),
            "reword": lambda tx, actor: rewording.reword(tx, actor, found["id"], Rewording("Ours", "words")),
            "call in": lambda tx, actor: calling_in.call_in(tx, actor, found["id"], CallIn(to, "Both.")),
            "flag": lambda tx, actor: flagging.raise_flag(tx, actor, found["id"], Raising(FlagKind.ETHICS, "Hm?")),
            "ask to advise": lambda tx, actor: flagging.raise_flag(
                tx, actor, found["id"], Raising(FlagKind.ETHICS, "Hm?", to)
            ),
        }
        self.attempt(verbs[verb], found["code"], wrong)

    def consents(self, number: int, wrong: str | None, yes: bool) -> None:
        found = self.pick(HOLD_ASKED, number)
        if found is not None:
            self.attempt(
                lambda tx, actor: holding.consent(tx, actor, found["reference"], Consent(yes)), "company", wrong
            )

    def is_settled(self, number: int, wrong: str | None, verb: str) -> None:
        found = self.pick(FLAG, number, "asked" if verb == "advise" else "raised", "advised")
        if found is None:
            return
        verbs = {
            "advise": lambda tx, actor: flagging.advise(tx, actor, found["id"], Opinion("Yes.", GoesAhead.YES)),
            "resolve": lambda tx, actor: flagging.resolve(tx, actor, found["id"], Resolution("Settled.")),
        }
        self.attempt(verbs[verb], "DESK", wrong)

    def is_worried_about(self, number: int, wrong: str | None, answered: bool) -> None:
        found = self.pick(CONCERN if answered else PROBLEM, number, "reported")
        if found is None:
            return
        if answered:
            answer = ConcernAnswer("We have talked.")
            self.attempt(lambda tx, actor: concern.resolve(tx, actor, found["id"], answer), "DESK", wrong)
        else:
            told = Reporting(found["reference"], "Hm.")
            self.attempt(lambda tx, actor: concern.report(tx, actor, told), "company", wrong)


def adapting(numbers: Sequence[int], wrong: Sequence[str | None]) -> dict[str, dict[str, Sequence[Any]]]:
    return {
        "is_adapted": {
            "number": numbers,
            "wrong": wrong,
            "verb": ["hold", "hold", "take up", "split", "join", "reword", "call in", "flag", "ask to advise"],
            "to": [*CODES, "DESK"],
        },
        "consents": {"number": numbers, "wrong": wrong, "yes": [True, True, False]},
        "is_settled": {"number": numbers, "wrong": wrong, "verb": ["advise", "resolve", "resolve"]},
        "is_worried_about": {"number": numbers, "wrong": wrong, "answered": [True, False]},
    }
