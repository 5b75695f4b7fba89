"""Two entries of one organisation: all that either did stands under the one that stays, and history as it was."""

from api.partnerships.merging import likely_same
from db.database import Database, Transaction
from tests.stories import as_json, posted_by_member
from tests.visitors import Visitors

NUMBER = "974767880"


async def two_entries(database: Database) -> tuple[str, str]:
    """The one with a number, and the one that somebody else typed without."""
    async with database.transaction() as tx:
        numbered = await posted_by_member(tx, home="Havbruk i Vest", org_number=NUMBER)
        await tx.run(
            "insert into person (id, email, name, created_at) values (gen_random_uuid(), $1, 'Per', $2)",
            "per@fjordfisk.example", tx.now,
        )  # fmt: skip
        typed = await posted_by_member(tx, "per@fjordfisk.example", home="HAVBRUK I VEST AS")
    return str(numbered.organisation_id), str(typed.organisation_id)


async def test_problems_and_people_follow_to_the_one_that_stays(visitors: Visitors, database: Database) -> None:
    stays, gone = await two_entries(database)
    desk = await visitors.signed_in("desk@example.org")
    merged = await desk.post(f"/api/v1/organisations/{gone}/merging", json={"into": stays, "reason": "The same firm."})
    assert merged.status_code == 200 and merged.json()["id"] == stays
    emails = {member["email"] for member in merged.json()["members"]}
    assert emails == {"bedrift@example.org", "per@fjordfisk.example"}
    per = await visitors.signed_in("per@fjordfisk.example")
    titles = [item["organisation"]["id"] for item in (await per.get("/api/v1/problems")).json()["items"]]
    assert titles and set(titles) == {stays}
    timeline = (await desk.get(f"/api/v1/partnerships/{stays}/timeline")).json()["items"]
    assert [event["verb"] for event in timeline].count("problem.posted") == 2
    assert timeline[0]["verb"] == "organisation.merged"


async def test_a_merged_entry_is_gone_for_good_and_its_number_means_the_other(
    visitors: Visitors, database: Database
) -> None:
    numbered, typed = await two_entries(database)
    desk = await visitors.signed_in("desk@example.org")
    merging = f"/api/v1/organisations/{numbered}/merging"
    assert (await desk.post(merging, json={"into": typed, "reason": "Same."})).status_code == 200
    assert (await desk.post(merging, json={"into": typed, "reason": "Same."})).status_code == 409
    assert (await desk.get(f"/api/v1/organisations/{numbered}")).status_code == 404
    back = await desk.post(f"/api/v1/organisations/{typed}/merging", json={"into": numbered, "reason": "Same."})
    assert back.status_code == 422, "into one that is gone"
    member = await visitors.signed_in("bedrift@example.org")
    home = {"name": "Fjordfisk", "org_number": NUMBER}
    made = await member.post("/api/v1/problems", json=as_json(organisation=home))
    shown = (await member.get(f"/api/v1/problems/{made.json()['reference']}")).json()
    assert shown["organisation"]["id"] == typed


async def test_only_the_desk_merges_and_nothing_into_itself(visitors: Visitors, database: Database) -> None:
    stays, gone = await two_entries(database)
    desk = await visitors.signed_in("desk@example.org")
    itself = await desk.post(f"/api/v1/organisations/{gone}/merging", json={"into": gone, "reason": "Same."})
    assert itself.status_code == 422
    for email in ("bedrift@example.org", "kontakt.idi@example.org", "partner@example.org"):
        client = await visitors.signed_in(email)
        answer = await client.post(f"/api/v1/organisations/{gone}/merging", json={"into": stays, "reason": "Same."})
        assert answer.status_code == 404, email


async def test_likely_pairs_are_found_by_name_whatever_its_case_and_form(database: Database, tx: Transaction) -> None:

    stays, gone = await two_entries(database)
    (pair,) = [found for found in await likely_same(tx) if str(found.id) in (stays, gone)]
    assert {str(pair.id), str(pair.other_id)} == {stays, gone}
