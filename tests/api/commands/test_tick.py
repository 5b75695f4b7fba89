from datetime import timedelta

from api.language import Language
from api.problems import submission
from api.settings import Settings
from db.database import Database
from tests.api.commands.running import brobygger
from tests.people import People
from tests.stories import posting

STATES = "select status from referral"


async def test_does_what_is_due_once(settings: Settings, database: Database, people: People):
    company = await people.company()
    async with database.transaction() as tx:
        told = posting(email=company.email, home="Fjordfisk AS")
        await submission.submit(tx, company, told, language=Language.ENGLISH)
        later = tx.now + timedelta(days=30)

    first = await brobygger(settings, "tick")
    assert first.code == 0, first.err
    assert "problem.submitted" in first.out
    async with database.reading() as tx:
        found = await tx.rows(dict[str, object], STATES)
    assert found
    assert {row["status"] for row in found} == {"waiting"}
    assert "Nothing was due" in (await brobygger(settings, "tick")).out

    in_a_month = await brobygger(settings, "tick", "--at", later.isoformat())
    assert "work the clock of referrals" in in_a_month.out
    async with database.reading() as tx:
        gone_on = await tx.rows(dict[str, object], "select unit_id from referral where status = 'lapsed'")
    assert len(gone_on) == len(found), "nobody answered, so it went on"
    assert "Nothing was due" in (await brobygger(settings, "tick", "--at", later.isoformat())).out


async def test_asks_for_the_offset_of_a_time(settings: Settings, database: object):
    for wrong in ("2027-01-15T08:00:00", "tomorrow"):
        ran = await brobygger(settings, "tick", "--at", wrong)
        assert ran.code == 2
        assert wrong in ran.err
