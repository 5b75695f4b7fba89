"""Tables of transitions: closed, with endings, and each thing's table knows every one of its states."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from api.engagements import claim, concern, engagement
from api.errors import WrongState
from api.partnerships import follow_up
from api.problems import problem
from api.routing import flag, referral
from api.states import endings, leading_to, require_step

TABLES: dict[str, tuple[type[StrEnum], Mapping[Any, frozenset[Any]]]] = {
    "problem": (problem.ProblemStatus, problem.TRANSITIONS),
    "referral": (referral.ReferralStatus, referral.TRANSITIONS),
    "flag": (flag.FlagStatus, flag.TRANSITIONS),
    "concern": (concern.ConcernStatus, concern.TRANSITIONS),
    "engagement": (engagement.EngagementStatus, engagement.TRANSITIONS),
    "claim": (claim.ClaimStatus, claim.TRANSITIONS),
    "follow-up": (follow_up.FollowUpStatus, follow_up.TRANSITIONS),
}
each = pytest.mark.parametrize("thing", TABLES)


@each
def test_every_state_has_its_row(thing: str) -> None:
    states, table = TABLES[thing]
    assert set(table) == set(states)


@each
def test_every_state_can_be_reached_and_some_end(thing: str) -> None:
    states, table = TABLES[thing]
    first = next(iter(states))
    reached, edge = {first}, [first]
    while edge:
        new = table[edge.pop()] - reached
        reached |= new
        edge += new
    assert reached == set(states)
    assert list(endings(table))


@each
def test_the_guard_in_sql_says_the_same_as_the_table(thing: str) -> None:
    states, table = TABLES[thing]
    for to in states:
        assert leading_to(table, to) == sorted(state for state in states if to in table[state])


@each
def test_a_step_that_is_not_in_the_table_is_refused_with_what_is(thing: str) -> None:
    states, table = TABLES[thing]
    for state in states:
        for to in states:
            if to in table[state]:
                require_step(table, state, to, "no")
                continue
            with pytest.raises(WrongState) as refused:
                require_step(table, state, to, "no")
            assert refused.value.state == state
            assert refused.value.allowed == tuple(sorted(table[state]))
