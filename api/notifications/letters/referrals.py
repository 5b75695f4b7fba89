"""What a mail about a referral says."""

from api.language import _, later, many, within
from api.notifications.letters.composing import compose
from api.problems.problem import Problem
from api.routing.answer_link import Offer
from api.routing.referral import Referral

FROM_HERE = {
    Offer.ACCEPT: later("Accept it in the usual form:"),
    Offer.PASS_ON: later("Pass it on to whoever fits next:"),
    Offer.DECLINE: later("Decline, nobody has the time:"),
}


def new_referral(
    name: str, referral: Referral, because: str, due: str, link: str, from_here: dict[Offer, str]
) -> tuple[str, str]:
    """`from_here`: addresses at which one answer is given without signing in."""
    offers = "\n".join(f"{_(FROM_HERE[offer])} {address}" for offer, address in from_here.items())
    return (
        _("A problem for %(unit)s: %(title)s", unit=referral.unit_code, title=referral.title),
        compose(
            name,
            _("%(organisation)s asks for help with “%(title)s”.", organisation=referral.organisation_name,
              title=referral.title),
            _("It came to you because of these words: %(because)s.", because=because) if because else "",
            _("They have been promised an answer by %(due)s. Accept it, pass it on, ask or decline here:", due=due),
            link,
            _("Or answer from this mail, without signing in. You see what happens before it does:") if offers else "",
            offers,
        ),
    )  # fmt: skip


def digest(name: str, new: list[tuple[Referral, str]], link: str) -> tuple[str, str]:
    each = [
        _("%(title)s (%(organisation)s). Answer by %(due)s: %(link)s", title=referral.title,
          organisation=referral.organisation_name, due=due, link=f"{link}/{referral.id}")
        for referral, due in new
    ]  # fmt: skip
    return (
        many("%(count)s new problem for %(unit)s", "%(count)s new problems for %(unit)s", len(new),
             unit=new[0][0].unit_code),
        compose(name, _("This has come since the last letter:"), *each, _("All that waits for you:"), link=link),
    )  # fmt: skip


def question(problem: Problem, referral: Referral, text: str, link: str) -> tuple[str, str]:
    return (
        _("A question about “%(title)s”", title=problem.title),
        compose(
            problem.contact_name,
            _("%(name)s at %(unit)s asks:", name=referral.holder_name or "", unit=within(referral.unit_name)),
            text,
            _("Answer here; their clock waits for you:"),
            link=link,
        ),
    )


def answered(name: str, referral: Referral, link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s has answered: %(title)s", organisation=referral.organisation_name, title=referral.title),
        compose(name, _("Your question is answered, and the clock goes on."), link=link),
    )


def accepted(problem: Problem, referral: Referral, link: str) -> tuple[str, str]:
    return (
        _("%(unit)s will work on “%(title)s”", unit=within(referral.unit_name), title=problem.title),
        compose(
            problem.contact_name,
            _("Your problem is now open for students at %(unit)s.", unit=within(referral.unit_name)),
            _("You hear from us when somebody begins. Until then you follow it here:"),
            link=link,
        ),
    )


def declined(problem: Problem, referral: Referral, ended: bool, link: str) -> tuple[str, str]:
    further = (
        _("We have looked everywhere we know. You can post a new problem at any time.")
        if ended
        else _("It is not over: the problem still lies with somebody at the university, and you see with whom here:")
    )
    return (
        _("%(unit)s can't take on “%(title)s”", unit=within(referral.unit_name), title=problem.title),
        compose(
            problem.contact_name,
            _("Their reason: %(reason)s", reason=referral.reason or ""),
            referral.note or "",
            further,
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
            link=link,
        ),
    )  # fmt: skip


def undone(problem: Problem, referral: Referral, was_accepted: bool, due: str, link: str) -> tuple[str, str]:
    unit = within(referral.unit_name)
    taken_back = (
        _("We wrote that your problem is open for students at %(unit)s. That came too early, and they took it back.",
          unit=unit)
        if was_accepted
        else _("We wrote that %(unit)s can't take it on. They have taken that back.", unit=unit)
    )  # fmt: skip
    return (
        _("%(unit)s looks once more at “%(title)s”", unit=unit, title=problem.title),
        compose(
            problem.contact_name,
            taken_back,
            _("It lies with them again, and you hear by %(due)s. You follow it here:", due=due),
            link=link,
        ),
    )


def taken(name: str, referral: Referral, by: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("%(by)s asks you to answer: %(title)s", by=by, title=referral.title),
        compose(
            name,
            _("%(organisation)s has been promised an answer by %(due)s, and it is yours to give:",
              organisation=referral.organisation_name, due=due),
            link=link,
        ),
    )  # fmt: skip
