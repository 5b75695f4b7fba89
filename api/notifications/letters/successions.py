"""What a mail about departments that change says."""

from api.language import Words, _, within
from api.notifications.letters.composing import compose


def unit_changes(name: str, unit: Words, after: list[Words], day: str, reason: str, link: str) -> tuple[str, str]:
    becomes = (
        _("From %(day)s it is: %(names)s.", day=day, names=", ".join(str(one) for one in after))
        if after
        else _("It gets a new name on %(day)s.", day=day)
    )
    return (
        _("%(unit)s changes", unit=within(unit)),
        compose(
            name,
            becomes,
            _("The reason: %(reason)s", reason=reason),
            _("You need do nothing: what is open, and you with it, follows on that day. Until then all is as it was."),
            link=link,
        ),
    )
