"""What the desk does for others: writes down what came by phone, tells everyone, and turns away who abuses it."""

from typing import Any

import pytest

from tests.stories import as_json
from tests.visitors import Visitors, faults_of

HEARD = as_json(heard_by="phone", contact={"name": "Gerd Gårdbruker", "email": "gerd@gard.example", "phone": "73 00"})


async def test_what_came_by_phone_goes_on_at_once_and_the_company_is_told(visitors: Visitors, deliver: Any) -> None:
    desk = await visitors.signed_in("desk@example.org")
    made = await desk.post("/api/v1/problems/intake", json=HEARD)
    assert (made.status_code, made.json()["status"]) == (201, "submitted")
    await deliver()
    mails = (await desk.get("/dev/mail.json")).json()["items"]
    told = next(mail for mail in mails if mail["to"] == "gerd@gard.example" and "written down" in mail["subject"])
    assert HEARD["description"] in told["text"]
    link = next(word for word in told["text"].split() if "?key=" in word)
    gerd = await visitors.stranger()
    await gerd.get(link)
    reference = made.json()["reference"]
    shown = (await gerd.get(f"/api/v1/problems/{reference}")).json()
    assert shown["held_by"] is not None and shown["answer_due_at"]
    assert "problem.taken_in" in [step["verb"] for step in shown["steps"]]
    revised = await gerd.patch(f"/api/v1/problems/{reference}", json={"title": "Mended", "description": "As I meant."})
    assert revised.status_code == 200


async def test_the_desk_does_not_become_a_member_of_whom_it_writes_for(visitors: Visitors, deliver: Any) -> None:
    desk = await visitors.signed_in("desk@example.org")
    reference = (await desk.post("/api/v1/problems/intake", json=HEARD)).json()["reference"]
    organisation = (await desk.get(f"/api/v1/problems/{reference}")).json()["organisation"]["id"]
    assert (await desk.get(f"/api/v1/organisations/{organisation}")).json()["members"] == []


async def test_the_form_keeps_what_was_typed(visitors: Visitors) -> None:
    desk = await visitors.signed_in("desk@example.org")
    refused = await desk.post("/desk/intake", data={"heard_by": "phone", "description": "Their words.", "title": "T"})
    assert refused.status_code == 422 and "Their words." in refused.text
    for email in ("kontakt.idi@example.org", "bedrift@example.org"):
        assert (await (await visitors.signed_in(email)).get("/desk/intake")).status_code == 404


async def test_a_line_stands_above_every_page_while_it_holds(visitors: Visitors, clock: Any) -> None:
    await clock.set("2026-11-23T09:00:00+01:00")
    desk = await visitors.signed_in("desk@example.org")
    told = {"nb": "Stengt i jula.", "nn": "Stengt i jola.", "en": "Closed at Christmas."}
    put_up = await desk.post("/desk/announcements", data={**told, "shown_until": "2026-11-24T12:00"})
    assert put_up.status_code == 303, put_up.text
    assert "Closed at Christmas." in (await (await visitors.stranger()).get("/")).text
    assert "Stengt i jola." in (await (await visitors.stranger(language="nn")).get("/departments")).text
    assert len((await (await visitors.stranger()).get("/api/v1/announcements")).json()["items"]) == 1
    await clock.set("2026-11-24T12:00:01+01:00")
    assert "Closed at Christmas." not in (await (await visitors.stranger()).get("/")).text


async def test_a_line_that_is_taken_down_is_gone(visitors: Visitors) -> None:
    desk = await visitors.signed_in("desk@example.org")
    told = {"nb": "a", "nn": "b", "en": "c", "shown_until": "2036-11-24T12:00:00+01:00"}
    made = (await desk.post("/api/v1/announcements", json=told)).json()
    assert (await desk.delete(f"/api/v1/announcements/{made['id']}")).status_code == 204
    assert (await desk.get("/api/v1/announcements")).json()["items"] == []
    assert (await desk.delete(f"/api/v1/announcements/{made['id']}")).status_code == 404


@pytest.mark.parametrize("until", ["2001-01-01T12:00:00+01:00", "2036-01-01T12:00:00"])
async def test_a_line_ends_later_than_now_at_a_moment_that_is_one(visitors: Visitors, until: str) -> None:
    desk = await visitors.signed_in("desk@example.org")
    told = {"nb": "a", "nn": "b", "en": "c", "shown_until": until}
    answer = await desk.post("/api/v1/announcements", json=told)
    assert answer.status_code == 422 and "/shown_until" in faults_of(answer)


@pytest.mark.parametrize("address", ["spam@rubbish.example", "rubbish.example", "SPAM@Rubbish.example"])
async def test_whoever_is_turned_away_is_told_and_others_are_not(visitors: Visitors, address: str) -> None:
    desk = await visitors.signed_in("desk@example.org")
    done = await desk.post("/api/v1/turned-away", json={"address": address, "reason": "Advertising."})
    assert done.status_code == 200
    spammer = as_json(contact={"name": "S", "email": "spam@rubbish.example"})
    stranger = await visitors.stranger()
    refused = await stranger.post("/api/v1/problems", json=spammer)
    assert refused.status_code == 403 and "broker desk" in refused.json()["detail"]
    assert (await stranger.post("/api/v1/problems", json=as_json())).status_code == 201
    assert (await desk.delete(f"/api/v1/turned-away/{address.lower()}")).status_code == 204
    assert (await stranger.post("/api/v1/problems", json=spammer)).status_code == 201


async def test_a_domain_that_everybody_uses_is_not_turned_away_whole(visitors: Visitors) -> None:
    desk = await visitors.signed_in("desk@example.org")
    answer = await desk.post("/api/v1/turned-away", json={"address": "gmail.com", "reason": "Spam."})
    assert answer.status_code == 422 and "/address" in faults_of(answer)


async def test_the_board_names_who_nobody_knows_and_whom_the_register_warns_of(
    visitors: Visitors, deliver: Any
) -> None:
    desk = await visitors.signed_in("desk@example.org")
    await desk.post("/api/v1/problems/intake", json=HEARD)
    await deliver()
    board = (await desk.get("/api/v1/desk")).json()
    (stranger,) = board["unknown_organisations"]
    assert stranger["name"] == HEARD["organisation"]["name"]
    vouched = await desk.post(f"/api/v1/organisations/{stranger['id']}/vouching", json={"reason": "Called back."})
    assert vouched.status_code == 200
    assert (await desk.get("/api/v1/desk")).json()["unknown_organisations"] == []
