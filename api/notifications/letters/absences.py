"""What a mail says when somebody is away."""

from api.language import Words, _, many, within
from api.notifications.letters.composing import compose


def stand_in(name: str, away: str, titles: list[str], link: str) -> tuple[str, str]:
    listed = "\n".join(f"- {title}" for title in titles)
    return (
        many("%(name)s is away: %(count)s problem is yours now", "%(name)s is away: %(count)s problems are yours now",
             len(titles), name=away),
        compose(name, _("These lie with you until %(name)s is back:", name=away), listed,
                _("The companies see your name. You answer here:"), link=link),
    )  # fmt: skip


def back(name: str, yours: list[str], others: int, link: str) -> tuple[str, str]:
    listed = "\n".join(f"- {title}" for title in yours)
    taken = many(
        "%(count)s problem was taken on by others, who keep it.", "%(count)s problems were taken on by others, who keep"
        " them.", others,
    ) if others else ""  # fmt: skip
    return (
        _("Welcome back"),
        compose(name, _("These are yours again:") if yours else "", listed, taken, link=link),
    )


def unattended(name: str, unit: Words, link: str) -> tuple[str, str]:
    return (
        _("Nobody is there at %(unit)s", unit=within(unit)),
        compose(
            name,
            _("All who answer there are away. Until somebody is back, the desk holds what comes in."),
            _("You can name somebody here:"),
            link=link,
        ),
    )
