"""What each mail says. Short, in the reader's language, one thing to do, and a link to where it is done."""

from api.language import _, within
from api.problems.problem import Problem
from api.routing.referral import Referral


def compose(name: str, *paragraphs: str, link: str | None = None) -> str:
    greeting = _("Hello %(name)s,", name=name) if name else _("Hello,")
    parts = [greeting, *(p for p in paragraphs if p), *([link] if link else []), _("Brobygger")]
    return "\n\n".join(parts)


def sign_in_code(name: str, code: str) -> tuple[str, str]:
    return (
        _("%(code)s is your sign-in code", code=code),
        compose(
            name,
            _("Type this code to sign in: %(code)s", code=code),
            _("It works once, for 15 minutes. If you did not ask for it, you need do nothing."),
        ),
    )


def confirm_problem(problem: Problem, code: str, link: str) -> tuple[str, str]:
    return (
        _("%(code)s confirms your problem “%(title)s”", code=code, title=problem.title),
        compose(
            problem.contact_name,
            _("Type this code to send your problem on its way: %(code)s", code=code),
            _("It works once, for 15 minutes. You can follow the problem on this private page:"),
            link=link,
        ),
    )


def problem_routed(problem: Problem, holders: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("Your problem “%(title)s” has reached the university", title=problem.title),
        compose(
            problem.contact_name,
            _("It lies with %(holders)s. You hear from them by %(due)s.", holders=holders, due=due),
            _("If they don't answer in time, we remind them and look for somebody who can. You follow it here:"),
            link=link,
        ),
    )


def new_referral(name: str, referral: Referral, because: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("A problem for %(unit)s: %(title)s", unit=referral.unit_code, title=referral.title),
        compose(
            name,
            _("%(organisation)s asks for help with “%(title)s”.", organisation=referral.organisation_name,
              title=referral.title),
            _("It came to you because of these words: %(because)s.", because=because) if because else "",
            _("They have been promised an answer by %(due)s. Accept it, pass it on, ask or decline here:", due=due),
            link=link,
        ),
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


def claim_submitted(name: str, title: str, students: str, link: str) -> tuple[str, str]:
    return (
        _("%(students)s would like to do “%(title)s”", students=students, title=title),
        compose(name, _("Read why, and offer the place or say no:"), link=link),
    )


def claim_offered(name: str, title: str, link: str) -> tuple[str, str]:
    return (
        _("You are offered “%(title)s”", title=title),
        compose(name, _("The place is yours when you accept it:"), link=link),
    )


def claim_accepted(name: str, title: str, students: str, link: str) -> tuple[str, str]:
    return (
        _("%(students)s accepted “%(title)s”", students=students, title=title),
        compose(name, _("You can start the work when you are ready:"), link=link),
    )


def claim_declined(name: str, title: str, reason: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” went to others", title=title),
        compose(name, _("The reason: %(reason)s", reason=reason), _("There are more projects here:"), link=link),
    )


def work_started(problem: Problem, title: str, unit: str, link: str) -> tuple[str, str]:
    return (
        _("Students have begun on “%(title)s”", title=title),
        compose(
            problem.contact_name, _("The work at %(unit)s is under way. You follow it here:", unit=unit), link=link
        ),
    )


def work_completed(problem: Problem, title: str, summary: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” is completed", title=title),
        compose(
            problem.contact_name,
            _("This came of it:"),
            summary,
            _(
                "The department gets in touch now, in three months and in a year. Is there a next question? "
                "Post it here:"
            ),
            link=link,
        ),
    )


def follow_up_due(name: str, organisation: str, title: str, link: str) -> tuple[str, str]:
    return (
        _("Time to get in touch with %(organisation)s", organisation=organisation),
        compose(
            name,
            _("They worked with you on “%(title)s”. Ask how it went, and what comes next. It takes a minute:",
              title=title),
            link=link,
        ),
    )  # fmt: skip
