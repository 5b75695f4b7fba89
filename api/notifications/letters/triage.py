"""What a mail says about a problem that is held, divided, joined, or looked at by a second department."""

from api.language import _, within
from api.notifications.letters.composing import compose
from api.problems.problem import Problem
from api.routing.holding import asked_in_words
from api.routing.referral import Referral


def hold_asked(problem: Problem, referral: Referral, until: str, link: str) -> tuple[str, str]:
    return (
        _("May %(unit)s hold “%(title)s” for later?", unit=within(referral.unit_name), title=problem.title),
        compose(
            problem.contact_name,
            _("%(name)s at %(unit)s asks:", name=referral.holder_name or "", unit=within(referral.unit_name)),
            asked_in_words(referral.hold_term or ""),
            referral.reason or "",
            _("If you say yes, it stays with them, and they take it up again by %(day)s.", day=until),
            _("If you say no, they look at it anew. Answer with one press here:"),
            link=link,
        ),
    )


def held(problem: Problem, referral: Referral, until: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” is held until %(day)s", title=problem.title, day=until),
        compose(
            problem.contact_name,
            _("%(unit)s has it, and takes it up again by %(day)s. You need do nothing until then.",
              unit=within(referral.unit_name), day=until),
            _("You follow it here:"),
            link=link,
        ),
    )  # fmt: skip


def hold_agreed(name: str, referral: Referral, until: str, link: str) -> tuple[str, str]:
    return (
        _("You may hold “%(title)s”", title=referral.title),
        compose(
            name,
            _("%(organisation)s says yes. It comes back to your inbox by %(day)s.",
              organisation=referral.organisation_name, day=until),
            link=link,
        ),
    )  # fmt: skip


def hold_refused(name: str, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s would rather not wait", organisation=referral.organisation_name),
        compose(
            name,
            _("“%(title)s” waits for you again. Accept it, pass it on or decline by %(due)s:",
              title=referral.title, due=due),
            link=link,
        ),
    )  # fmt: skip


def woken(name: str, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("It is time for “%(title)s”", title=referral.title),
        compose(
            name,
            _("You have held this from %(organisation)s. They hear from you by %(due)s:",
              organisation=referral.organisation_name, due=due),
            link=link,
        ),
    )  # fmt: skip


def woken_for_poster(problem: Problem, referral: Referral, due: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” is taken up again", title=problem.title),
        compose(
            problem.contact_name,
            _("%(unit)s looks at it now. You hear by %(due)s.", unit=within(referral.unit_name), due=due),
            link=link,
        ),
    )


def called_in(name: str, referral: Referral, by: str, reason: str, due: str, link: str) -> tuple[str, str]:
    return (
        _("%(unit)s asks you to take a part of “%(title)s”", unit=by, title=referral.title),
        compose(
            name,
            _("%(organisation)s has asked the university for help, and %(unit)s thinks that it needs you too:",
              organisation=referral.organisation_name, unit=by),
            reason,
            _("You accept or decline your own part. They have been promised an answer by %(due)s:", due=due),
            link=link,
        ),
    )  # fmt: skip


def divided(problem: Problem, parts: list[str], reason: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” goes on in %(count)s parts", title=problem.title, count=len(parts)),
        compose(
            problem.contact_name,
            _("It is more than one department can do alone, so it was split:"),
            "\n".join(f"- {part}" for part in parts),
            _("Their reason: %(reason)s", reason=reason),
            _("Each part is answered by itself. You follow them all here:"),
            link=link,
        ),
    )


def part_in_words(title: str, unit: str, due: str) -> str:
    if not due:
        return _("“%(title)s”, with %(unit)s", title=title, unit=unit)
    return _("“%(title)s”, with %(unit)s. You hear by %(due)s.", title=title, unit=unit, due=due)


def joined(problem: Problem, older: Problem, reason: str, link: str) -> tuple[str, str]:
    return (
        _("“%(title)s” was joined into your older problem", title=problem.title),
        compose(
            problem.contact_name,
            _("You have asked for the same before, so both go on as one: “%(title)s” (%(reference)s).",
              title=older.title, reference=older.reference),
            _("Their reason: %(reason)s", reason=reason),
            _("Nothing that you have written is lost. You follow it here:"),
            link=link,
        ),
    )  # fmt: skip
