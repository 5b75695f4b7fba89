"""What must be true of a year afterwards, whatever the dice said."""

# ruff: noqa: E501 - SQL of one thought a line

import hashlib
from datetime import datetime
from typing import Any

from db.database import Database
from tests.simulation.playing import DESK, Players

# Each finds what is wrong; `$1` is the time.
WRONG = {
    "a problem that goes on without a named owner or a date ahead": """
        select p.reference, p.status from problem p where p.status in ('submitted', 'waiting', 'engaged') and not exists (
            select 1 from referral r where r.problem_id = p.id and r.status in ('waiting', 'asked')
            and r.holder_id is not null and r.wakes_at > $1 and r.moves_on_at > $1)
        and not exists (
            select 1 from engagement e where e.problem_id = p.id and e.status in ('open', 'running') and e.next_at > $1)""",
    "a first answer that came too late, or not, and nobody was told": """
        select r.id from referral r where r.reply_due_at <= $1 and (r.first_reply_at is null or r.first_reply_at > r.reply_due_at)
            and (r.decided_at is null or r.decided_at > r.reply_due_at) and not exists (
                select 1 from history h where h.subject_id = r.id and h.verb = 'referral.escalated'
                and h.at <= r.reply_due_at + interval '1 minute')""",
    "a decision that is late, and nobody was told": """
        select r.id from referral r where r.status = 'waiting' and coalesce(r.first_reply_at, r.resumed_at) is not null
            and r.decision_due_at <= $1 and not exists (
                select 1 from referral_stage s where s.referral_id = r.id and s.stage = 'escalate' and s.due_at = r.decision_due_at)""",
    "silence that lasted longer than the grace": """
        select r.id from referral r where r.status in ('waiting', 'asked') and r.moves_on_at <= $1""",
    "a mail that did not go out": "select id from mail where sent_at is null",
    "a fact without its effect": "select id, topic, last_error from outbox where done_at is null",
    "the same mail twice": """
        select recipient, occasion, subject from mail group by recipient, occasion, subject, text, created_at having count(*) > 1""",
    "told again of what happens once": """
        select recipient, occasion, subject from mail
        where occasion in ('confirm_problem', 'problem_routed', 'new_referral', 'question', 'accepted', 'declined', 'lapsed', 'went_on',
            'called_off', 'withdrawn', 'claim_submitted', 'claim_offered', 'claim_declined', 'work_started', 'work_completed')
        group by recipient, occasion, subject, text having count(*) > 1""",
    "one stage of one due time told twice": """
        select subject_id, verb, at from history where verb in ('referral.lapsed', 'referral.reminded', 'referral.escalated', 'engagement.cancelled')
        group by subject_id, verb, at having count(*) > 1""",
    "work that nobody asks after": """
        select e.reference from engagement e where e.status in ('open', 'running') and (e.next_at is null or e.next_at <= $1)""",
}

# Everything that happened, without what is drawn anew each time: ids and references.
TOLD = """
select h.at, h.actor_name, h.verb, coalesce(u.code, '') as unit, coalesce(p.title, e.title, '') as title, h.reason
from history h left join unit u on u.id = h.unit_id left join problem p on p.id = h.problem_id
left join engagement e on e.id = h.engagement_id
where h.verb not like 'session.%'
order by h.at, h.verb, title, unit, h.actor_name, h.reason
"""

COUNTS = "select verb, count(*) as count from history group by verb order by count desc"


async def faults(database: Database, now: datetime) -> dict[str, list[dict[str, Any]]]:
    async with database.reading() as tx:
        found = {
            what: await tx.rows(dict[str, Any], sql, *([now] if "$1" in sql else [])) for what, sql in WRONG.items()
        }
    return {what: rows[:5] for what, rows in found.items() if rows}


async def unseen(database: Database, players: Players, now: datetime) -> list[str]:
    """Problems that go on and of which the API does not say who has them and what comes next, and when."""
    async with database.reading() as tx:
        rows = await tx.rows(
            dict[str, str], "select reference from problem where status in ('waiting', 'engaged') order by id"
        )
    wrong: list[str] = []
    for row in rows:
        shown = await players.ask(DESK, f"/problems/{row['reference']}")
        held, ahead = shown["held_by"], shown["next_date"]
        if not held or not held["name"] or not ahead or datetime.fromisoformat(ahead) <= now:
            wrong.append(f"{row['reference']}: {held} {ahead}")
    return wrong


async def digest(database: Database) -> str:
    async with database.reading() as tx:
        rows = await tx.rows(dict[str, Any], TOLD)
    told = hashlib.sha256()
    for row in rows:
        told.update("|".join(str(value) for value in row.values()).encode())
    return told.hexdigest()


async def counts(database: Database) -> dict[str, int]:
    async with database.reading() as tx:
        return {row["verb"]: row["count"] for row in await tx.rows(dict[str, Any], COUNTS)}
