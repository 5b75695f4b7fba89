"""What the letter of the day says."""

from api.language import _, many
from api.notifications.letters.composing import compose
from api.routing.referral import Referral


def new_problems(name: str, found: list[tuple[Referral, str]], link: str) -> tuple[str, str]:
    """`found`: each with when its answer is due, in words."""
    lines = "\n".join(
        _("%(title)s, %(organisation)s: answer by %(due)s",
          title=one.title, organisation=one.organisation_name, due=due)
        for one, due in found
    )  # fmt: skip
    return (
        many("%(count)s new problem in your inbox", "%(count)s new problems in your inbox", len(found)),
        compose(name, lines, _("Accept, pass on, ask or decline here:"), link=link),
    )
