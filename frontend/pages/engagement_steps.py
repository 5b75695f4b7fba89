"""What has happened with an engagement, what comes next, and who does it."""

from datetime import UTC, datetime, time

import msgspec

from api.engagements.claim import Claim, ClaimStatus
from api.engagements.engagement import Engagement, EngagementStatus
from api.language import _, many
from api.partnerships.follow_up import FollowUp
from api.problems.problem import Problem
from frontend.pages import engagement_words as words


class Milestone(msgspec.Struct, frozen=True):
    """`day` is said where there is no moment yet, as "Spring 2027"."""

    title: str
    state: str
    at: datetime | None = None
    day: str = ""
    who: str = ""


class Next(msgspec.Struct, frozen=True):
    """What happens next, said to the reader; `yours` when the reader is the one to do it."""

    text: str
    yours: bool = False


def milestones(
    engagement: Engagement, posted: Problem, claims: list[Claim], follow_ups: list[FollowUp]
) -> list[Milestone]:
    """From the problem to the last promise to get in touch, as far as is known today."""
    called_off = engagement.status is EngagementStatus.CANCELLED
    running, completed = engagement.started_at is not None, engagement.status is EngagementStatus.COMPLETED
    taken = [claim.decided_at for claim in claims if claim.status is ClaimStatus.ACCEPTED and claim.decided_at]
    unit = str(engagement.unit_name)
    line = [
        Milestone(_("Problem posted"), "done", posted.confirmed_at or posted.created_at, who=posted.organisation_name),
        Milestone(_("Opened for students"), "done", engagement.opened_at, who=unit),
    ]
    if taken or not called_off:
        state = "done" if taken else "now"
        line.append(
            Milestone(
                _("Students found") if taken else _("Looking for students"), state, max(taken, default=None), _("Now")
            )
        )
    if running or not called_off:
        state = "done" if running else "now" if taken else "next"
        term = words.term_in_words(engagement.term)
        line.append(
            Milestone(
                _("Work begun") if running else _("Work begins"),
                state,
                engagement.started_at,
                term,
                engagement.supervisor_name,
            )
        )
    if called_off:
        line.append(Milestone(_("Called off"), "now", engagement.ended_at))
        return line
    state = "done" if completed else "now" if running else "next"
    title = {"done": _("Work completed"), "now": _("Work under way"), "next": _("Work ends")}[state]
    line.append(Milestone(title, state, engagement.ended_at, _("Now") if running else _("No date yet")))
    for follow_up in follow_ups:
        due = datetime.combine(follow_up.due_on, time(10), UTC)
        state = "done" if follow_up.completed_at else "next"
        line.append(Milestone(_("In touch again"), state, follow_up.completed_at or due, who=unit))
    if not follow_ups:
        line.append(Milestone(_("In touch again"), "next", None, _("After that"), unit))
    return line


def next_for_supervisor(engagement: Engagement, claims: list[Claim]) -> Next:
    match engagement.status:
        case EngagementStatus.RUNNING:
            return Next(
                _("The students are at work. Complete it when they are done, so that everyone sees the result.")
            )
        case EngagementStatus.COMPLETED:
            return Next(_("The work is completed. What came of it stands below."))
        case EngagementStatus.CANCELLED:
            return Next(_("It was called off. The reason stands below."))
        case EngagementStatus.OPEN:
            pass
    asked = sum(claim.status is ClaimStatus.SUBMITTED for claim in claims)
    offered = sum(claim.status is ClaimStatus.OFFERED for claim in claims)
    if asked and engagement.places_left > 0:
        said = many(
            "Somebody has asked for a place and waits for your answer.",
            "%(count)s have asked for a place and wait for your answer.",
            asked,
        )
        return Next(said, yours=True)
    if engagement.places_taken and (not offered or engagement.places_left <= 0):
        return Next(_("You have students. Start the work when you have met."), yours=True)
    if offered:
        return Next(_("You have offered a place. The students say yes or no."))
    return Next(_("It stands in the catalogue. When a student asks for it, you get an e-mail."))


def next_for_others(engagement: Engagement, own: Claim | None) -> Next:
    name = engagement.supervisor_name
    match engagement.status:
        case EngagementStatus.COMPLETED:
            return Next(_("The work is completed. What came of it stands below."))
        case EngagementStatus.CANCELLED:
            return Next(_("It was called off. The reason stands below."))
        case EngagementStatus.OPEN | EngagementStatus.RUNNING:
            pass
    if own and own.status is ClaimStatus.DECLINED:
        return Next(_("This one went to others, or was not for you. There are more."))
    if own and own.status is ClaimStatus.WITHDRAWN:
        return Next(_("You have withdrawn. You can ask again as long as it is open."))
    if own and own.status is ClaimStatus.OFFERED:
        return Next(_("%(name)s offers you the place. Say yes or no.", name=name), yours=True)
    if own and own.status is ClaimStatus.SUBMITTED:
        return Next(_("%(name)s reads what you wrote, and answers you by e-mail.", name=name))
    if engagement.status is EngagementStatus.RUNNING:
        return Next(
            _("The work is under way. %(name)s supervises it, and completes it here when it is done.", name=name)
        )
    if own:
        return Next(_("The place is yours. %(name)s starts the work.", name=name))
    if engagement.places_taken:
        return Next(_("Students have taken it on. %(name)s starts the work with them.", name=name))
    return Next(_("It is open for students. %(name)s chooses among those who ask.", name=name))
