"""A year in which many people act and nobody watches: days go by, the worker ticks, people do their part or don't."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.departments import queries as departments
from api.departments.calendar import WorkCalendar
from db.database import Database
from tests.people import contact_address
from tests.simulation.cast import gather
from tests.simulation.playing import DESK, Players
from tests.visitors import Visitors

OSLO = ZoneInfo("Europe/Oslo")
Work = Callable[[], Awaitable[object]]


class Plan(NamedTuple):
    """`silence` is from and until which week two departments say nothing at all; `departures` are days of the year.

    `merger` is the day on which one department goes up into another, decided six weeks before.
    """

    begins: date
    weeks: int
    problems: int
    companies: int
    students: int
    silence: tuple[int, int]
    departures: tuple[int, ...]
    merger: date | None = None


WHOLE = Plan(date(2026, 8, 17), 52, 800, 240, 90, (6, 12), (40, 75, 120, 200, 260), date(2027, 1, 4))
SHORT = Plan(date(2026, 11, 9), 6, 40, 20, 12, (1, 6), (10,))


class AcademicYear:
    def __init__(self, visitors: Visitors, database: Database, tick: Work, plan: Plan, seed: str) -> None:
        self.visitors = visitors
        self.database = database
        self.tick = tick
        self.plan = plan
        self.dice = Random(seed)
        # Until when the first contact of a department is away.
        self.away: dict[str, date] = {}

    async def play(self) -> None:
        await self._set(self.plan.begins, time(8))
        async with self.database.transaction() as tx:
            cast = await gather(tx, self.plan.companies, self.plan.students)
            calendar = await departments.work_calendar(tx)
        players = Players(self.visitors, cast, self.dice)
        silent = set(self.dice.sample(cast.departments, 2))
        whose = self.dice.sample(cast.departments, len(self.plan.departures))
        leaving = dict(zip(self.plan.departures, whose, strict=True))
        merging = self.dice.sample(sorted(set(cast.departments) - silent - set(whose)), 2)
        days = [self.plan.begins + timedelta(days=n) for n in range(self.plan.weeks * 7)]
        posted = 0
        for number, day in enumerate(days):
            if day.weekday() >= 5:
                continue
            players.now = await self._set(day, time(9))
            await self.tick()
            if number in leaving:
                await players.leaves(leaving[number])
            if self.plan.merger and day == self.plan.merger - timedelta(weeks=6):
                await players.decide_merger(merging[0], merging[1], self.plan.merger)
            if self.plan.merger and day == self.plan.merger:
                players.gone.add(merging[0])
            due = round(self.plan.problems * (number + 1) / len(days))
            for posting in range(posted, due):
                await players.post(posting)
            posted = due
            await self.tick()
            week = number // 7
            quiet = silent if self.plan.silence[0] <= week < self.plan.silence[1] else set[str]()
            await self._people_act(players, calendar, day, quiet, {code for n, code in leaving.items() if n <= number})
            await self.tick()
            await self._set(day, time(16))
            await self.tick()

    async def _people_act(
        self, players: Players, calendar: WorkCalendar, day: date, quiet: set[str], left: set[str]
    ) -> None:
        await players.look_after_problems()
        for student in players.cast.students:
            if self.dice.random() < 0.06:
                await players.study(student)
        if not calendar.is_working_day(day):
            return
        for code in players.cast.departments:
            first, second = self.dice.random() < 0.55, self.dice.random() < 0.2
            if code in quiet or code in players.gone:
                continue
            is_here = code not in left and day > self.away.get(code, date.min)
            if is_here and self.dice.random() < 0.008:
                self.away[code] = await players.goes_away(contact_address(code), self.dice.randrange(3, 21))
                is_here = False
            if first and is_here:
                await players.empty_inbox(contact_address(code), code)
            if second or (first and code in left):
                await players.empty_inbox(players.cast.deputies[code], code)
        if self.dice.random() < 0.7:
            await players.empty_inbox(DESK, "DESK")
        await players.look_after_work()

    async def _set(self, day: date, at: time) -> datetime:
        moment = datetime.combine(day, at, tzinfo=OSLO)
        answer = await (await self.visitors.stranger()).post("/dev/clock", json={"now": moment.isoformat()})
        assert answer.status_code == 200, answer.text
        return moment
