"""What surrounds every request: its language, where it may come from, and what its answer's headers say."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from litestar.connection import ASGIConnection
from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Fault, Malformed, NotAllowed
from api.identity import LANGUAGE_COOKIE, chosen_language
from api.language import Language, _, preferred, speak

if TYPE_CHECKING:
    from api.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _cookies(headers: Headers) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    return {name: value for name, _equals, value in pairs}


def refuse_cross_origin(method: str, headers: Headers) -> None:
    """A form on another site can send our cookies along; a browser says where a request comes from, so we ask it.

    `Sec-Fetch-Site` first, `Origin` where a browser is too old to send that; a client that sends neither is no browser.
    """
    if method in SAFE_METHODS or headers.get("authorization"):
        return
    site = headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = headers.get("origin")
    same_host = origin is not None and origin.partition("://")[2] == headers.get("host")
    if site is not None or (origin is not None and not same_host):
        raise NotAllowed(_("This was sent from another site, so we did not do it."))


def refuse_unsound(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard before every handler."""
    scope: Any = connection.scope
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise Malformed([Fault("", _("This can't be read as it stands."))])
    refuse_cross_origin(scope.get("method", "GET"), connection.headers)


class Wrapping:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: "Settings") -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "state" not in scope:
            scope["state"] = {}
        headers = Headers.from_scope(scope)
        query = parse_qs(scope["query_string"].decode("latin-1")).get("language", [None])[0]
        cookie = _cookies(headers).get(LANGUAGE_COOKIE)
        wished = chosen_language(query, cookie) or preferred(headers.get("accept-language", ""))
        speak(wished or Language(self.settings.locale))
        scope["state"]["chose_language"] = query if query in set(Language) else None
        scope["state"]["language_is_chosen"] = chosen_language(query, cookie) is not None

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(scope, MutableScopeHeaders.from_message(message))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add_headers(self, scope: Any, headers: MutableScopeHeaders) -> None:
        for name, value in {**HEADERS, **scope["state"].get("rate_limit", {})}.items():
            if name not in headers:
                headers[name] = value
        if not self.settings.development:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if "cache-control" not in headers:
            headers["Cache-Control"] = "no-store"
        if chosen := scope["state"].get("chose_language"):
            secure = "" if self.settings.development else "; Secure"
            headers.add(
                "Set-Cookie", f"{LANGUAGE_COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}"
            )
