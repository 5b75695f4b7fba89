"""Everything that is kept about one person, for that person: the right of access, without asking anybody."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from api.accounts import person, preference, session
from api.accounts.person import Person
from api.accounts.preference import Preference
from api.accounts.session import Session
from api.problems.brief import Brief
from db.database import Transaction

AT_MOST = 5000

ROLES = """
select a.role, u.code as department, a.since, a.until from appointment a left join unit u on u.id = a.unit_id
where a.person_id = $1 order by a.since, a.id limit $2
"""

MEMBERSHIPS = """
select o.name as organisation, o.org_number, m.since, m.until
from membership m join organisation o on o.id = m.organisation_id
where m.person_id = $1 order by m.since, o.id limit $2
"""

TOKENS = """
select name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at from api_token
where person_id = $1 order by created_at desc limit $2
"""

PROBLEMS = """
select p.reference, p.status, p.title, p.description, p.language, o.name as organisation, p.created_at, p.confirmed_at,
    p.ended_at, p.brief
from problem p join organisation o on o.id = p.organisation_id where p.contact_id = $1 order by p.id desc limit $2
"""

DRAFTS = "select typed, created_at, changed_at from draft where person_id = $1 order by id desc limit $2"

CLAIMS = """
select e.reference as engagement, e.title, c.status, c.lead_id = $1 as leads,
    case when c.lead_id = $1 then c.motivation end as motivation, c.rank, c.reason, c.created_at, c.offered_at,
    c.decided_at
from claim_member m join claim c on c.id = m.claim_id join engagement e on e.id = c.engagement_id
where m.person_id = $1 order by c.id desc limit $2
"""

# By way of the problems that the person had to do with, since messages lie by problem.
MESSAGES = """
select p.reference as problem, m.kind, m.body as text, m.sent_at
from message m join problem p on p.id = m.problem_id
where m.author_id = $1 and m.problem_id in (
    select q.id from problem q where q.contact_id = $1
    union select h.problem_id from history h
    where h.actor_id = $1 and h.verb in ('referral.asked', 'referral.answered', 'message.sent'))
