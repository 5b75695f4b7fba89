"""The main job through the JSON API alone, as somebody outside would play it; each step says what it leaves."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from tests.people import contact_address
from tests.stories import acceptance_json, as_json
from tests.visitors import Visitors

API = "/api/v1"


async def get(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(API + path, params=query)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    return answer.json()


async def post(client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
    answer = await client.post(API + path, json=body or {})
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


class Journey:
    """One problem on its way. `work` is what the worker does between two calls."""

    def __init__(self, visitors: Visitors, work: Callable[[], Awaitable[object]]) -> None:
        self.visitors = visitors
        self.work = work
        self.problem = ""
        self.key = ""
        self.referral: dict[str, Any] = {}
        self.engagement: dict[str, Any] = {}
        self.claim: dict[str, Any] = {}

    async def mails(self, to: str) -> list[dict[str, Any]]:
        items = (await (await self.visitors.stranger()).get("/dev/mail.json")).json()["items"]
        return [item for item in items if item["to"] == to]

    async def stranger_posts(self, **changes: Any) -> httpx.AsyncClient:
        """The client holds the private link afterwards, as the browser that posted does."""
        company = await self.visitors.stranger()
        made = await post(company, "/problems", as_json(**changes), 201)
        assert made["status"] == "unconfirmed"
        self.problem, self.key = made["reference"], made["follow_url"].partition("key=")[2]
        company.headers["X-Follow-Key"] = self.key
        await self.work()
        return company

    async def types_the_code(self, company: httpx.AsyncClient, to: str = "kari@laks.example") -> None:
        code = (await self.mails(to))[0]["subject"].split()[0]
        confirmed = await post(company, f"/problems/{self.problem}/confirmation", {"code": code})
        assert confirmed["status"] == "submitted"
        await self.work()

    async def holder(self, company: httpx.AsyncClient) -> httpx.AsyncClient:
        """Whoever holds the problem now; their client, with the referral noted."""
        shown = await get(company, f"/problems/{self.problem}")
        code = shown["held_by"]["department_code"]
        client = await self.visitors.signed_in("desk@example.org" if code == "DESK" else contact_address(code))
        inbox = await get(client, "/referrals", state="waiting")
        self.referral = next(r for r in inbox["items"] if r["problem"] == self.problem)
        return client

    async def holder_is(self, code: str, company: httpx.AsyncClient) -> httpx.AsyncClient:
        """Passed on until this department has it."""
        client = await self.holder(company)
        if self.referral["department"]["code"] != code:
            body = {"department": code, "reason": "They know this best."}
            await post(client, f"/referrals/{self.referral['id']}/redirection", body)
            await self.work()
            client = await self.visitors.signed_in(contact_address(code))
            inbox = await get(client, "/referrals", state="waiting")
            self.referral = next(r for r in inbox["items"] if r["problem"] == self.problem)
        return client

    async def accepts(self, contact: httpx.AsyncClient, **changes: Any) -> None:
        body = acceptance_json(**changes)
        self.engagement = await post(contact, f"/referrals/{self.referral['id']}/acceptance", body, 201)
        await self.work()

    async def student_gets_it(
        self, contact: httpx.AsyncClient, email: str = "student1@example.org"
    ) -> httpx.AsyncClient:
        student = await self.visitors.signed_in(email)
        path = f"/engagements/{self.engagement['reference']}/claims"
        self.claim = await post(student, path, {"motivation": "I grew up on a fish farm.", "rank": 1}, 201)
        await self.work()
        await post(contact, f"/claims/{self.claim['id']}/offer")
        await self.work()
        await post(student, f"/claims/{self.claim['id']}/acceptance")
        await self.work()
        return student

    async def is_carried_out(self, contact: httpx.AsyncClient) -> None:
        path = f"/engagements/{self.engagement['reference']}"
        await post(contact, f"{path}/start")
        await self.work()
        body = {"outcome": "prototype", "summary": "Lice are counted within five percent.", "hours": 900}
        await post(contact, f"{path}/completion", body)
        await self.work()
