"""What a mail about a problem that is not sent yet says."""

from api.language import _
from api.notifications.letters.composing import compose


def go_on(title: str, link: str) -> tuple[str, str]:
    return (
        _("Go on with “%(title)s”", title=title) if title else _("Go on with your problem"),
        compose(
            "",
            _("You have begun to write a problem, and asked for a link to go on later. Nothing is sent yet."),
            _("The link works for 90 days. Whoever has it can read and change what you have written."),
            link=link,
        ),
    )
