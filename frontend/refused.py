"""A form that was refused, on a page that has several: which one, what was typed, and what was wrong."""

from typing import Any

import msgspec

from frontend.rendering import Typed


class Refused(msgspec.Struct, frozen=True):
    """`notice`: why nothing was changed, where no single field is to blame."""

    form: str = ""
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    notice: str = ""
    status: int = 200

    def told(self, form: str, **otherwise: Any) -> Typed:
        """What to fill a form with: as it was typed when this is the one, else as it stands."""
        return Typed(self.typed if self.form == form else otherwise)

    def faults(self, form: str) -> Typed:
        return Typed(self.errors if self.form == form else {})

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For `error_summary`; each control's id is its form's name, a dash and its own name."""
        return [(f"{self.form}-{name}" if name else "", said) for name, said in self.errors.items()]


NOTHING_REFUSED = Refused()
