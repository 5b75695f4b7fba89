"""What a mail about a problem's first steps says."""

from api.language import _
from api.notifications.letters.composing import compose
from api.problems.problem import Problem


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


def taken_in(problem: Problem, link: str) -> tuple[str, str]:
    return (
        _("We have written down “%(title)s” for you", title=problem.title),
        compose(
            problem.contact_name,
            _("This is what we understood of what you told us:"),
            problem.description,
            _("It is on its way to the right department. See where it is, and mend what we got wrong, here:"),
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
