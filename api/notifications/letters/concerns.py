"""What a mail about a concern says."""

from api.engagements.concern import Concern
from api.language import _
from api.notifications.letters.composing import compose


def reported(name: str, concern: Concern, link: str) -> tuple[str, str]:
    return (
        _("A concern about “%(title)s”", title=concern.title),
        compose(
            name,
            _("Somebody has reported a concern. Only the desk sees who:"),
            concern.text,
            _("Read it, and answer here:"),
            link=link,
        ),
    )


def resolved(concern: Concern, link: str) -> tuple[str, str]:
    return (
        _("Your concern about “%(title)s”", title=concern.title),
        compose(
            concern.reporter_name,
            _("You told us of something that worried you. %(name)s at the broker desk answers:",
              name=concern.resolved_name or ""),
            concern.resolution or "",
            link=link,
        ),
    )  # fmt: skip
