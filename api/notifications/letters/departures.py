"""What a mail says when somebody has left."""

from api.language import _, many
from api.notifications.letters.composing import compose


def received(name: str, left: str, lines: list[str]) -> tuple[str, str]:
    listed = "\n".join(f"- {line}" for line in lines)
    return (
        many("%(name)s has left: %(count)s thing is yours now", "%(name)s has left: %(count)s things are yours now",
             len(lines), name=left),
        compose(name, _("This is the whole list. What was said and done before stands on each page:"), listed),
    )  # fmt: skip