order by m.id desc limit $2
"""

HISTORY = """
select h.at, h.verb, h.reason, p.reference as problem, e.reference as engagement, u.code as department
from history h
left join problem p on p.id = h.problem_id
left join engagement e on e.id = h.engagement_id
left join unit u on u.id = h.unit_id
where h.actor_id = $1 order by h.at desc, h.id desc limit $2
"""

SUPERVISED = """
select e.reference as engagement, e.title, e.status, e.opened_at, e.ended_at from engagement e
where e.supervisor_id = $1 order by e.id desc limit $2
"""


ABSENCES = """
select starts_on, ends_on, reported_at, cancelled_at from absence where person_id = $1 order by starts_on, id limit $2
"""

NEEDS = """
select u.code as department, n.status, n.title, n.description, n.published_at, n.closed_at
from need n join unit u on u.id = n.unit_id where n.owner_id = $1 order by n.id desc limit $2
"""

ANSWER_LINKS = """
select p.reference as problem, l.answer, l.created_at, l.expires_at, l.used_at
from answer_link l join referral r on r.id = l.referral_id join problem p on p.id = r.problem_id
where l.person_id = $1 order by l.id desc limit $2
"""


WRITTEN = """
select w.kind, p.reference as problem, w.text, w.at from (
    select 'note' as kind, problem_id, body as text, written_at as at from note where author_id = $1
    union all select 'flag', problem_id, note, raised_at from flag where raised_by = $1
    union all select 'opinion', problem_id, opinion, opinion_at from flag where opinion_by = $1
    union all select 'concern', problem_id, text, reported_at from concern where reporter_id = $1
) w join problem p on p.id = w.problem_id order by w.at, w.kind limit $2
"""


class OwnRole(msgspec.Struct, frozen=True):
    role: str
    department: str | None
    since: datetime
    until: datetime | None


class OwnMembership(msgspec.Struct, frozen=True):
    organisation: str
    org_number: str | None
    since: datetime
    until: datetime | None


class OwnToken(msgspec.Struct, frozen=True):
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class OwnProblem(msgspec.Struct, frozen=True):
    reference: str
    status: str
    title: str
    description: str
    language: str
    organisation: str
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    brief: Brief


class OwnDraft(msgspec.Struct, frozen=True):
    """What is begun and not sent, as it was typed."""

    typed: dict[str, str | list[str]]
    created_at: datetime
    changed_at: datetime


class OwnClaim(msgspec.Struct, frozen=True):
    """The motivation is given to whoever wrote it."""

    engagement: str
    title: str
    status: str
    leads: bool
    motivation: str | None
    rank: int | None
    reason: str | None
    created_at: datetime
    offered_at: datetime | None
    decided_at: datetime | None


class OwnMessage(msgspec.Struct, frozen=True):
    problem: str
    kind: str
    text: str
    sent_at: datetime


class OwnAct(msgspec.Struct, frozen=True):
    at: datetime
    verb: str
    reason: str
    problem: str | None
    engagement: str | None
    department: str | None


class OwnAnswerLink(msgspec.Struct, frozen=True):
    """A link that was mailed to the person to answer a problem with."""

    problem: str
    answer: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class OwnSupervision(msgspec.Struct, frozen=True):
    engagement: str
    title: str
    status: str
    opened_at: datetime
    ended_at: datetime | None


class OwnAbsence(msgspec.Struct, frozen=True):
    starts_on: date
    ends_on: date
    reported_at: datetime
    cancelled_at: datetime | None


class OwnNeed(msgspec.Struct, frozen=True):
    department: str
    status: str
    title: str
    description: str
    published_at: datetime
    closed_at: datetime | None


class OwnWriting(msgspec.Struct, frozen=True):
    """A note to other departments, a question raised, a second opinion, or a concern."""

    kind: str
    problem: str
    text: str
    at: datetime


class OwnData(msgspec.Struct, frozen=True):
    """Each list is cut at `AT_MOST` rows; nothing in it is about anyone else."""

    made_at: datetime
    person: Person
    preference: Preference
    roles: list[OwnRole]
    memberships: list[OwnMembership]
    sessions: list[Session]
    tokens: list[OwnToken]
    problems: list[OwnProblem]
    drafts: list[OwnDraft]
    claims: list[OwnClaim]
    supervised: list[OwnSupervision]
    messages: list[OwnMessage]
    history: list[OwnAct]
    answer_links: list[OwnAnswerLink]
    absences: list[OwnAbsence]
    needs: list[OwnNeed]
    written: list[OwnWriting]


async def of(tx: Transaction, person_id: UUID) -> OwnData:
    own = await person.by_id(tx, person_id)
    assert own is not None
    return OwnData(
        tx.now,
        own,
        await preference.of(tx, person_id),
        await tx.rows(OwnRole, ROLES, person_id, AT_MOST),
        await tx.rows(OwnMembership, MEMBERSHIPS, person_id, AT_MOST),
        await session.open_ones(tx, person_id),
        await tx.rows(OwnToken, TOKENS, person_id, AT_MOST),
        await tx.rows(OwnProblem, PROBLEMS, person_id, AT_MOST),
        await tx.rows(OwnDraft, DRAFTS, person_id, AT_MOST),
        await tx.rows(OwnClaim, CLAIMS, person_id, AT_MOST),
        await tx.rows(OwnSupervision, SUPERVISED, person_id, AT_MOST),
        await tx.rows(OwnMessage, MESSAGES, person_id, AT_MOST),
        await tx.rows(OwnAct, HISTORY, person_id, AT_MOST),
        await tx.rows(OwnAnswerLink, ANSWER_LINKS, person_id, AT_MOST),
        await tx.rows(OwnAbsence, ABSENCES, person_id, AT_MOST),
        await tx.rows(OwnNeed, NEEDS, person_id, AT_MOST),
        await tx.rows(OwnWriting, WRITTEN, person_id, AT_MOST),
    )
