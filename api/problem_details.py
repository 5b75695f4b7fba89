"""One table from what can go wrong to RFC 9457 `application/problem+json`, in the reader's language.

A `type` is stable and can be programmed against; title and detail are for people.
"""

import logging
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import UNSET, UnsetType

from api import errors
from api.body import WrongMediaType
from api.errors import Fault
from api.language import _, later

MEDIA_TYPE = "application/problem+json"

log = logging.getLogger(__name__)


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """`errors` names each faulty field by a JSON pointer; `state` and `allowed` say what is possible instead."""

    type: str
    title: str
    status: int
    detail: str | UnsetType = UNSET
    errors: list[Fault] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET


# Most particular first: (error, status, type, title)
TABLE: tuple[tuple[type[errors.Refusal], int, str, str], ...] = (
    (errors.NotFound, 404, "not-found", later("There is nothing here, or nothing that you can see.")),
    (errors.SignInNeeded, 401, "sign-in-needed", later("Sign in first.")),
    (errors.NotAllowed, 403, "not-allowed", later("This is not yours to do.")),
    (WrongMediaType, 415, "wrong-media-type", later("This can't be read in that format.")),
    (errors.Malformed, 400, "malformed", later("This could not be read.")),
    (errors.Invalid, 422, "invalid", later("Some of this needs mending.")),
    (errors.WrongState, 409, "wrong-state", later("This can't be done as things stand now.")),
    (errors.Conflict, 409, "conflict", later("Somebody else was first.")),
    (errors.Expired, 410, "expired", later("This is no longer valid.")),
    (errors.TooMany, 429, "too-many", later("That was a lot in a short time.")),
    (errors.Unavailable, 503, "unavailable", later("A part that this needs is away for the moment.")),
)

BY_STATUS = {
    400: ("malformed", later("This could not be read.")),
    401: ("sign-in-needed", later("Sign in first.")),
    403: ("not-allowed", later("This is not yours to do.")),
    404: ("not-found", later("There is nothing here, or nothing that you can see.")),
    405: ("wrong-method", later("This address does not do that.")),
    413: ("too-large", later("This is more than we take in one go.")),
    415: ("wrong-media-type", later("This can't be read in that format.")),
    429: ("too-many", later("That was a lot in a short time.")),
    503: ("unavailable", later("A part that this needs is away for the moment.")),
}

FAULT_OF_OURS = ("our-fault", later("Something went wrong on our side. It has been noted; try again in a while."))


def describe(error: Exception) -> ProblemDetails:
    """What to tell a visitor about any exception at all; the ones we did not foresee tell nothing of our insides."""
    for kind, status, name, title in TABLE:
        if isinstance(error, kind):
            return _of_refusal(error, status, name, _(title))
    if isinstance(error, ValidationException):
        return ProblemDetails(_type("invalid"), _("Some of this needs mending."), 422, errors=_of_parameters(error))
    if isinstance(error, HTTPException) and error.status_code in BY_STATUS:
        name, title = BY_STATUS[error.status_code]
        return ProblemDetails(_type(name), _(title), error.status_code)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return ProblemDetails(_type("refused"), _("This could not be done."), error.status_code)
    name, title = FAULT_OF_OURS
    return ProblemDetails(_type(name), _(title), 500)


def _type(name: str) -> str:
    return f"urn:brobygger:problem:{name}"


def _of_refusal(error: errors.Refusal, status: int, name: str, title: str) -> ProblemDetails:
    faults = list(error.faults) if isinstance(error, errors.Invalid) else UNSET
    state, allowed = (error.state, list(error.allowed)) if isinstance(error, errors.WrongState) else (UNSET, UNSET)
    return ProblemDetails(_type(name), title, status, error.said or UNSET, faults, state, allowed)


def _of_parameters(error: ValidationException) -> list[Fault]:
    extra: Any = error.extra
    keys = [str(item.get("key", "")) for item in extra if isinstance(item, dict)] if isinstance(extra, list) else []  # pyright: ignore
    said = _("This is not the kind of value that belongs here.")
    return [Fault(f"/{key.replace('.', '/')}" if key else "", said) for key in keys] or [Fault("", said)]


def headers_for(error: Exception) -> dict[str, str]:
    if isinstance(error, errors.TooMany):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, errors.Unavailable):
        return {"Retry-After": "10"}
    if isinstance(error, errors.SignInNeeded):
        return {"WWW-Authenticate": "Bearer"}
    return {}


def answer_with_details(request: Request[Any, Any, Any], error: Exception) -> Response[ProblemDetails]:
    details = describe(error)
    if details.status >= 500:
        log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return Response(details, status_code=details.status, media_type=MEDIA_TYPE, headers=headers_for(error))
