"""What time alone sets going: each line names one domain verb, and the minutes at which the worker runs it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from api import idempotency, proof_of_work
from api.engagements import clock as engagement_clock
from api.notifications import digest, receiving
from api.organisations import verifying
from api.partnerships import following_up, inheriting
from api.problems import draft
from api.routing import answer_link, clock, digesting, fitting, holding, standing_in
from db import outbox
from db.database import Transaction


class Line(NamedTuple):
    """`run` says how many things it did; zero is an honest answer."""

    name: str
    run: Callable[[Transaction], Awaitable[int]]
    minutes: frozenset[int]
    hours: frozenset[int] | None = None


EVERY_MINUTE = frozenset(range(60))
EVERY_QUARTER = frozenset({0, 15, 30, 45})

SCHEDULE = (
    Line("let departments change on their day", inheriting.take_effect, EVERY_MINUTE),
    Line("give back to those who are here again", standing_in.end, EVERY_MINUTE),
    Line("hand over what those who are away hold", standing_in.begin, EVERY_MINUTE),
    Line("work the clock of engagements", engagement_clock.work, EVERY_QUARTER),
    # After what may put a problem in front of a unit, so that its alarm is set in the same round.
    Line("work the clock of referrals", clock.work, EVERY_MINUTE),
    Line("gather new problems into digests", digesting.gather, EVERY_MINUTE),
    Line("wake what was held until now", holding.wake_due, EVERY_QUARTER),
    Line("tell of follow-ups that are due", following_up.notify_due, EVERY_QUARTER),
    Line("learn from decisions", fitting.learn_from_decisions, frozenset({23}), hours=frozenset({2})),
    Line("ask the register", verifying.ask_due, EVERY_MINUTE),
    Line("read what has changed in the register", verifying.ask_for_changes, frozenset({41})),
    Line("forget numbers that were only typed", verifying.forget_unneeded, frozenset({17})),
    Line("gather the letters of the day", digest.gather, frozenset({5}), hours=frozenset({6})),
    Line("forget links in old letters", answer_link.forget, frozenset({37})),
    Line("forget answers to repeated requests", idempotency.forget, frozenset({11})),
    Line("forget drafts that nobody goes on with", draft.forget, frozenset({17})),
    Line("forget spent proofs of work", proof_of_work.forget, frozenset({19})),
    Line("forget that mails have come", receiving.forget, frozenset({17})),
    Line("forget settled facts", outbox.forget_settled, frozenset({7})),
)
