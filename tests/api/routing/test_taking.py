"""Who answers for a referral: a contact takes it, or hands it to a colleague, and the promise stands."""

from collections.abc import Awaitable, Callable

import pytest

from api.accounts import person
from api.accounts.actor import Role
from api.departments import queries as departments
from api.engagements import undoing
from api.errors import Invalid, NotFound, WrongState
from api.routing import taking, triage
from api.routing.referral import Decline
from api.routing.taking import Taking
from db.database import Database, Transaction
from tests import stories
from tests.people import actor_of, contact_address

ANNE = "anne@idi.example"


async def hire(tx: Transaction) -> None:
    unit = await departments.unit_by_code(tx, "IDI")
    assert unit is not None
    anne = await person.keep(tx, ANNE, "Anne", now=tx.now)
    await person.appoint(tx, anne.id, Role.CONTACT, unit.id, now=tx.now)


async def test_a_colleague_takes_it_and_nothing_else_changes(tx: Transaction) -> None:
    await hire(tx)
    (idi,) = await stories.referred_to(tx, "IDI")
    held = await taking.take(tx, await actor_of(tx, ANNE), idi.id, Taking())
    assert held.holder_name == "Anne"
    assert (held.reply_due_at, held.decision_due_at, held.status) == (idi.reply_due_at, idi.decision_due_at, idi.status)
    assert await tx.value("select count(*) from history where verb = 'referral.taken'") == 1
    assert await taking.take(tx, await actor_of(tx, ANNE), idi.id, Taking()) == held
    assert await tx.value("select count(*) from history where verb = 'referral.taken'") == 1


async def test_only_whoever_answers_for_the_unit_can_hold_it(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    contact = await actor_of(tx, contact_address("IDI"))
    with pytest.raises(Invalid):
        await taking.take(tx, contact, idi.id, Taking(contact_address("KULT")))
    with pytest.raises(NotFound):
        await taking.take(tx, await actor_of(tx, contact_address("KULT")), idi.id, Taking())
    await triage.decline(tx, contact, idi.id, Decline("No."))
    with pytest.raises(WrongState):
        await taking.take(tx, contact, idi.id, Taking())


async def test_what_somebody_has_taken_is_not_called_back(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    await triage.decline(tx, await actor_of(tx, contact_address("IDI")), idi.id, Decline("No."))
    desk = await tx.value("select id from referral where origin = 'fallback'")
    second = await person.keep(tx, "dora@example.org", "Dora", now=tx.now)
    unit = await departments.desk(tx)
    await person.appoint(tx, second.id, Role.DESK, unit.id, now=tx.now)
    await taking.take(tx, await actor_of(tx, "dora@example.org"), desk, Taking())
    with pytest.raises(WrongState):
        await undoing.undo(tx, await actor_of(tx, contact_address("IDI")), idi.id)


async def test_whoever_is_asked_to_hears_of_it_and_whoever_takes_it_knows(
    database: Database, deliver: Callable[[], Awaitable[dict[str, int]]]
) -> None:
    async with database.transaction() as tx:
        await hire(tx)
        (idi,) = await stories.referred_to(tx, "IDI")
        await taking.take(tx, await actor_of(tx, contact_address("IDI")), idi.id, Taking(ANNE.upper()))
    await deliver()
    async with database.transaction() as tx:
        assert await tx.value("select recipient from mail where occasion = 'taken'") == ANNE
        await taking.take(tx, await actor_of(tx, contact_address("IDI")), idi.id, Taking("me"))
    await deliver()
    async with database.reading() as tx:
        assert await tx.value("select count(*) from mail where occasion = 'taken'") == 1
