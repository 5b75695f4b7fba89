"""What a mail about a problem that a course seeks says."""

from api.language import _
from api.notifications.letters.composing import compose


def need_met(name: str, need: str, organisation: str, title: str, link: str) -> tuple[str, str]:
    return (
        _("A problem that may fit “%(need)s”", need=need),
        compose(
            name,
            _("%(organisation)s has posted “%(title)s”, and it lies with your department.",
              organisation=organisation, title=title),
            _("Talk with the department's contact if your course can use it. You see it here:"),
            link=link,
        ),
    )  # fmt: skip
