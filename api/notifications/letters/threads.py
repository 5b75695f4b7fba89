"""What a mail says about the thread, the wording, the place and the private link of a problem."""

from api.language import _, many, within
from api.notifications.letters.composing import compose
from api.problems.problem import Message, Problem
from api.routing.referral import Referral


def _with_files(files: list[str]) -> str:
    if not files:
        return ""
    return many("With a file: %(names)s", "With files: %(names)s", len(files), names=", ".join(files))


def message_to_poster(problem: Problem, said: Message, unit: str, files: list[str], link: str) -> tuple[str, str]:
    who = _("%(name)s at %(unit)s writes:", name=said.author_name, unit=unit) if unit else said.author_name + ":"
    return (
        _("About “%(title)s”: a message", title=problem.title),
        compose(problem.contact_name, who, said.body, _with_files(files), _("All that was said so far:"), link=link),
    )


def message_to_staff(name: str, problem: Problem, said: Message, files: list[str], link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s writes: %(title)s", organisation=problem.organisation_name, title=problem.title),
        compose(
            name,
            _("%(name)s at %(organisation)s writes:", name=said.author_name, organisation=problem.organisation_name),
            said.body,
            _with_files(files),
            _("All that was said so far:"),
            link=link,
        ),
    )


def reworded(name: str, problem: Problem, link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s has reworded: %(title)s", organisation=problem.organisation_name, title=problem.title),
        compose(name, _("You see what was changed, word by word, here:"), link=link),
    )


def wrong_place(name: str, referral: Referral, words: str, link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s thinks that it lies in the wrong place: %(title)s",
          organisation=referral.organisation_name, title=referral.title),
        compose(
            name,
            _("“%(title)s” lies with %(unit)s. They write:", title=referral.title, unit=within(referral.unit_name)),
            words,
            _("Pass it on if they are right, or tell them why it is yours:"),
            link=link,
        ),
    )  # fmt: skip


def link_code(problem: Problem, code: str) -> tuple[str, str]:
    return (
        _("%(code)s gives you a new link to “%(title)s”", code=code, title=problem.title),
        compose(
            problem.contact_name,
            _("Type this code on the page that asked for it: %(code)s", code=code),
            _("It works once, for 15 minutes. If you did not ask for it, you need do nothing."),
        ),
    )


def link_renewed(problem: Problem, link: str) -> tuple[str, str]:
    return (
        _("Your new private link to “%(title)s”", title=problem.title),
        compose(
            problem.contact_name,
            _("It works for a year, and the old one no longer does. Whoever opens it can answer for the problem:"),
            link=link,
        ),
    )


def thanks(name: str, problem: Problem, sender: str, words: str, link: str) -> tuple[str, str]:
    return (
        _("%(organisation)s says thank you", organisation=problem.organisation_name),
        compose(
            name,
            _("%(name)s writes about “%(title)s”:", name=sender, title=problem.title),
            words,
            link=link,
        ),
    )
