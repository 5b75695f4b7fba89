"""Posting: anyone may; a mailed code shows that the mailbox is theirs; nobody else's door opens by it."""

import pytest

from api.accounts import mail_code
from api.accounts.actor import visitor
from api.accounts.mail_code import Purpose
from api.errors import NotFound, WrongState
from api.identity import FOLLOW_KEYS_AT_MOST
from api.language import Language
from api.problems import queries, rules, submission
from api.problems.problem import ProblemStatus
from api.problems.submission import MAILS_AT_MOST, CodeTyped
from api.secrets import hashed
from db.database import Database, Transaction
from tests import stories
from tests.people import People
from tests.visitors import Visitors

STRANGER = visitor(Language.ENGLISH)


async def verbs(tx: Transaction) -> list[str]:
    return await tx.value("select array_agg(verb order by at, id) from history where problem_id is not null")


async def topics(tx: Transaction) -> list[str]:
    return await tx.value("select coalesce(array_agg(topic order by id), '{}') from outbox")


async def test_a_stranger_s_problem_waits_for_its_code(tx: Transaction) -> None:
    made = await stories.post(tx, STRANGER)
    assert made.status is ProblemStatus.UNCONFIRMED
    assert await topics(tx) == ["problem.code_issued"]
    assert await verbs(tx) == ["problem.posted"]


async def test_a_member_s_problem_goes_on_at_once(tx: Transaction) -> None:
    problem = await stories.posted_by_member(tx)
    assert problem.status is ProblemStatus.SUBMITTED
    assert problem.confirmed_at == tx.now
    assert await topics(tx) == ["problem.submitted"]


async def test_the_code_sends_it_on_its_way_once(tx: Transaction) -> None:
    made = await stories.post(tx, STRANGER)
    code = await mail_code.issue(tx, Purpose.CONFIRM_PROBLEM, "kari@laks.example", made.id)
    assert await submission.confirm(tx, made.reference, CodeTyped("WRONGWRO")) is None
    found = await submission.confirm(tx, made.reference, CodeTyped(code))
    assert found is not None
    assert found.status is ProblemStatus.SUBMITTED
    assert await verbs(tx) == ["problem.posted", "problem.confirmed"]
    assert (await topics(tx))[-1] == "problem.submitted"
    with pytest.raises(WrongState):
        await submission.confirm(tx, made.reference, CodeTyped(code))


async def test_the_code_of_one_problem_confirms_no_other(tx: Transaction) -> None:
    one, other = [await stories.post(tx, STRANGER) for _ in range(2)]
    code = await mail_code.issue(tx, Purpose.CONFIRM_PROBLEM, "kari@laks.example", one.id)
    assert await submission.confirm(tx, other.reference, CodeTyped(code)) is None


async def test_nobody_s_mailbox_is_filled_by_what_strangers_post(tx: Transaction) -> None:
    for _time in range(MAILS_AT_MOST + 3):
        assert (await stories.post(tx, STRANGER)).status is ProblemStatus.UNCONFIRMED
    assert (await topics(tx)).count("problem.code_issued") == MAILS_AT_MOST


async def test_the_private_key_is_kept_as_a_hash(tx: Transaction) -> None:
    made = await stories.post(tx, STRANGER)
    kept = await tx.value("select p::text from problem p")
    assert made.follow_key not in kept
    assert await tx.value(queries.BY_FOLLOW_KEY, hashed(made.follow_key)) == made.id


async def test_a_link_is_over_after_a_year(tx: Transaction) -> None:
    made = await stories.post(tx, STRANGER)
    await tx.run("update problem set follow_expires_at = now() - interval '1 second'")
    assert await tx.value(queries.BY_FOLLOW_KEY, hashed(made.follow_key)) is None


async def test_only_who_has_the_link_gets_a_new_code(tx: Transaction) -> None:
    made = await stories.post(tx, STRANGER)
    with pytest.raises(NotFound):
        await submission.send_new_code(tx, STRANGER, made.reference, made.follow_key)


async def test_the_link_opens_its_problem_and_no_other(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        one, other = [await stories.post(tx, STRANGER) for _ in range(2)]
    client = await visitors.stranger({"X-Follow-Key": one.follow_key})
    assert (await client.get(f"/api/v1/problems/{one.reference}")).status_code == 200
    assert (await client.get(f"/api/v1/problems/{other.reference}")).status_code == 404
    by_address = await visitors.stranger()
    path = f"/api/v1/problems/{one.reference}"
    assert (await by_address.get(path, params={"key": one.follow_key})).status_code == 200
    assert (await by_address.get(path, params={"key": one.follow_key + "x"})).status_code == 404
    assert (await by_address.get(path)).status_code == 404


async def test_a_browser_keeps_a_few_links_and_no_more(visitors: Visitors, database: Database) -> None:
    async with database.transaction() as tx:
        made = await stories.post(tx, STRANGER)
    junk = ".".join(f"junk{number}" for number in range(FOLLOW_KEYS_AT_MOST * 4))
    client = await visitors.stranger({"Cookie": f"follow={junk}.{made.follow_key}"})
    assert (await client.get(f"/api/v1/problems/{made.reference}")).status_code == 404


async def test_who_may_see_a_problem(database: Database, people: People) -> None:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
        problem = await queries.by_id(tx, referral.problem_id)
    assert problem is not None
    seers = {
        "company": (await people.company(), True),
        "its contact": (await people.contact("IDI"), True),
        "its teacher": (await people.teacher("IDI"), True),
        "another contact": (await people.contact("KULT"), False),
        "desk": (await people.desk(), True),
        "student": (await people.student(1), False),
        "another company": (await people.company("rival@example.org", home="Rival AS"), False),
        "stranger": (STRANGER, False),
    }
    async with database.reading() as tx:
        seen = {name: await rules.may_see(tx, actor, problem) for name, (actor, _may) in seers.items()}
    assert seen == {name: may for name, (_actor, may) in seers.items()}


async def test_a_stranger_who_types_an_address_renames_nobody(tx: Transaction) -> None:
    await stories.post(tx, STRANGER, email="bedrift@example.org", contact="Somebody Else")
    assert (await stories.person_named(tx, "bedrift@example.org")).name == "Berit Bedrift"
    problem = await tx.value("select contact_id from problem")
    assert problem == (await stories.person_named(tx, "bedrift@example.org")).id


async def test_a_problem_tells_which_one_it_grew_from_within_one_organisation(tx: Transaction, people: People) -> None:
    first = await stories.posted_by_member(tx)
    grown = await stories.posted_by_member(tx, grew_from=first.reference.lower())
    rival = await stories.post(tx, STRANGER, email="rita@rival.example", home="Rival AS", grew_from=first.reference)
    odd = await stories.posted_by_member(tx, grew_from="nonsense")
    found = "select grew_from from problem where id = $1"
    assert await tx.value(found, grown.id) == first.id
    assert [await tx.value(found, one) for one in (rival.id, odd.id)] == [None, None]
