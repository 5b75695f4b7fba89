"""What a mail about claims and work says."""

from api.language import _
from api.notifications.letters.composing import compose
from api.problems.problem import Problem


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
