"""What a mail says that the clock sends: a reminder, a word of delay, where a problem went on to."""

from api.language import _, many, within
from api.notifications.letters.composing import compose
from api.problems.problem import Problem
from api.routing.referral import Referral


def due_soon(name: str, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("Due %(day)s: %(organisation)s waits for an answer", day=due, organisation=referral.organisation_name),
        compose(
            name,
            _("“%(title)s” lies with you. A minute is enough: accept, pass on, ask or decline.", title=referral.title),
            _("If nobody answers, a colleague of yours gets it, and then another department."),
            link=link,
        ),
    )


def overdue(name: str, referral: Referral, link: str) -> tuple[str, str]:
    return (
        _("Overdue: %(organisation)s waits for an answer", organisation=referral.organisation_name),
        compose(
            name,
            _("“%(title)s” was promised an answer by now. One minute is enough: accept, pass on, ask or decline.",
              title=referral.title),
            _("It lies with %(holder)s (%(unit)s).", holder=referral.holder_name, unit=referral.unit_code)
            if referral.holder_name else _("Nobody at %(unit)s has it.", unit=within(referral.unit_name)),
            link=link,
        ),
    )  # fmt: skip


def taken_over(name: str, referral: Referral, before: str, link: str) -> tuple[str, str]:
    return (
        _("It is with you now: %(title)s", title=referral.title),
        compose(
            name,
            _("%(name)s has not answered %(organisation)s, and the answer is late. So you have it now.",
              name=before, organisation=referral.organisation_name)
            if before else _("%(organisation)s waits for an answer that is late. You have it now.",
                             organisation=referral.organisation_name),
            _("A minute is enough: accept, pass on, ask or decline."),
            link=link,
        ),
    )  # fmt: skip


def handed_on(name: str, referral: Referral, link: str) -> tuple[str, str]:
    return (
        _("%(holder)s has “%(title)s” now", holder=referral.holder_name or "", title=referral.title),
        compose(
            name,
            _("The answer to %(organisation)s was due, so it went to your colleague. You can still answer it yourself.",
              organisation=referral.organisation_name),
            link=link,
        ),
    )  # fmt: skip


def lapsed(name: str, referral: Referral, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” went on without you", title=referral.title),
        compose(
            name,
            _("%(organisation)s had no answer from %(unit)s in time, so somebody else has the problem now.",
              organisation=referral.organisation_name, unit=within(referral.unit_name)),
            link=link,
        ),
    )  # fmt: skip


def went_on(problem: Problem, silent: str, now_with: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” lies with somebody new", title=problem.title),
        compose(
            problem.contact_name,
            _("We are sorry: %(unit)s did not answer in time.", unit=silent),
            _("It now lies with %(holders)s. You hear from them by %(due)s.", holders=now_with, due=due),
            link=link,
        ),
    )


def still_looking(problem: Problem, now_with: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("We are still looking for somebody for “%(title)s”", title=problem.title),
        compose(
            problem.contact_name,
            _("We promised you an answer by now, and have none yet. It lies with %(holders)s. You hear again by "
              "%(due)s at the latest.", holders=now_with, due=due),
            link=link,
        ),
    )  # fmt: skip


def asked_again(problem: Problem, referral: Referral, text: str, days: int, link: str) -> tuple[str, str]:
    return (
        _("A question about “%(title)s” still waits for you", title=problem.title),
        compose(
            problem.contact_name,
            _("%(name)s at %(unit)s asked:", name=referral.holder_name or "", unit=within(referral.unit_name)),
            text,
            many(
                "If you can't answer, they decide in %(count)s working day with what they have. Answer here:",
                "If you can't answer, they decide in %(count)s working days with what they have. Answer here:",
                days,
            ),
            link=link,
        ),
    )


def decide_without(name: str, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("No answer from %(organisation)s: %(title)s", organisation=referral.organisation_name, title=referral.title),
        compose(
            name,
            _("Your question was not answered. Decide with what you have, by %(due)s:", due=due),
            link=link,
        ),
    )


def deciding_without(problem: Problem, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” goes on without your answer", title=problem.title),
        compose(
            problem.contact_name,
            _("%(unit)s now decides with what they have. You hear from them by %(due)s.",
              unit=within(referral.unit_name), due=due),
            _("Nothing is lost: what you write here still reaches them."),
            link=link,
        ),
    )  # fmt: skip
