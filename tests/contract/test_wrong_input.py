"""Wrong input, of every kind that people and programs send: 4xx with pointers, nothing stored, and never a 500."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from db.database import Database
from tests.contract.world import client_of, furnish
from tests.stories import acceptance_json, as_json
from tests.visitors import Visitors, faults_of

PROBLEMS = "/api/v1/problems"
NOBODY = "01a206ce-0000-7000-8000-000000000000"

WRONG_POSTINGS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, {"/title", "/description", "/organisation/name", "/contact/name", "/contact/email"}),
    "no contact": (
        {k: v for k, v in as_json().items() if k != "contact"},
        {"/contact/name", "/contact/email"},
    ),
    "blank words": (as_json(title=" \n ", description="\t"), {"/title", "/description"}),
    "too long": (as_json(title="x" * 201, description="x" * 20_001), {"/title", "/description"}),
    "control characters alone": (as_json(title="\0\x01\x02"), {"/title"}),
    "a wrong organisation number": (
        as_json(organisation={"name": "NTNU", "org_number": "974767881"}),
        {"/organisation/org_number"},
    ),
    "letters for an organisation number": (
        as_json(organisation={"name": "NTNU", "org_number": "<script>"}),
        {"/organisation/org_number"},
    ),
    "an address that is none": (as_json(contact={"name": "K", "email": "kari@"}), {"/contact/email"}),
    "an address with a line break": (
        as_json(contact={"name": "K", "email": "kari@laks.example\nBcc: all@b.no"}),
        {"/contact/email"},
    ),
    "wrong types everywhere": (
        {"title": 7, "description": [], "organisation": "x", "contact": 1, "wanted": {}, "language": 3},
        {"/title", "/description", "/organisation", "/contact", "/wanted", "/language"},
    ),
    "wishes that are none": (as_json(wanted=["thesis", "party"]), {"/wanted/1"}),
    "a day that is none": (as_json(earliest_start="2027-02-30"), {"/earliest_start"}),
    "a country that is none": (as_json(organisation={"name": "N", "country": "NOR"}), {"/organisation/country"}),
    "a telephone number without end": (
        as_json(contact={"name": "K", "email": "k@l.no", "phone": "4" * 41}),
        {"/contact/phone"},
    ),
}


async def nothing_is_stored(database: Database) -> bool:
    async with database.reading() as tx:
        return not await tx.value("select count(*) from problem") and not await tx.value("select count(*) from history")


@pytest.mark.parametrize("what", WRONG_POSTINGS)
async def test_a_posting_with(api: httpx.AsyncClient, database: Database, what: str) -> None:
    body, pointers = WRONG_POSTINGS[what]
    answer = await api.post(PROBLEMS, json=body)
    assert answer.status_code == 422
    found = faults_of(answer)
    assert set(found) == pointers
    assert all(found.values())
    assert await nothing_is_stored(database)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
async def test_faults_are_told_in_the_visitor_s_language(visitors: Visitors, language: str) -> None:
    client = await visitors.stranger(language=language)
    said = faults_of(await client.post(PROBLEMS, json={}))["/title"]
    assert said == {"nb": "Dette må fylles ut.", "nn": "Dette må fyllast ut.", "en": "This is needed."}[language]


@pytest.mark.parametrize(
    "body",
    [
        as_json(title="<script>alert(1)</script>", description="'; drop table problem; --"),
        as_json(description="Lus 🐟 på laks, å telje: 一二三 \u202eabc\u202c " * 300),
        as_json(organisation={"name": "Lax AB", "org_number": "556036-0793", "country": "se"}),
        as_json(organisation={"name": "NTNU", "org_number": "NO 974 767 880 MVA"}),
        as_json(organisation={"name": "NTNU", "org_number": ""}),
        as_json(organisation={"name": "NTNU", "org_number": "   "}),
        as_json(contact={"name": "İ", "email": "KARI@LAKS.EXAMPLE", "phone": ""}),
        as_json(earliest_start="0001-01-01"),
        as_json(earliest_start="9999-12-31"),
        as_json(wanted=["thesis", "thesis"], language=None),
        as_json(contact={"name": "K", "email": "İ" * 240 + "@laks.example"}),
    ],
    ids=[
        "script",
        "signs",
        "abroad",
        "decorated",
        "no number",
        "blank number",
        "capitals",
        "past",
        "future",
        "twice",
        "dots",
    ],
)
async def test_what_is_only_unusual_is_taken(api: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await api.post(PROBLEMS, json=body)
    assert answer.status_code == 201, answer.text


WRONG_CALLS: list[tuple[str, str, str, Any, int]] = [
    ("company", "GET", "/problems?limit=0", None, 422),
    ("company", "GET", "/problems?limit=101", None, 422),
    ("company", "GET", "/problems?limit=many", None, 422),
    ("company", "GET", "/problems?cursor=nonsense", None, 422),
    ("company", "GET", "/problems?cursor=WzFd", None, 422),
    ("company", "GET", "/problems/P-ZZZZZZ", None, 404),
    ("company", "GET", "/problems/" + "x" * 3000, None, 404),
    ("company", "GET", "/problems/%F0%9F%90%9F", None, 404),
    ("company", "GET", f"/problems/{NOBODY}", None, 404),
    ("company", "PATCH", "/problems/{problem}", {"title": "", "description": "x"}, 422),
    ("company", "PATCH", "/problems/{problem}", {"title": "x", "description": "x", "version": 77}, 409),
    ("company", "PATCH", "/problems/{problem}", {"title": "x", "description": "x", "version": 2**70}, 409),
    ("company", "POST", "/problems/{problem}/answers", {"text": "Nobody asked."}, 409),
    ("company", "POST", "/problems/{asked}/answers", {"text": ""}, 422),
    ("company", "POST", "/problems/{asked}/answers", {"text": "x", "referral_id": "x"}, 422),
    ("company", "POST", "/problems/{asked}/answers", {"text": "x", "referral_id": NOBODY}, 409),
    ("company", "POST", "/problems/{problem}/withdrawal", {"reason": "x" * 2001}, 422),
    ("company", "POST", "/problems/{problem}/confirmation", {"code": "ABCD2345"}, 409),
    ("company", "POST", "/problems/P-ZZZZZZ/confirmation", {"code": "ABCD2345"}, 404),
    ("visitor", "POST", "/routing/preview", {"title": ["x"]}, 422),
    ("visitor", "POST", "/routing/preview", {"description": "x" * 20_001}, 422),
    ("visitor", "GET", "/departments/NOWHERE", None, 404),
    ("contact", "GET", "/referrals?state=lost", None, 422),
    ("contact", "GET", "/referrals?cursor=WyIyMDI3LTAxLTE1Il0", None, 422),
    ("contact", "GET", "/referrals/nonsense", None, 404),
    ("contact", "GET", f"/referrals/{NOBODY}", None, 404),
    ("contact", "POST", f"/referrals/{NOBODY}/decline", {"reason": "x"}, 404),
    ("contact", "POST", "/referrals/{referral}/decline", {"reason": ""}, 422),
    ("contact", "POST", "/referrals/{referral}/redirection", {"department": "NOWHERE", "reason": "x"}, 422),
    ("contact", "POST", "/referrals/{referral}/redirection", {"department": "IDI", "reason": "x"}, 422),
    ("contact", "POST", "/referrals/{referral}/redirection", {"department": "IE", "reason": "x"}, 422),
    ("contact", "POST", "/referrals/{referral}/question", {"text": "x" * 4001}, 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(credits=0.01), 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(credits=-30), 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(credits="30"), 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(term="2027-summer"), 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(form="party"), 422),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(level="doctor"), 422),
    (
        "contact",
        "POST",
        "/referrals/{referral}/acceptance",
        acceptance_json(places={"groups": 0, "group_size": 61}),
        422,
    ),
    ("contact", "POST", "/referrals/{referral}/acceptance", acceptance_json(supervisor_email="nobody"), 422),
    ("visitor", "GET", "/engagements?term=soon", None, 422),
    ("visitor", "GET", "/engagements?credits_min=much", None, 422),
    ("visitor", "GET", "/engagements?open=perhaps", None, 422),
    ("visitor", "GET", "/engagements?cursor=%F0%9F%90%9F", None, 422),
    ("visitor", "GET", "/engagements?limit=-1", None, 422),
    ("visitor", "GET", "/engagements/E-ZZZZZZ", None, 404),
    ("student", "GET", f"/claims/{NOBODY}", None, 404),
    ("student", "POST", f"/claims/{NOBODY}/acceptance", {}, 404),
    ("student", "POST", "/claims/{claim}/acceptance", {}, 409),
    ("other_student", "POST", "/engagements/{running}/claims", {"motivation": "x"}, 409),
    ("other_student", "POST", "/engagements/{open}/claims", {"motivation": ""}, 422),
    ("other_student", "POST", "/engagements/{open}/claims", {"motivation": "x", "rank": 0}, 422),
    ("other_student", "POST", "/engagements/{open}/claims", {"motivation": "x", "members": ["a", "b"]}, 422),
    ("other_student", "POST", "/engagements/{open}/claims", {"motivation": "x", "members": ["a@b.no", "c@d.no"]}, 422),
    (
        "other_student",
        "POST",
        "/engagements/{open}/claims",
        {"motivation": "x", "members": ["student1@example.org"]},
        409,
    ),
    ("teacher", "POST", "/engagements/{open}/start", {}, 409),
    ("teacher", "POST", "/engagements/{open}/completion", {"outcome": "x", "summary": "x"}, 409),
    ("teacher", "POST", "/engagements/{running}/completion", {"outcome": "x" * 81, "summary": ""}, 422),
    ("teacher", "POST", "/engagements/{running}/completion", {"outcome": "x", "summary": "x", "hours": -1}, 422),
    ("teacher", "POST", "/engagements/{running}/cancellation", {}, 422),
    ("partner", "GET", f"/partnerships/{NOBODY}", None, 404),
    ("partner", "GET", "/partnerships?cursor=nonsense", None, 422),
    ("partner", "GET", "/partnerships/{organisation}/timeline?cursor=nonsense", None, 422),
    ("partner", "GET", "/follow-ups?state=never", None, 422),
    ("partner", "POST", f"/follow-ups/{NOBODY}/completion", {"outcome": "x"}, 404),
    ("partner", "POST", "/follow-ups/{follow_up}/completion", {"outcome": ""}, 422),
    ("partner", "GET", "/metrics/happiness", None, 404),
    ("partner", "GET", "/metrics/redirected?from=soon", None, 422),
    ("partner", "GET", "/metrics/redirected?from=2027-01-02&to=2027-01-01", None, 422),
    ("partner", "GET", "/metrics/redirected?department=NOWHERE", None, 422),
    ("partner", "GET", "/metrics/redirected?faculty=NOWHERE", None, 422),
]


@pytest.fixture
async def call(visitors: Visitors, database: Database) -> Callable[..., Any]:
    things = await furnish(database)

    async def send(role: str, method: str, path: str, body: Any) -> httpx.Response:
        client = await client_of(role, visitors, database)
        filled = path
        for name in things.__struct_fields__:
            filled = filled.replace(f"{{{name}}}", getattr(things, name))
        return await client.request(method, f"/api/v1{filled}", json=body)

    return send


async def test_every_wrong_call_is_refused_as_it_deserves(call: Callable[..., Any]) -> None:
    """In one world: what is refused changes nothing for the next."""
    wrong: list[str] = []
    for role, method, path, body, status in WRONG_CALLS:
        answer = await call(role, method, path, body)
        details = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.status_code != status:
            wrong.append(f"{method} {path[:60]} {body}: {answer.status_code} instead of {status}: {answer.text[:200]}")
        elif details.get("status") != status or not details.get("title") or not details.get("type"):
            wrong.append(f"{method} {path[:60]}: {answer.text[:200]}")
        elif status == 422 and not all(fault["detail"] for fault in details["errors"]):
            wrong.append(f"{method} {path[:60]}: no fault is named: {answer.text[:200]}")
    assert wrong == []


async def test_a_refusal_of_state_says_what_is_possible(call: Callable[..., Any]) -> None:
    details = (await call("teacher", "POST", "/engagements/{open}/completion", {"outcome": "x", "summary": "x"})).json()
    assert details["type"] == "urn:brobygger:problem:wrong-state"
    assert (details["state"], details["allowed"]) == ("open", ["cancelled", "running"])


async def test_text_that_was_changed_meanwhile_is_not_written_over(
    call: Callable[..., Any], visitors: Visitors
) -> None:
    company = await visitors.signed_in("bedrift@example.org")
    items = (await company.get("/api/v1/problems")).json()["items"]
    reference = next(item["reference"] for item in items if item["status"] == "waiting")
    path = f"/api/v1/problems/{reference}"
    etag = (await company.get(path)).headers["etag"]
    new = {"title": "New words", "description": "More of them."}
    changed = await company.patch(path, json=new, headers={"If-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag
    assert (await company.patch(path, json=new, headers={"If-Match": etag})).status_code in (409, 412)
    assert (await company.patch(path, json=new, headers={"If-Match": "nonsense"})).status_code in (409, 412)
    assert (await company.patch(path, json=new, headers={"If-Match": changed.headers["etag"]})).status_code == 200
