"""Moving a thing from state to state by the table that stands beside its enum."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from api.errors import WrongState

State = TypeVar("State", bound=StrEnum)

Transitions = Mapping[State, frozenset[State]]


def require_step(transitions: "Mapping[State, frozenset[State]]", state: State, to: State, said: str) -> None:
    """`WrongState` unless the table has an arrow from `state` to `to`."""
    if to not in transitions[state]:
        raise WrongState(said, state=state.value, allowed=(s.value for s in transitions[state]))


def leading_to(transitions: "Mapping[State, frozenset[State]]", to: State) -> list[str]:
    """The states with an arrow to `to`: what an `UPDATE ... WHERE status = ANY($n)` guards with."""
    return sorted(state.value for state, following in transitions.items() if to in following)


def endings(transitions: "Mapping[State, frozenset[State]]") -> Iterable[State]:
    """States that nothing leaves."""
    return (state for state, following in transitions.items() if not following)
