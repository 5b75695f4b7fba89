"""Learning on a real database: referrals that people have decided on, the scheduled verb, and the way back."""

from typing import Any

import pytest

from api.accounts.actor import PROGRAM
from api.departments import queries as departments
from api.errors import NotFound
from api.language import Language
from api.routing import fitting, models, triage
from api.routing.learning import Verdict
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.models import ModelStatus, Replayed
from api.routing.profiles import load_router
from api.routing.referral import Decline, Redirection
from db.database import Database, Transaction
from tests import stories
from tests.api.routing.scope import changed_scope
from tests.people import actor_of, contact_address
from workers.schedule import SCHEDULE

TO = "IMU"
GOOD = {"nb": Replayed(10, 0.5, 0.6, 0.5, 0.5)}
WORSE = {"nb": Replayed(10, 0.5, 0.9, 0.5, 0.9), "nn": Replayed(10, 0.5, 0.4, 0.5, 0.5)}


def model(number: int) -> Learnt:
    return Learnt(f"learnt-{number:012x}", {"IMU": {"n:rein": float(number)}})


async def passed_on(tx: Transaction, count: int) -> None:
    """Problems about reindeer that lay with IBI, whose contact sends them to the department that has them now."""
    contact = await actor_of(tx, contact_address("IBI"))
    for language, text in changed_scope(count).taught:
        (referral,) = await stories.referred_to(tx, "IBI", title="Rein", description=text, language=language)
        await triage.redirect(tx, contact, referral.id, Redirection(TO, "They work with reindeer now."))


async def verdicts(tx: Transaction) -> dict[str, str]:
    found = await tx.rows(fitting.Decision, fitting.DECISIONS, tx.now - fitting.REMEMBERED, 100)
    return {decision.code: decision.verdict for decision in found}


async def test_a_redirect_says_where_it_was_wrong_and_where_it_is_right(tx: Transaction) -> None:
    await passed_on(tx, 1)
    assert await verdicts(tx) == {"IBI": Verdict.WRONG, TO: Verdict.RIGHT}


async def test_a_no_teaches_only_when_it_was_the_wrong_place(tx: Transaction) -> None:
    for code, wrong_place in (("IBI", False), ("IDI", True)):
        (referral,) = await stories.referred_to(tx, code)
        answer = Decline("No.", wrong_place=wrong_place)
        await triage.decline(tx, await actor_of(tx, contact_address(code)), referral.id, answer)
    assert await verdicts(tx) == {"IDI": Verdict.WRONG}


async def test_a_yes_says_that_it_was_right(tx: Transaction) -> None:
    await stories.opened_at(tx, "IDI")
    assert await verdicts(tx) == {"IDI": Verdict.RIGHT}


async def test_what_waits_and_what_is_made_up_teaches_nothing(tx: Transaction) -> None:
    await stories.referred_to(tx, "IDI", "IBI")
    await passed_on(tx, 1)
    await tx.run("update problem set demo = true")
    assert await verdicts(tx) == {}


async def test_the_night_learns_once_enough_is_new_and_every_process_hears(database: Database, tick: Any) -> None:
    assert any(line.run is fitting.learn_from_decisions and line.hours for line in SCHEDULE)
    async with database.transaction() as tx:
        await passed_on(tx, 9)
        assert await fitting.learn_from_decisions(tx) == 0
        before = await load_router(tx, tx.now.date())
        assert before.learnt is NOTHING_LEARNT
        await passed_on(tx, 60)
        told: list[object] = []
        async with database.pool.acquire() as listening:
            await listening.add_listener("routing", lambda *heard: told.append(heard))
            async with database.transaction() as night:
                assert await fitting.learn_from_decisions(night) == 0, "what is not committed is not seen"
            await listening.reset()
    async with database.pool.acquire() as listening:
        await listening.add_listener("routing", lambda *heard: told.append(heard))
        assert (await tick())["learn from decisions"] == 1
        await listening.fetchval("select 1")
        await listening.reset()
    assert told
    async with database.transaction() as tx:
        (kept,) = await models.newest(tx)
        assert kept.status is ModelStatus.ADOPTED
        assert kept.examples > 40
        assert set(kept.figures) <= {language.value for language in Language}
        after = await load_router(tx, tx.now.date())
        assert after.version.endswith(f"+{kept.version}")
        assert after.learnt.weights
        assert await fitting.learn_from_decisions(tx) == 0
        assert await tx.value("select count(*) from history where verb = 'routing.learnt'") == 1


async def test_a_worse_model_is_kept_for_the_record_and_not_used(tx: Transaction) -> None:
    assert await models.keep(tx, PROGRAM, model(1), 50, GOOD)
    assert not await models.keep(tx, PROGRAM, model(2), 60, WORSE)
    assert await models.adopted_weights(tx) == model(1)
    assert {found.version: found.status for found in await models.newest(tx)} == {
        model(1).version: ModelStatus.ADOPTED, model(2).version: ModelStatus.REFUSED,
    }  # fmt: skip


async def test_going_back_restores_what_was_there_before(tx: Transaction) -> None:
    plain = await load_router(tx, tx.now.date())
    await models.keep(tx, PROGRAM, model(1), 50, GOOD)
    first = await load_router(tx, tx.now.date())
    await models.keep(tx, PROGRAM, model(2), 60, GOOD)
    now = await models.back(tx, PROGRAM, None, reason="tests")
    assert now is not None
    assert now.version == model(1).version
    again = await load_router(tx, tx.now.date())
    assert (again.version, again.learnt) == (first.version, first.learnt)
    await models.back(tx, PROGRAM, model(2).version, reason="tests")
    assert (await models.adopted_weights(tx)).version == model(2).version
    await models.back(tx, PROGRAM, model(1).version, reason="tests")
    assert await models.back(tx, PROGRAM, None, reason="tests") is None
    assert (await load_router(tx, tx.now.date())).version == plain.version
    assert await tx.value("select count(*) from history where verb = 'routing.taken_back'") == 4


async def test_there_is_no_way_back_to_what_never_was(tx: Transaction) -> None:
    for version in (None, "learnt-0123456789ab"):
        with pytest.raises(NotFound):
            await models.back(tx, PROGRAM, version, reason="tests")


async def test_every_referral_names_what_was_learnt(tx: Transaction) -> None:
    await models.keep(tx, PROGRAM, model(1), 50, GOOD)
    router = await load_router(tx, tx.now.date())
    assert router.rank("Rein", "Reinen trekker ut på jernbanen.").version.endswith(model(1).version)
    assert await departments.desk(tx)


async def test_what_was_taken_back_stays_out_until_decisions_make_it_another(tx: Transaction) -> None:
    await models.keep(tx, PROGRAM, model(1), 50, GOOD)
    await models.keep(tx, PROGRAM, model(2), 60, GOOD)
    await models.back(tx, PROGRAM, None, reason="tests")
    assert not await models.keep(tx, PROGRAM, model(2), 80, GOOD)
    assert (await models.adopted_weights(tx)).version == model(1).version
    assert await models.keep(tx, PROGRAM, model(3), 90, GOOD)
    await models.back(tx, PROGRAM, model(2).version, reason="tests")
    assert (await models.adopted_weights(tx)).version == model(2).version, "who names it wants it"
