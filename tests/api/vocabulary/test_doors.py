"""The dictionary's JSON door and its pages: the same rules, without scripts, and nothing typed is lost."""

from uuid import uuid4

from tests.visitors import Visitors, faults_of


async def test_the_json_door(visitors: Visitors) -> None:
    desk, stranger = await visitors.signed_in("desk@example.org"), await visitors.stranger()
    assert (await stranger.post("/api/v1/concepts", json={"nb": ["x"]})).status_code == 401
    assert faults_of(await desk.post("/api/v1/concepts", json={"nb": []})) == {
        "/nb": "Write at least one word, in any of the three languages."
    }
    made = (await desk.post("/api/v1/concepts", json={"nb": ["fjåsegreie"], "reason": "Heard"})).json()
    path = f"/api/v1/concepts/{made['id']}"
    shown = await stranger.get(path)
    assert (shown.headers["etag"], shown.json()["history"][0]["text"]) == ('"1"', "Dagny Desk added these words.")
    revised = await desk.patch(path, json={"en": ["thingamajig"]}, headers={"If-Match": '"1"'})
    assert (revised.status_code, revised.headers["etag"], revised.json()["nb"]) == (200, '"2"', ["fjåsegreie"])
    assert (await desk.patch(path, json={"en": []}, headers={"If-Match": '"1"'})).status_code == 409
    term = f"/api/v1/departments/IDI/terms/{made['id']}"
    assert (await desk.put(term, json={"weight": 4})).status_code == 422
    assert (await desk.put(term, json={"weight": 3, "nb": ["duppeditt"]})).json()["nb"] == ["duppeditt"]
    assert (await stranger.get(path)).json()["said_by"][0]["department_code"] == "IDI"
    student = await visitors.signed_in("student1@example.org")
    assert (await student.delete(term)).status_code == 403
    assert (await desk.delete(term)).status_code == 204
    assert (await stranger.get(f"/api/v1/concepts/{uuid4()}")).status_code == 404


async def test_the_list_turns_its_pages(visitors: Visitors) -> None:
    stranger, seen = await visitors.stranger(), list[str]()
    cursor: str | None = ""
    while cursor is not None and len(seen) < 90:
        page = (await stranger.get("/api/v1/concepts", params={"q": "data", "limit": 20, "cursor": cursor})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) > 20


async def test_the_pages(visitors: Visitors) -> None:
    contact, stranger = await visitors.signed_in("kontakt.idi@example.org"), await visitors.stranger()
    assert (await stranger.get("/vocabulary/new")).status_code == 303
    faulty = await contact.post("/vocabulary", data={"nb": "x" * 130, "note": "kept", "department": "", "weight": "2"})
    assert faulty.status_code == 422
    assert "kept" in faulty.text
    made = await contact.post("/vocabulary", data={"nb": "dingseboms\r\ngreie", "department": "IDI", "weight": "2"})
    path = made.headers["location"]
    assert made.status_code == 303
    public, own = (await stranger.get(path)).text, (await contact.get(path)).text
    assert "dingseboms" in public
    assert '<form method="post"' not in public
    assert "Save for IDI" in own
    assert "Kontakt IDI gave the words to" in own
    stale = await contact.post(path, data={"nb": "duppeditt", "version": "7"})
    assert stale.status_code == 409
    assert "duppeditt" in stale.text
    assert (await contact.post(path, data={"nb": "duppeditt", "version": "1"})).headers["location"] == path
    given = await contact.post(
        f"{path}/departments", data={"department": "IDI", "form": "IDI", "weight": "3", "nb": "dings"}
    )
    assert given.headers["location"] == f"{path}#IDI"
    assert (await contact.post(f"{path}/departments", data={"department": "IMU", "weight": "3"})).status_code == 403
    listed = (await stranger.get("/vocabulary", params={"q": "dings"})).text
    assert path in listed, "a department's own word finds the concept"
    assert path in (await contact.get("/departments/IDI")).text
    assert (await contact.post(f"{path}/departments/IDI/removal", data={})).status_code == 303
    assert path not in (await contact.get("/departments/IDI")).text
