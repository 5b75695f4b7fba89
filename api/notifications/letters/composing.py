"""The frame of every mail."""

from api.language import _


def compose(name: str, *paragraphs: str, link: str | None = None) -> str:
    greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    parts = [greeting, *(p for p in paragraphs if p), *([link] if link else []), _("Brobygger")]
    return "\n\n".join(parts)
