"""What a mail about claims and work says."""

from api.language import _
from api.notifications.letters.composing import compose
from api.problems.problem import Problem

Said = tuple[str, str]


def claim_submitted(name: str, title: str, students: str, link: str) -> Said:
    return (
        _("%(students)s would like to do “%(title)s”", students=students, title=title),
        compose(name, _("Read why, and offer the place or say no:"), link=link),
    )


def claim_offered(name: str, title: str, link: str) -> Said:
    return (
        _("You are offered “%(title)s”", title=title),
        compose(name, _("The place is yours when you accept it:"), link=link),
    )


def claim_accepted(name: str, title: str, students: str, link: str) -> Said:
    return (
        _("%(students)s accepted “%(title)s”", students=students, title=title),
        compose(name, _("You can start the work when you are ready:"), link=link),
    )


def claim_declined(name: str, title: str, reason: str, link: str) -> Said:
    return (
        _("“%(title)s” went to others", title=title),
        compose(name, _("The reason: %(reason)s", reason=reason), _("There are more projects here:"), link=link),
    )


def work_started(problem: Problem, title: str, unit: str, link: str) -> Said:
    return (
        _("Students have begun on “%(title)s”", title=title),
        compose(
            problem.contact_name, _("The work at %(unit)s is under way. You follow it here:", unit=unit), link=link
        ),
    )


def work_completed(problem: Problem, title: str, summary: str, link: str) -> Said:
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


def called_off(problem: Problem, title: str, unit: str, reason: str, lies: tuple[str, str] | None, link: str) -> Said:
    further = (
        _("It now lies with %(holders)s. You hear from them by %(due)s.", holders=lies[0], due=lies[1])
        if lies
        else _("Others still work on it. You follow it here:")
    )
    return (
        _("“%(title)s” was called off", title=title),
        compose(
            problem.contact_name,
            _("The work at %(unit)s comes to nothing this time.", unit=unit),
            _("The reason: %(reason)s", reason=reason),
            further,
            link=link,
        ),
    )


def place_lost(name: str, title: str, reason: str, link: str) -> Said:
    return (
        _("“%(title)s” was called off", title=title),
        compose(name, _("The reason: %(reason)s", reason=reason), _("There are more projects here:"), link=link),
    )


def nobody_chose(name: str, title: str, link: str) -> Said:
    return (
        _("No students chose “%(title)s”", title=title),
        compose(name, _("It is no longer open, and the company has been told. What became of it:"), link=link),
    )


def students_wait(name: str, title: str, students: str, link: str) -> Said:
    return (
        _("“%(title)s” should have begun", title=title),
        compose(
            name,
            _("%(students)s asked to do it or have a place in it. Answer them, or start the work:", students=students),
            link=link,
        ),
    )


def how_does_it_stand(name: str, title: str, organisation: str, supervisor: str, link: str) -> Said:
    return (
        _("Is “%(title)s” finished?", title=title),
        compose(
            name,
            _("The term is over. %(organisation)s waits to hear what came of it.", organisation=organisation),
            _("%(name)s answers for the work. A few words complete it:", name=supervisor),
            link=link,
        ),
    )


def withdrawn(name: str, problem: Problem, reason: str, link: str) -> Said:
    return (
        _("%(organisation)s has withdrawn “%(title)s”", organisation=problem.organisation_name, title=problem.title),
        compose(
            name,
            _("You need do nothing more."),
            _("The reason: %(reason)s", reason=reason) if reason else "",
            link=link,
        ),
    )
