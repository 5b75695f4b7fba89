"""Plays all stories together, moment by moment, so that history reads as if it had been lived."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.accounts.actor import Actor
from api.demo import courses, people
from api.demo.afterwards import Afterwards
from api.demo.moments import Moments
from api.demo.story import Claim, OrganisationStory, ProblemStory, read_stories
from api.demo.thread import DESK, Thread
from api.demo.words import DECLINES
from api.departments import queries as departments
from api.organisations import org_number
from api.problems import submission
from api.problems.problem import PostedOrganisation, Posting
from api.routing.profiles import load_router
from db.database import Transaction

Act = Callable[[Transaction], Awaitable[None]]

# Numbers of the test population, which no real organisation has.
FIRST_NUMBER = 310_000_000

ORGANISATION = "select organisation_id, contact_id from problem where id = $1"
OF_KIND = "update organisation set kind = $2 where id = $1"


class _Posted(msgspec.Struct, frozen=True):
    organisation_id: UUID
    contact_id: UUID


class Played(NamedTuple):
    organisations: int
    problems: int


class Year:
    def __init__(
        self, tx: Transaction, moments: Moments, chance: Random, cast: dict[str, Actor], afterwards: Afterwards
    ) -> None:
        self._connection = tx.connection
        self._moments = moments
        self._chance = chance
        self._cast = cast
        self._afterwards = afterwards
        self._contacts: dict[str, Actor] = {}
        self._order = count()
        self._planned: list[tuple[datetime, int, Thread, Act]] = []

    def _plan(self, when: datetime, thread: Thread, act: Act) -> None:
        heappush(self._planned, (when, next(self._order), thread, act))

    async def play(self) -> None:
        """What is planned, in order; the steps of one problem never swap places, however close they come."""
        while self._planned:
            when, _order, thread, act = heappop(self._planned)
            if thread.last is not None and when <= thread.last:
                self._plan(thread.last + timedelta(minutes=1 + self._chance.randrange(9)), thread, act)
                continue
            tx = Transaction(self._connection, when)
            await self._afterwards.let_time_pass(tx)
            thread.last = when
            await act(tx)
            await self._afterwards.take_effect(tx)
        await self._afterwards.settle(Transaction(self._connection, self._moments.now))

    def tell(self, who: OrganisationStory, told: ProblemStory, number: str | None) -> None:
        thread = Thread(told, self._cast, self._moments, self._chance)
        posting = Posting(
            title=told.title,
            description=told.description,
            organisation=PostedOrganisation(who.name, number, who.country),
            contact=who.contact,
            language=told.language,
            wanted=told.wanted,
            confidentiality=told.confidentiality,
        )
        when = (
            self._moments.hours_ago(told.posted_hours_ago)
            if told.posted_hours_ago
            else self._moments.day(told.posted or 1)
        )

        async def post(tx: Transaction) -> None:
            known = self._contacts.get(who.contact.email)
            made = await submission.submit(tx, known or Actor(), posting, language=told.language, demo=True)
            thread.problem_id, thread.reference = made.id, made.reference
            if known is None:
                code = await self._afterwards.code_of(tx, made.id)
                soon = tx.now + timedelta(minutes=2 + self._chance.randrange(10))
                self._plan(soon, thread, lambda then: confirm(then, code))
            else:
                thread.contact = known
                self._plan(tx.now + timedelta(minutes=1), thread, lambda then: self._begin(then, thread))

        async def confirm(tx: Transaction, code: str) -> None:
            await submission.confirm(tx, thread.reference, submission.CodeTyped(code))
            posted = await tx.row(_Posted, ORGANISATION, thread.problem_id)
            assert posted is not None
            await tx.run(OF_KIND, posted.organisation_id, who.kind)
            thread.contact = Actor(
                person_id=posted.contact_id,
                name=who.contact.name,
                email=who.contact.email,
                language=told.language,
                organisation_ids=frozenset({posted.organisation_id}),
            )
            self._contacts[who.contact.email] = thread.contact
            self._plan(tx.now + timedelta(minutes=1), thread, lambda then: self._begin(then, thread))

        self._plan(when, thread, post)

    async def _begin(self, tx: Transaction, thread: Thread) -> None:
        """The problem has been routed: now everyone's part can be planned, that of the unnamed departments too."""
        told = thread.told
        for step in told.steps:
            self._plan(self._moments.day(step.day), thread, lambda then, step=step: thread.take(then, step))
            if isinstance(step, Claim):
                if step.offered:
                    offered = self._moments.day(step.offered)
                    self._plan(offered, thread, lambda then, step=step: thread.offer(then, step))
                if step.taken:
                    taken = self._moments.day(step.taken)
                    self._plan(taken, thread, lambda then, step=step: thread.accept_offer(then, step))
        referrals = await thread.open_referrals(tx)
        lies_with = {referral.unit_code for referral in referrals}
        spare = [r for r in referrals if r.unit_code not in told.early]
        spare.sort(key=lambda r: (r.unit_code != DESK, r.score))
        wanted = told.departments[:1] if told.steps else told.departments
        reasons = list(DECLINES[told.language])
        self._chance.shuffle(reasons)
        for code in wanted:
            if code not in lies_with and spare and (when := self._soon(tx, told)):
                self._plan(when, thread, self._passing_on(thread, spare.pop(0).id, code))
        for place, referral in enumerate(spare):
            if told.posted and referral.unit_code != DESK and (when := self._soon(tx, told)):
                self._plan(when, thread, self._turning_down(thread, referral.id, reasons[place % len(reasons)]))

    def _soon(self, tx: Transaction, told: ProblemStory) -> datetime | None:
        if told.posted and told.posted > 1:
            return self._moments.day(told.posted - 1)
        return self._moments.soon_after(tx.now)

    @staticmethod
    def _passing_on(thread: Thread, referral_id: UUID, code: str) -> Act:
        async def act(tx: Transaction) -> None:
            held = {referral.id: referral for referral in await thread.open_referrals(tx)}
            if referral_id in held and code not in {r.unit_code for r in held.values()}:
                await thread.pass_on(tx, held[referral_id], code)

        return act

    @staticmethod
    def _turning_down(thread: Thread, referral_id: UUID, reason: str) -> Act:
        async def act(tx: Transaction) -> None:
            for referral in await thread.open_referrals(tx):
                if referral.id == referral_id:
                    await thread.turn_down(tx, referral, reason)

        return act


async def load(tx: Transaction, base_url: str, seed: str) -> Played:
    """The whole year up to now, all in this transaction. The same seed gives the same year on the same day."""
    chance = Random(seed)  # noqa: S311
    stories = read_stories()
    moments = Moments(tx.now, await departments.work_calendar(tx), chance)
    cast = await people.as_actors(tx, [one.email for one in await people.wanted(tx)])
    router = await load_router(tx, tx.now.date())
    year = Year(tx, moments, chance, cast, await Afterwards.beginning(tx, router, base_url))
    numbers = (str(n) for n in count(FIRST_NUMBER) if org_number.is_valid(str(n)))
    for who in stories:
        number = next(numbers) if who.numbered and who.country == "NO" else None
        for told in who.problems:
            year.tell(who, told, number)
    await year.play()
    await courses.seek(tx, cast, router)
    return Played(len(stories), sum(len(who.problems) for who in stories))
