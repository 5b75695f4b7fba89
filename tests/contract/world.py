"""One of everything, in the state in which each route has something to do; and everyone who might come by."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import msgspec

from api.accounts import api_token, person
from api.accounts.actor import Actor, Role, visitor
from api.departments import absence
from api.departments.absence import Away
from api.engagements import claiming, opening, progress
from api.engagements.engagement import Completion
from api.language import Language
from api.organisations import organisation
from api.partnerships import following_up
from api.problems import attachment
from api.problems import queries as problems
from api.problems.attachment import SentFile
from api.routing import need, triage
from api.routing.need import Seeking
from api.routing.referral import Decline, Question
from api.vocabulary import editing
from api.vocabulary.concept import NewConcept, TermGiven
from db.database import Database, Transaction
from tests import stories
from tests.contract.triaged import triaged
from tests.people import actor_of, found_company
from tests.visitors import Visitors

ROLES = (
    "visitor", "company", "other_company", "student", "other_student", "contact", "other_contact", "teacher", "desk",
    "partner", "admin", "token",
)  # fmt: skip
EVERYONE = " ".join(ROLES)

ADDRESSES = {
    "company": "bedrift@example.org",
    "other_company": "rival@example.org",
    "student": "student1@example.org",
    "other_student": "student3@example.org",
    "contact": "kontakt.idi@example.org",
    "other_contact": "kontakt.kult@example.org",
    "teacher": "laerer.idi@example.org",
    "desk": "desk@example.org",
    "partner": "partner@example.org",
    "admin": "admin@example.org",
}

APPOINTMENT = (
    "select a.id from appointment a join person p on p.id = a.person_id where p.email = $1 and a.unit_id is not null"
)


class Things(msgspec.Struct, frozen=True):
    """What the placeholders of the matrix stand for."""

    unconfirmed: str
    problem: str
    asked: str
    organisation: str
    referral: str
    answered: str
    open: str
    ready: str
    running: str
    claim: str
    offered: str
    follow_up: str
    concept: str
    appointment: str
    attachment: str
    annex: str
    colleague: str
    rival: str
    teacher: str
    absence: str
    need: str
    to_hold: str
    held: str
    newer: str
    flag: str
    raised: str
    concern: str


async def furnish(database: Database) -> Things:
    async with database.transaction() as tx:
        await found_company(tx, ADDRESSES["other_company"], "Rita Rival", "Rival AS", Language.BOKMAL)
        contact = await actor_of(tx, ADDRESSES["contact"])
        unconfirmed = await stories.post(tx, visitor(Language.ENGLISH))
        (waiting,) = await stories.referred_to(tx, "IDI")
        (asked,) = await stories.referred_to(tx, "IDI")
        await triage.ask(tx, contact, asked.id, Question("How many?"))
        (answered,) = await stories.referred_to(tx, "IDI")
        await triage.decline(tx, contact, answered.id, Decline("No."))
        for_claims = await _opened(tx, contact)
        claim = await stories.claimed_by(tx, for_claims, 1)
        for_offers = await _opened(tx, contact)
        offered = await claiming.offer(tx, contact, (await stories.claimed_by(tx, for_offers, 1)).id)
        ready = await _opened(tx, contact)
        await stories.taken_by(tx, ready, 1)
        running = await _running(tx, contact)
        done = await _running(tx, contact)
        await progress.complete(tx, contact, done.reference, Completion("prototype", "It works.", None))
        await following_up.owe(tx, done.id)
        follow_up = await tx.value("select id from follow_up where kind = 'at_completion'")
        teacher = await actor_of(tx, ADDRESSES["teacher"])
        assert teacher.person_id is not None
        sought = await need.publish(tx, teacher, Seeking("Cases on pictures", "Pictures with something to count."))
        away = await absence.report(tx, teacher, teacher.person_id, Away(date(2091, 6, 1), date(2091, 6, 9)))
        problem = await problems.by_id(tx, waiting.problem_id)
        assert problem is not None
        return Things(
            unconfirmed.reference, problem.reference, asked.reference, str(problem.organisation_id), str(waiting.id),
            str(answered.id),
            for_claims.reference, ready.reference, running.reference, str(claim.id), str(offered.id), str(follow_up),
            str(await _concept(tx, contact)), str(await tx.value(APPOINTMENT, ADDRESSES["teacher"])),
            await _file(tx, problem.reference),
            await _file(tx, problem.reference, confidential=True),
            str(await _colleague(tx, problem.organisation_id)),
            await tx.value("select id::text from organisation where name = 'Rival AS'"),
            str(teacher.person_id), str(away.id),
            str(sought.id),
            *await triaged(tx, contact, await actor_of(tx, ADDRESSES["company"]), for_claims.reference),
        )  # fmt: skip


async def _opened(tx: Transaction, contact: Actor):
    (referral,) = await stories.referred_to(tx, "IDI")
    terms = stories.acceptance(supervisor_email=ADDRESSES["teacher"])
    return await opening.accept(tx, contact, referral.id, terms)


async def _file(tx: Transaction, reference: str, *, confidential: bool = False) -> str:
    company = await actor_of(tx, ADDRESSES["company"])
    sent = SentFile("plan.pdf", io.BytesIO(b"%PDF-1.7"))
    return str((await attachment.attach(tx, company, reference, sent, confidential=confidential)).id)


async def _concept(tx: Transaction, contact: Actor) -> UUID:
    """One that IDI alone says."""
    made = await editing.add(tx, contact, NewConcept(["dingseboms"]))
    (unit_id,) = contact.units_as(Role.CONTACT)
    await editing.give(tx, contact, unit_id, made.id, TermGiven(2))
    return made.id


async def _colleague(tx: Transaction, organisation_id: UUID) -> UUID:
    who = await person.keep(tx, "colleague@elsewhere.example", "Kolbjørn Kollega", now=tx.now)
    await organisation.join(tx, organisation_id, who.id, now=tx.now)
    return who.id


async def _running(tx: Transaction, contact: Actor):
    engagement = await _opened(tx, contact)
    await stories.taken_by(tx, engagement, 1)
    return await progress.start(tx, contact, engagement.reference)


async def client_of(role: str, visitors: Visitors, database: Database) -> httpx.AsyncClient:
    """`token` is the desk's own, with a scope that opens nothing here."""
    if role == "visitor":
        return await visitors.stranger()
    if role == "token":
        async with database.transaction() as tx:
            desk = await stories.person_named(tx, ADDRESSES["desk"])
            return await visitors.bearer(await api_token.create(tx, desk.id, "nothing", ["webhooks:write"]))
    return await visitors.signed_in(ADDRESSES[role])


async def what_is_there(database: Database) -> dict[str, Any]:
    """A sum over all that a route can change, to tell whether it did."""
    counted = {}
    async with database.reading() as tx:
        for table in (
            "problem",
            "referral",
            "message",
            "note",
            "flag",
            "concern",
            "engagement",
            "claim",
            "claim_member",
            "follow_up",
            "concept",
            "attachment",
            "agreement_signature",
            "organisation",
            "announcement",
            "turned_away",
            "membership",
            "invitation",
            "unit_term",
            "appointment",
            "unit",
            "setting",
            "unit_form",
            "absence",
            "need",
            "outbox",
        ):
            sql = f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"
            counted[table] = await tx.value(sql)
    return counted
