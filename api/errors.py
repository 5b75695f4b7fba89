"""What can go wrong in the domain. It knows no HTTP; `problem_details` and the pages put it into words for each door.

Refusal
 ├─ NotFound        no such thing, or none that this visitor may know of
 ├─ SignInNeeded    nobody is signed in, and somebody must be
 ├─ NotAllowed      known to the visitor, but not theirs to do
 ├─ Invalid         faults in what was sent, each with a JSON pointer
 ├─ WrongState      right thing, wrong time; says what can be done instead
 ├─ Conflict        somebody else was first, or the text has changed meanwhile
 ├─ Expired         a code or a link whose time is over
 ├─ TooMany         slow down; says for how long
 └─ Unavailable     a part that this needs is away for the moment
"""

from collections.abc import Iterable

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One thing to mend. `pointer` is an RFC 6901 JSON pointer into what was sent (`/contact/email`)."""

    pointer: str
    detail: str


class Refusal(Exception):
    """Base of all of them; the text is for the visitor, in the visitor's language."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said)
        self.said = said


class NotFound(Refusal):
    pass


class SignInNeeded(Refusal):
    pass


class NotAllowed(Refusal):
    pass


class Invalid(Refusal):
    def __init__(self, faults: Iterable[Fault], said: str = "") -> None:
        super().__init__(said)
        self.faults = tuple(faults)


class Malformed(Invalid):
    """It could not be read at all, so there is no field to point at but the whole."""


class WrongState(Refusal):
    def __init__(self, said: str, *, state: str, allowed: Iterable[str]) -> None:
        super().__init__(said)
        self.state = state
        self.allowed = tuple(sorted(allowed))


class Conflict(Refusal):
    pass


class Expired(Refusal):
    pass


class TooMany(Refusal):
    def __init__(self, said: str, *, retry_after: int) -> None:
        super().__init__(said)
        self.retry_after = retry_after


class Unavailable(Refusal):
    pass


class Away(Exception):
    """A server that we lean on is away. It is no fault of what waits for it, so that is tried again for days.

    Only what happens after an answer meets it; a visitor is told `Unavailable`.
    """
