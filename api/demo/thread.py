"""One problem on its way through the demo year: what is known of it, and one method for each kind of step."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from api.accounts.actor import Actor
from api.demo import people, story
from api.demo.moments import Moments
from api.demo.words import PASSED_ON
from api.departments import queries as departments
from api.departments.term import next_terms
from api.departments.unit import FormOfUse
from api.engagements import claiming, opening, progress
from api.engagements.claim import Claiming
from api.engagements.engagement import Acceptance, Cancellation, Completion, Places, Relevance
from api.partnerships import following_up
from api.partnerships.follow_up import FollowUpAnswer
from api.routing import answering, triage
from api.routing import queries as routing
from api.routing.referral import Decline, Question, Redirection, Referral
from db.database import Transaction

FOLLOW_UP = """
select f.id from follow_up f join engagement e on e.id = f.engagement_id where e.reference = $1 and f.kind = $2
"""

DESK = "DESK"
BEFORE = timedelta(minutes=25)


def term_of(day: date) -> str:
    return f"{day.year}-{'spring' if day.month < 7 else 'autumn'}"


class Thread:
    """`contact` signs in once the first problem is confirmed; until then nobody is known."""

    def __init__(self, told: story.ProblemStory, cast: dict[str, Actor], moments: Moments, chance: Random) -> None:
        self.told = told
        self.problem_id: UUID | None = None
        self.reference = ""
        self.contact = Actor()
        self.engagement = ""
        self.unit = ""
        self.claims: dict[str, UUID] = {}
        self.last: datetime | None = None
        self._cast = cast
        self._moments = moments
        self._chance = chance

    def _of(self, code: str) -> Actor:
        """Most often the first contact, now and then the second."""
        first, second = (
            (people.DESK, people.SECOND_AT_DESK)
            if code == DESK
            else (people.contact_of(code), people.second_contact_of(code))
        )
        return self._cast[first if self._chance.random() < 0.8 else second]

    @property
    def _teacher(self) -> Actor:
        return self._cast[people.teacher_of(self.unit)]

    async def open_referrals(self, tx: Transaction) -> list[Referral]:
        assert self.problem_id is not None
        return [referral for referral in await routing.of_problem(tx, self.problem_id) if referral.is_open]

    async def _held_by(self, tx: Transaction, code: str) -> Referral:
        """The open referral there; brought there first by whoever has it, when the matching chose others."""
        held = await self.open_referrals(tx)
        for referral in held:
            if referral.unit_code == code:
                return referral
        earlier = Transaction(tx.connection, tx.now - BEFORE)
        spare = min(held, key=lambda r: (r.unit_code != DESK, r.score))
        await self.pass_on(earlier, spare, code)
        return next(r for r in await self.open_referrals(tx) if r.unit_code == code)

    async def pass_on(self, tx: Transaction, referral: Referral, code: str) -> None:
        reason = self.told.passed_on or self._chance.choice(PASSED_ON[self.told.language])
        await triage.redirect(tx, self._of(referral.unit_code), referral.id, Redirection(code, reason))

    async def turn_down(self, tx: Transaction, referral: Referral, reason: str) -> None:
        await triage.decline(tx, self._of(referral.unit_code), referral.id, Decline(reason))

    async def take(self, tx: Transaction, step: story.AnyStep) -> None:
        match step:
            case story.Ask():
                referral = await self._held_by(tx, step.by)
                await triage.ask(tx, self._of(step.by), referral.id, Question(step.text))
            case story.Answer():
                await answering.answer(tx, self.contact, self.reference, answering.Answer(step.text))
            case story.Decline():
                referral = await self._held_by(tx, step.by)
                await triage.decline(tx, self._of(step.by), referral.id, Decline(step.reason, step.note))
            case story.Redirect():
                referral = await self._held_by(tx, step.by)
                await triage.redirect(tx, self._of(step.by), referral.id, Redirection(step.to, step.reason))
            case story.Accept():
                await self._accept(tx, step)
            case story.Claim():
                await self._claim(tx, step)
            case story.Start():
                await progress.start(tx, self._teacher, self.engagement)
            case story.Complete():
                completion = Completion(step.outcome, step.summary, step.hours)
                await progress.complete(tx, self._teacher, self.engagement, completion)
            case story.Cancel():
                await progress.cancel(tx, self._teacher, self.engagement, Cancellation(step.reason))
            case story.FollowUp():
                owed: UUID = await tx.value(FOLLOW_UP, self.engagement, step.kind)
                answer = FollowUpAnswer(step.outcome, step.note, step.next_step)
                await following_up.complete(tx, self._of(self.unit), owed, answer)
            case story.Withdraw():
                await answering.withdraw(tx, self.contact, self.reference, answering.Withdrawal(step.reason))

    async def _accept(self, tx: Transaction, step: story.Accept) -> None:
        referral = await self._held_by(tx, step.by)
        form = opening.pick_form(await departments.forms_of(tx, referral.unit_id), step.form, None)
        assert form is not None, f"{step.by} does not offer {step.form}"
        acceptance = Acceptance(
            form=form.code,
            credits=form.credits or 7.5,
            term=self._term(step, form),
            relevance=Relevance(step.work_life, step.study),
            places=Places(step.groups, step.group_size),
            title=step.title,
            supervisor_email=people.teacher_of(step.by),
            course_code=step.course_code,
        )
        opened = await opening.accept(tx, self._of(step.by), referral.id, acceptance)
        self.engagement, self.unit = opened.reference, step.by

    def _term(self, step: story.Accept, form: FormOfUse) -> str:
        """That in which the work began; for what is still open, the next one in which the form begins."""
        for other in self.told.steps:
            if isinstance(other, story.Start) and other.day < step.day:
                return term_of(self._moments.day(other.day).date())
        coming = [t for t in next_terms(self._moments.now.date()) if t.partition("-")[2] in form.starts_in]
        return coming[1 if step.later else 0]

    async def _claim(self, tx: Transaction, step: story.Claim) -> None:
        lead, *others = (people.student(name) for name in step.who)
        claiming_them = Claiming(step.motivation, others, step.rank)
        made = await claiming.claim(tx, self._cast[lead], self.engagement, claiming_them)
        self.claims[step.who[0]] = made.id

    async def offer(self, tx: Transaction, step: story.Claim) -> None:
        await claiming.offer(tx, self._teacher, self.claims[step.who[0]])

    async def accept_offer(self, tx: Transaction, step: story.Claim) -> None:
        await claiming.accept(tx, self._cast[people.student(step.who[0])], self.claims[step.who[0]])
