"""What each topic of the outbox sets going; a fact's effect and its settling are one transaction."""

import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from uuid import UUID

from api.engagements import clock as engagement_clock
from api.errors import Away
from api.notifications import mail
from api.notifications.hearing import HEARERS
from api.notifications.replying import addressed
from api.organisations import verifying
from api.organisations.register import Register, register_for
from api.partnerships import following_up
from api.problems import file_keeping
from api.routing import clock, meeting_needs, standing_in
from api.routing import queries as routing
from api.routing.matching import Router
from api.routing.profiles import load_router
from api.routing.referring import route
from api.settings import Settings
from api.storage import Storage
from db import outbox
from db.database import Database, Transaction
from db.outbox import Fact
from workers.postbox import Postbox

log = logging.getLogger(__name__)


class Delivered(Enum):
    DONE = "done"
    NOT_OURS = "not ours"
    PUT_OFF = "put off"
    DEAD = "dead"


class Deliveries:
    """The hands of a worker: what it needs to make facts have their effects."""

    def __init__(self, database: Database, settings: Settings, postbox: Postbox) -> None:
        self.database = database
        self.settings = settings
        self.postbox = postbox
        self.storage = Storage(settings)
        self.router: Router | None = None
        self.register: Register = register_for(settings.register_url)
        self.effects: dict[str, Callable[[Transaction, Fact], Awaitable[object]]] = {
            "problem.submitted": self._route,
            "engagement.completed": self._owe_follow_ups,
            "mail.written": self._send,
            "person.dismissed": self._take_over,
            "problem.routed": self._meet_needs,
            "referral.created": self._tell_of_needs,
            "need.published": self._meet_problems,
            "attachment.received": self._hand_over,
            "attachment.removed": self._remove_file,
            "organisation.register_asked": self._ask_register,
            "register.changes_asked": self._read_changes,
            "setting.chosen": self._set_clocks,
        }

    def adopt(self, router: Router) -> None:
        self.router = router

    async def deliver(self, fact_id: int) -> Delivered:
        """Whatever fails is rolled back whole and put off, longer each time, until it is dead and a person looks."""
        try:
            async with self.database.transaction() as tx:
                fact = await outbox.lock(tx, fact_id)
                if fact is None:
                    return Delivered.NOT_OURS
                await self._take_effect(tx, fact)
                await outbox.settle(tx, fact.id)
                return Delivered.DONE
        except Exception as error:
            if isinstance(error, Away):
                log.warning("fact %s waits: %s", fact_id, error)
            else:
                log.exception("fact %s could not be delivered", fact_id)
            return await self._put_off(fact_id, error)

    async def _put_off(self, fact_id: int, error: Exception) -> Delivered:
        async with self.database.transaction() as tx:
            fact = await outbox.lock(tx, fact_id)
            if fact is None:
                return Delivered.NOT_OURS
            said = f"{type(error).__name__}: {error}"
            is_dead = await outbox.fail(tx, fact, said, away=isinstance(error, Away))
        return Delivered.DEAD if is_dead else Delivered.PUT_OFF

    async def _take_effect(self, tx: Transaction, fact: Fact) -> None:
        if effect := self.effects.get(fact.topic):
            await effect(tx, fact)
        if hearer := HEARERS.get(fact.topic):
            letters = await hearer(tx, fact, self.settings.base_url)
            await mail.write(tx, fact.id, await addressed(tx, fact, letters, self.settings))

    async def _router(self, tx: Transaction) -> Router:
        if self.router is None:
            self.router = await load_router(tx, tx.now.date())
        return self.router

    async def _meet_needs(self, tx: Transaction, fact: Fact) -> None:
        await meeting_needs.meet_problem(tx, await self._router(tx), fact.subject_id)

    async def _tell_of_needs(self, tx: Transaction, fact: Fact) -> None:
        referral = await routing.by_id(tx, fact.subject_id)
        if referral is not None:
            await meeting_needs.tell(tx, referral.problem_id)

    async def _meet_problems(self, tx: Transaction, fact: Fact) -> None:
        await meeting_needs.meet_need(tx, await self._router(tx), fact.subject_id)

    async def _route(self, tx: Transaction, fact: Fact) -> None:
        await route(tx, fact.subject_id, await self._router(tx))

    async def _owe_follow_ups(self, tx: Transaction, fact: Fact) -> None:
        await following_up.owe(tx, fact.subject_id)

    async def _take_over(self, tx: Transaction, fact: Fact) -> None:
        if fact.payload.get("unit_id"):
            await standing_in.take_over(tx, fact.subject_id, UUID(fact.payload["unit_id"]))

    async def _set_clocks(self, tx: Transaction, fact: Fact) -> None:
        await clock.wake(tx, fact.subject_id)
        await engagement_clock.wake(tx, fact.subject_id)

    async def _send(self, tx: Transaction, fact: Fact) -> None:
        """Sent before it is settled: a crash in between shows the receiver the same Message-ID twice, not never."""
        letter = await mail.unsent(tx, fact.subject_id)
        if letter is not None:
            await self.postbox.send(letter)
            await mail.mark_sent(tx, letter.id)

    async def _hand_over(self, tx: Transaction, fact: Fact) -> None:
        await file_keeping.hand_over(tx, self.storage, fact.subject_id)

    async def _remove_file(self, _tx: Transaction, fact: Fact) -> None:
        await self.storage.remove(fact.payload["key"])

    async def _ask_register(self, tx: Transaction, fact: Fact) -> None:
        await verifying.answer_asked(tx, self.register, fact.payload["number"])

    async def _read_changes(self, tx: Transaction, _fact: Fact) -> None:
        await verifying.read_changes(tx, self.register)
