import msgspec

from api.commands.check import Level, look
from api.settings import Settings, Smtp
from db import outbox
from db.database import Database
from db.ids import new_id
from tests.api.commands.running import brobygger


def _faults(findings: list[object]) -> set[str]:
    return {finding.about for finding in findings if finding.level is Level.FAULT}  # type: ignore[attr-defined]


async def test_a_healthy_installation_has_no_faults(settings: Settings, database: Database):
    ran = await brobygger(settings, "check")
    assert ran.code == 0, ran.out
    for subject in ("settings", "database", "redis", "mail", "storage", "disk", "outbox", "institution"):
        assert subject in ran.out
    assert "NTNU" in ran.out
    assert "FAULT" not in ran.out


async def test_a_unit_that_hangs_on_one_person_is_a_note_and_no_fault(settings: Settings, database: Database):
    findings = await look(settings)
    assert [finding.level for finding in findings if finding.about == "contacts"] == [Level.WARNING]
    assert not _faults(list(findings))


async def test_a_fact_that_was_given_up_is_a_fault(settings: Settings, database: Database):
    async with database.transaction() as tx:
        await outbox.put(tx, "problem.submitted", new_id())
        await tx.run("update outbox set dead_at = now(), last_error = 'LookupError: no such problem'")
    ran = await brobygger(settings, "check")
    assert ran.code == 1
    fault = next(line for line in ran.out.splitlines() if "FAULT" in line)
    assert "problem.submitted" in fault
    assert "LookupError" in fault


async def test_each_server_that_is_away_is_one_fault_and_no_password_is_shown(settings: Settings):
    away = msgspec.structs.replace(
        settings,
        database_url="postgresql://house:hush@127.0.0.1:1/none",
        redis_url="redis://:hush@127.0.0.1:1/0",
        smtp=Smtp(host="127.0.0.1", port=1, sender="a@b.example", username="u", password="hush"),
    )
    findings = await look(away)
    assert _faults(list(findings)) == {"database", "redis", "mail"}
    assert not any("hush" in finding.said for finding in findings)


async def test_a_database_without_its_migrations_is_a_fault(settings: Settings, database: Database):
    async with database.transaction() as tx:
        await tx.run("delete from schema_migration where version = (select max(version) from schema_migration)")
    ran = await brobygger(settings, "check")
    assert ran.code == 1
    assert "brobygger migrate" in ran.out
