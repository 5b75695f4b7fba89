"""The clock of open referrals: what happens when nobody does anything. It takes the time from its transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from api.departments import queries as departments
from api.departments.calendar import WorkCalendar
from api.departments.choosing import units_under
from api.departments.setting import UnitSettings, settings_of
from api.departments.unit import UnitKind
from api.routing import asking_again, escalation, lapsing, queries, timing
from api.routing.referral import Referral, ReferralStatus
from db.database import Transaction

# A stage that could not be taken is not tried again in the same breath.
SOON = timedelta(minutes=1)


async def work(tx: Transaction, limit: int = 50) -> int:
    """Look at each referral whose time has come, or whose dates have changed; how many were looked at."""
    calendar = await departments.work_calendar(tx)
    chosen: dict[UUID, UnitSettings] = {}
    found = await tx.rows(Referral, queries.AWAKE, tx.now, limit)
    for referral in found:
        if referral.unit_id not in chosen:
            chosen[referral.unit_id] = (await settings_of(tx, referral.unit_id)).values
        look = _ask_on if referral.status is ReferralStatus.ASKED else _await_answer
        await look(tx, referral, chosen[referral.unit_id], calendar)
    return len(found)


async def _await_answer(tx: Transaction, referral: Referral, chosen: UnitSettings, calendar: WorkCalendar) -> None:
    times = timing.of_answering(referral, chosen, calendar)
    if tx.now < times.due_at:
        since = referral.resumed_at or referral.created_at
        # Somebody who has just been told need not be reminded.
        if since < times.remind_at <= tx.now:
            await escalation.remind(tx, referral, times.due_at)
        wakes_at = times.remind_at if tx.now < times.remind_at else times.due_at
        await _set_alarm(tx, referral, wakes_at, times.moves_on_at)
        return
    await escalation.escalate(tx, referral, times.due_at)
    if referral.unit_kind is UnitKind.DESK:
        await escalation.renew(tx, referral, calendar.due_after(tx.now, chosen.decision_days))
    elif tx.now >= times.moves_on_at:
        await lapsing.lapse(tx, referral)
    else:
        await _set_alarm(tx, referral, times.moves_on_at, times.moves_on_at)


async def _ask_on(tx: Transaction, referral: Referral, chosen: UnitSettings, calendar: WorkCalendar) -> None:
    times = timing.of_asking(referral, chosen, calendar)
    if tx.now >= times.moves_on_at:
        await asking_again.resume(tx, referral, calendar.due_after(tx.now, chosen.decision_days))
        return
    if tx.now >= times.again_at:
        await asking_again.remind(tx, referral, is_last=tx.now >= times.last_at)
    wakes_at = next(at for at in times if at > tx.now)
    await _set_alarm(tx, referral, wakes_at, times.moves_on_at)


async def wake(tx: Transaction, unit_id: UUID) -> int:
    """Look anew at what lies with a unit that has chosen other times; at everything when it is the institution."""
    return await tx.run(queries.WAKE, await units_under(tx, unit_id) or None)


async def _set_alarm(tx: Transaction, referral: Referral, wakes_at: datetime, moves_on_at: datetime) -> None:
    await tx.run(queries.SET_ALARM, referral.id, max(wakes_at, tx.now + SOON), moves_on_at)
