"""How people act in the simulated year, each through the JSON API as their program would; the dice are seeded."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import httpx

from tests.people import contact_address
from tests.simulation.cast import Cast, Company, term_from
from tests.visitors import Visitors

API = "/api/v1"
DESK = "desk@example.org"
RELEVANCE = {"work_life": "It saves them a day a week.", "study": "Real data, and nobody knows the answer."}


class Refused(Exception):
    """A door that should have opened did not."""


class Players:
    """Everyone's browser, and what they remember from one day to the next."""

    def __init__(self, visitors: Visitors, cast: Cast, dice: Random) -> None:
        self.visitors = visitors
        self.cast = cast
        self.dice = dice
        self.now = datetime(2026, 8, 17, tzinfo=UTC)
        self.clients: dict[str, httpx.AsyncClient] = {}
        self.forms: dict[str, dict[str, Any]] = {}
        # What was posted by whom, and what was opened by whom, while it may still need them.
        self.posted: dict[str, str] = {}
        self.used: dict[str, str] = {}
        self.claims: dict[str, list[str]] = {}
        self.mute = {firm.email for firm in cast.companies if dice.random() < 0.1}
        self.gone: set[str] = set()
        self.questions = 0

    def _count(self) -> int:
        """So that no two questions are the same, and the same mail twice is a fault."""
        self.questions += 1
        return self.questions

    async def client(self, email: str) -> httpx.AsyncClient:
        if email not in self.clients:
            self.clients[email] = await self.visitors.signed_in(email)
        return self.clients[email]

    async def ask(self, email: str, path: str, **query: Any) -> Any:
        answer = await (await self.client(email)).get(API + path, params=query)
        if answer.status_code != 200:
            raise Refused(f"GET {path} as {email}: {answer.status_code} {answer.text}")
        return answer.json()

    async def tell(self, email: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """None when it is too late for it, which happens to people."""
        answer = await (await self.client(email)).post(API + path, json=body or {})
        if answer.status_code in (200, 201):
            return answer.json()
        if answer.status_code == 409:
            return None
        raise Refused(f"POST {path} as {email}: {answer.status_code} {answer.text}")

    # Companies

    async def post(self, number: int) -> None:
        firm: Company = self.dice.choice(self.cast.companies)
        text = self.dice.choice(self.cast.texts)
        body = {
            "title": f"{number}: {text.words[:60]}",
            "description": text.words,
            "language": text.language.value,
            "organisation": {"name": firm.name},
            "contact": {"name": firm.contact, "email": firm.email},
        }
        made = await self.tell(firm.email, "/problems", body)
        assert made is not None
        self.posted[made["reference"]] = firm.email

    async def look_after_problems(self) -> None:
        """Some look at the page, answer what was asked, or lose patience; some never come back."""
        for reference, email in list(self.posted.items()):
            if email in self.mute or self.dice.random() > 0.12:
                continue
            shown = await self.ask(email, f"/problems/{reference}")
            if shown["status"] in ("completed", "declined", "withdrawn"):
                del self.posted[reference]
            elif any(holder["state"] == "asked" for holder in shown["holders"]) and self.dice.random() < 0.7:
                await self.tell(email, f"/problems/{reference}/answers", {"text": "About two thousand."})
            elif self.dice.random() < 0.02:
                await self.tell(email, f"/problems/{reference}/withdrawal", {"reason": "We found another way."})

    # Contacts and the desk

    async def empty_inbox(self, email: str, code: str) -> None:
        inbox = await self.ask(email, "/referrals", state="waiting", limit=50)
        for item in sorted(inbox["items"], key=lambda one: one["title"]):
            if item["department"]["code"] == code:
                await self._answer(email, code, item)

    async def _answer(self, email: str, code: str, item: dict[str, Any]) -> None:
        path, chance = f"/referrals/{item['id']}", self.dice.random()
        if code == "DESK":
            chance = 0.7 + chance * 0.3 if chance < 0.8 else 1.0
        if chance < 0.4:
            await self._accept(email, code, path)
        elif chance < 0.55:
            await self.tell(
                email, f"{path}/question", {"text": f"How many have you counted, question {self._count()}?"}
            )
        elif chance < 0.7:
            await self.tell(email, f"{path}/decline", {"reason": "Nobody has room this term."})
        elif chance < 0.85:
            to = self.dice.choice(
                [other for other in self.cast.departments if other != code and other not in self.gone]
            )
            await self.tell(email, f"{path}/redirection", {"department": to, "reason": "They know this better."})

    async def _accept(self, email: str, code: str, path: str) -> None:
        if code not in self.forms:
            self.forms[code] = (await self.ask(email, f"/departments/{code}"))["forms"][0]
        form = self.forms[code]
        body = {"form": form["code"], "credits": form["credits"] or 7.5, "term": term_from(self.now),
                "relevance": RELEVANCE, "places": {"groups": 1, "group_size": 2}}  # fmt: skip
        opened = await self.tell(email, f"{path}/acceptance", body)
        if opened:
            self.used[opened["reference"]] = email

    async def look_after_work(self) -> None:
        for reference, email in list(self.used.items()):
            if self.dice.random() > 0.25:
                continue
            work = await self.ask(email, f"/engagements/{reference}")
            if work["status"] in ("completed", "cancelled"):
                del self.used[reference]
            elif work["status"] == "running":
                await self._complete(email, work)
            else:
                await self._choose_students(email, work)

    async def _choose_students(self, email: str, work: dict[str, Any]) -> None:
        path = f"/engagements/{work['reference']}"
        if work["places_left"] == 0:
            await self.tell(email, f"{path}/start")
            return
        claims = (await self.ask(email, f"{path}/claims"))["items"]
        for claim in claims:
            if claim["state"] == "submitted" and self.dice.random() < 0.8:
                await self.tell(email, f"/claims/{claim['id']}/offer")

    async def _complete(self, email: str, work: dict[str, Any]) -> None:
        begun = datetime.fromisoformat(work["started_at"])
        if (self.now - begun).days > 90 and self.dice.random() < 0.25:
            body = {"outcome": "report", "summary": "It can be done, and this is how."}
            await self.tell(email, f"/engagements/{work['reference']}/completion", body)

    # Students

    async def study(self, email: str) -> None:
        """Takes what is offered, or looks for something."""
        for claim_id in self.claims.get(email, []):
            claim = await self.ask(email, f"/claims/{claim_id}")
            if claim["state"] == "offered":
                await self.tell(email, f"/claims/{claim_id}/acceptance")
                return
        found = await self.ask(email, "/engagements", open="true", limit=50)
        if found["items"] and len(self.claims.get(email, [])) < 4:
            wanted = self.dice.choice(sorted(found["items"], key=lambda one: one["title"]))
            made = await self.tell(
                email, f"/engagements/{wanted['reference']}/claims", {"motivation": "I want to know."}
            )
            if made:
                self.claims.setdefault(email, []).append(made["id"])

    # The desk sees to people

    async def leaves(self, code: str) -> None:
        """The first contact of a department is gone from one day to the next, and the deputy has it all."""
        people = (await self.ask(DESK, f"/departments/{code}/people"))["items"]
        first = next(one for one in people if one["email"] == contact_address(code))
        deputy = next(one for one in people if one["email"] == self.cast.deputies[code])
        body = {"successor_id": deputy["person_id"], "reason": "Has found other work."}
        await self.tell(DESK, f"/people/{first['person_id']}/departure", body)
        for reference, email in self.used.items():
            if email == contact_address(code):
                self.used[reference] = self.cast.deputies[code]

    async def goes_away(self, email: str, days: int) -> date:
        """Until that day; nobody has to say why."""
        last = self.now.date() + timedelta(days=days)
        body = {"starts_on": self.now.date().isoformat(), "ends_on": last.isoformat()}
        await self.tell(email, "/me/absences", body)
        return last

    async def decide_merger(self, code: str, into: str, on: date) -> None:
        body = {"kind": "merge", "successors": [into], "on": on.isoformat(), "reason": "One field, one department."}
        await self.tell(DESK, f"/departments/{code}/succession", body)
