"""The description of the API: true, complete, and a test of the API in itself."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, cast

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from schemathesis import GenerationMode

from api.settings import Settings
from frontend.site import build
from tests import servers as houses
from tests.alone import alone
from tests.contract.world import furnish
from tests.servers import Servers
from tests.visitors import opened

EVERY_CHECK: Any = list(HealthCheck)
BOUNDS = bounds(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
)

# What others rely on. There are no webhooks yet.
PROMISED = """
POST /problems
POST /problems/{reference}/confirmation
GET /problems/{reference}
POST /problems/{reference}/answers
POST /routing/preview
GET /departments
GET /departments/{code}
GET /referrals
POST /referrals/{referral_id}/acceptance
POST /referrals/{referral_id}/decline
POST /referrals/{referral_id}/redirection
POST /referrals/{referral_id}/question
GET /engagements
POST /engagements/{reference}/claims
POST /claims/{claim_id}/offer
POST /claims/{claim_id}/acceptance
POST /claims/{claim_id}/decline
POST /claims/{claim_id}/withdrawal
POST /engagements/{reference}/start
POST /engagements/{reference}/completion
POST /engagements/{reference}/cancellation
GET /partnerships
GET /partnerships/{organisation_id}
GET /partnerships/{organisation_id}/timeline
GET /partnerships/{organisation_id}/lineage
GET /follow-ups
POST /follow-ups/{follow_up_id}/completion
GET /metrics
GET /metrics/{name}
"""


async def description(api: httpx.AsyncClient) -> dict[str, Any]:
    return (await api.get("/api/v1/openapi.json")).json()


async def test_it_is_openapi_31_and_lists_every_promised_call(api: httpx.AsyncClient) -> None:
    told = await description(api)
    assert told["openapi"].startswith("3.1")
    there = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in told["paths"].items()
        for method in methods
    }
    assert {line for line in PROMISED.splitlines() if line} <= there
    assert not [path for path in told["paths"] if not path.startswith("/api/v1/")], "pages and tools are no part of it"


async def test_every_call_has_a_name_of_its_own_and_says_what_it_takes(api: httpx.AsyncClient) -> None:
    told = await description(api)
    calls = [(path, method, call) for path, methods in told["paths"].items() for method, call in methods.items()]
    names = [call["operationId"] for _path, _method, call in calls]
    assert len(set(names)) == len(names)
    needs_body = {"postProblem", "post_problem", "accept_referral", "claim_engagement", "complete_follow_up"}
    assert needs_body & set(names) <= {call["operationId"] for _p, _m, call in calls if call.get("requestBody")}


async def test_a_page_of_a_list_looks_the_same_everywhere(api: httpx.AsyncClient) -> None:
    for path in ("/api/v1/departments", "/api/v1/engagements"):
        assert {"items", "next_cursor"} <= set((await api.get(path)).json())


Send = Callable[[dict[str, Any], dict[str, str]], httpx.Response]


@pytest.fixture(scope="module")
def send(servers: Servers, _plain_settings: Settings) -> Iterator[Send]:
    """Calls an application of its own; what is stored there is nobody's business."""
    with alone() as loop:
        address = loop.enter(houses.cloned(servers))
        app = loop.enter(opened(build(msgspec.structs.replace(_plain_settings, database_url=address))))
        loop.run(_furnish(app))

        def call(request: dict[str, Any], cookies: dict[str, str]) -> httpx.Response:
            async def work() -> httpx.Response:
                transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
                own = {"base_url": "http://127.0.0.1:8000", "cookies": cookies, "transport": transport}
                async with httpx.AsyncClient(**own) as client:
                    return await client.request(**request)

            return loop.run(work())

        yield call


def _sendable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(part if part is None else _sendable(part) for part in value)
    return value if isinstance(value, str | bytes) else str(value)


async def _furnish(app: Litestar) -> None:
    await furnish(app.state.database)


# Who may do little and who may do much: a fault may hide behind the check of who asks.
@pytest.mark.parametrize("who", ["", "kontakt.idi@example.org"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_fits_the_description_or_misses_it_is_never_our_fault(
    send: Send, who: str, mode: GenerationMode
) -> None:
    told = send({"method": "GET", "url": "/api/v1/openapi.json"}, {}).json()
    cookies: dict[str, str] = {}
    if who:
        signed_in = send({"method": "POST", "url": "/dev/sign-in", "json": {"email": who}}, {})
        cookies = {"session": signed_in.cookies["session"]}
    ours: list[str] = []
    sent = 0
    for found in schemathesis.openapi.from_dict(told).get_all_operations():
        operation = cast("Any", found).ok()
        if operation is None or operation.label == "DELETE /api/v1/sign-in":
            continue

        @BOUNDS
        @given(operation.as_strategy(generation_mode=mode))
        def any_call(case: schemathesis.Case) -> None:
            nonlocal sent
            request = {k: v for k, v in case.as_transport_kwargs().items() if v is not None and k != "cookies"}
            if isinstance(request.get("data"), str | bytes):
                request["content"] = request.pop("data")
            if isinstance(request.get("files"), list):
                # httpx sends texts and bytes; what was made up may be a number.
                request["files"] = [(name, _sendable(value)) for name, value in request["files"]]
            answer = send(request, cookies)
            sent += 1
            if answer.status_code >= 500:
                ours.append(f"{request}: {answer.status_code} {answer.text[:300]}")

        with contextlib.suppress(Unsatisfiable):
            any_call()
    assert ours == []
    assert sent > 100
