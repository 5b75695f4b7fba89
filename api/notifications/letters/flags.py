"""What a mail about a flag or a note between departments says."""

from api.language import _
from api.notifications.letters.composing import compose
from api.routing.flag import GOES_AHEAD_WORDS, KIND_WORDS, Flag
from api.routing.notes import Note


def opinion_wanted(name: str, flag: Flag, link: str) -> tuple[str, str]:
    return (
        _("Your opinion on “%(title)s”", title=flag.title),
        compose(
            name,
            _("%(name)s at %(unit)s asks what you think before they answer %(organisation)s. It is about: %(kind)s.",
              name=flag.raised_name, unit=flag.unit_code, organisation=flag.organisation_name,
              kind=_(KIND_WORDS[flag.kind]).lower()),
            flag.note,
            _("Read it, and say in a few words if it can go ahead:"),
            link=link,
        ),
    )  # fmt: skip


def opinion_given(name: str, flag: Flag, link: str) -> tuple[str, str]:
    verdict = _(GOES_AHEAD_WORDS[flag.goes_ahead]) if flag.goes_ahead else ""
    return (
        _("A second opinion on “%(title)s”", title=flag.title),
        compose(
            name,
            _("%(name)s writes: %(verdict)s.", name=flag.opinion_name or "", verdict=verdict),
            flag.opinion or "",
            _("You can settle the question now:"),
            link=link,
        ),
    )


def note_written(name: str, title: str, note: Note, link: str) -> tuple[str, str]:
    return (
        _("A note on “%(title)s”", title=title),
        compose(
            name,
            _("%(name)s writes, for those at the university alone:", name=note.author_name),
            note.body,
            _("Answer here:"),
            link=link,
        ),
    )
