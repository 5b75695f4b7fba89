"""States that can't be: the database refuses them whoever writes."""

# ruff: noqa: E501 - SQL of one thought a line

from enum import StrEnum

import asyncpg
import pytest

from api.accounts.actor import visitor
from api.language import Language
from api.routing.referral import Origin, ReferralStatus
from db.database import Database, Transaction
from db.ids import new_id
from tests import stories

WRONG = {
    "a confirmed problem that is unconfirmed": "update problem set confirmed_at = now()",
    "a problem that has ended at no time": "update problem set status = 'withdrawn'",
    "a problem that goes on after its end": "update problem set ended_at = now()",
    "a problem in a state that nobody knows": "update problem set status = 'lost'",
    "a problem without words": "update problem set description = ''",
    "a problem with a wish that is none": "update problem set wanted = array['party']",
    "a problem in a fourth language": "update problem set language = 'da'",
    "a reference with letters to mistake": "update problem set reference = 'P-OIL0U1'",
    "an address in capitals": "update person set email = 'BEDRIFT@example.org' where email = 'bedrift@example.org'",
    "two people with one mailbox": "update person set email = 'desk@example.org' where email = 'admin@example.org'",
    "an organisation number of eight digits": "update organisation set org_number = '97476788'",
    "a contact of no department": "update appointment set unit_id = null where role = 'contact'",
    "two contacts that are one": """
        insert into appointment (id, person_id, role, unit_id, since)
        select gen_random_uuid(), person_id, role, unit_id, now() from appointment where role = 'contact' limit 1""",
    "an institution that answers after it decides": "update institution set reply_days = decision_days + 1",
    "a holiday that ends before it begins": "update closed_period set ends_on = starts_on - 1",
    "a department outside any faculty": "update unit set parent_id = null where kind = 'department'",
    "a mail code that was tried too often": """
        insert into mail_code (id, purpose, email, code_hash, tries_left, expires_at)
        values (gen_random_uuid(), 'sign_in', 'a@b.no', sha256('x'), -1, now())""",
    "a token that is kept in clear text": """
        insert into session (id, token_hash, person_id, expires_at)
        select gen_random_uuid(), 'secret', id, now() from person limit 1""",
    "a fact with a crooked topic": "insert into outbox (topic, subject_id) values ('Hello there', gen_random_uuid())",
    "a mail with a line break in its subject": """
        insert into mail (id, occasion, recipient, subject, text, language, created_at)
        values (gen_random_uuid(), 'x', 'a@b.no', E'a\nBcc: all@b.no', '', 'nb', now())""",
    "two clocks": "insert into domain_clock (only_row, now) values (false, now())",
}

WRONG_REFERRAL = {
    "decided without a time": "update referral set status = 'declined'",
    "open and decided": "update referral set decided_at = now()",
    "asked while the clock runs": "update referral set status = 'asked'",
    "a clock that stands for nobody": "update referral set paused_at = now()",
    "a decision that is due before the reply": "update referral set decision_due_at = reply_due_at - interval '1 day'",
    "a confidence past certain": "update referral set confidence = 1.5",
    "the same problem twice with one unit": """
        insert into referral (id, problem_id, unit_id, status, origin, router_version, created_at, reply_due_at,
            decision_due_at)
        select gen_random_uuid(), problem_id, unit_id, 'waiting', 'desk', 'x', now(), now(), now() from referral""",
}

WRONG_ENGAGEMENT = {
    "completed without an outcome": "update engagement set status = 'completed', ended_at = now(), started_at = now()",
    "completed before it began": "update engagement set status = 'completed', ended_at = now(), outcome = 'x'",
    "running since never": "update engagement set status = 'running'",
    "ended and open": "update engagement set ended_at = now()",
    "called off without a reason": "update engagement set status = 'cancelled', ended_at = now()",
    "for no credits": "update engagement set credits = 0",
    "in a term that is none": "update engagement set term = '2027-summer'",
    "a claim accepted into no place": "update claim set status = 'accepted'",
    "a place for a claim that has none": "update claim set place = 1",
    "an offer at no time": "update claim set status = 'offered'",
    "a student twice in one engagement": """
        insert into claim_member (claim_id, engagement_id, person_id)
        select (select c.id from claim c where c.id <> m.claim_id limit 1), engagement_id, person_id
        from claim_member m limit 1""",
    "two claims in one place": "update claim set status = 'accepted', place = 1, decided_at = now()",
    "a follow-up answered with nothing": """
        insert into follow_up (id, engagement_id, organisation_id, unit_id, kind, status, due_on)
        select gen_random_uuid(), id, organisation_id, unit_id, 'at_completion', 'done', now() from engagement""",
    "a follow-up owed twice": """
        insert into follow_up (id, engagement_id, organisation_id, unit_id, kind, due_on)
        select gen_random_uuid(), id, organisation_id, unit_id, 'at_completion', now() from engagement, (values (1), (2)) t""",
}


async def refused(tx: Transaction, sql: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await tx.run(sql)


@pytest.mark.parametrize("what", WRONG)
async def test_there_is_no_such_thing_as(tx: Transaction, what: str) -> None:
    await stories.post(tx, visitor(Language.ENGLISH))
    await refused(tx, WRONG[what])


@pytest.mark.parametrize("what", WRONG_REFERRAL)
async def test_there_is_no_such_referral_as(database: Database, what: str) -> None:
    async with database.transaction() as tx:
        await stories.referred_to(tx, "IDI")
        await refused(tx, WRONG_REFERRAL[what])


@pytest.mark.parametrize("what", WRONG_ENGAGEMENT)
async def test_there_is_no_such_engagement_as(database: Database, what: str) -> None:
    async with database.transaction() as tx:
        engagement = await stories.opened_at(tx, "IDI")
        await stories.claimed_by(tx, engagement, 1)
        await stories.claimed_by(tx, engagement, 2)
        await refused(tx, WRONG_ENGAGEMENT[what])


@pytest.mark.parametrize(
    "sql", ["update history set reason = 'nothing happened'", "delete from history", "truncate history"]
)
async def test_what_happened_stays_as_it_happened(tx: Transaction, sql: str) -> None:
    await stories.post(tx, visitor(Language.ENGLISH))
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await tx.run(sql)


async def test_the_demo_year_can_be_taken_out_but_not_rewritten(tx: Transaction) -> None:
    await stories.post(tx, visitor(Language.ENGLISH))
    await tx.run("set local brobygger.clearing_demo = 'on'")
    assert await tx.run("delete from history") >= 1
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await tx.run("update history set reason = 'nothing happened'")


def test_ids_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(200)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
    assert len(set(made)) == 200


@pytest.mark.parametrize(
    ("constraint", "values"), [("referral_origin_check", Origin), ("referral_status_check", ReferralStatus)]
)
async def test_the_database_allows_what_the_program_may_write(
    tx: Transaction, constraint: str, values: type[StrEnum]
) -> None:
    sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = $1 and conrelid = 'referral'::regclass"
    said = await tx.value(sql, constraint)
    assert all(f"'{value}'" in said for value in values)
