"""What a mail about a follow-up says."""

from api.language import _
from api.notifications.letters.composing import compose


def follow_up_due(name: str, organisation: str, title: str, link: str) -> tuple[str, str]:
    return (
        _("Time to get in touch with %(organisation)s", organisation=organisation),
        compose(
            name,
            _("They worked with you on “%(title)s”. Ask how it went, and what comes next. It takes a minute:",
              title=title),
            link=link,
        ),
    )  # fmt: skip
