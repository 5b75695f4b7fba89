"""Forms: what was typed, and where to go afterwards."""

from typing import Any
from urllib.parse import parse_qs

from litestar import Request, Response
from litestar.datastructures import Cookie


async def typed_into(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What was typed, by field name, as it was typed; a field that was sent more than once is a list."""
    try:
        sent = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def see_other(path: str, cookies: list[Cookie] | None = None) -> Response[None]:
    """After a change: the browser looks at the result, and reloading does nothing twice."""
    return Response(None, status_code=303, headers={"Location": path}, cookies=cookies)


def local_path(text: str | None, otherwise: str) -> str:
    """Where to go after signing in: a path of this site and nothing else."""
    if text and text.startswith("/") and not text.startswith(("//", "/\\")) and "\n" not in text and "\r" not in text:
        return text
    return otherwise
