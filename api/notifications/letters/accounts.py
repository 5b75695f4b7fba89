"""What a mail about signing in says."""

from api.language import Words, _, later, within
from api.notifications.letters.composing import compose


def sign_in_code(name: str, code: str) -> tuple[str, str]:
    return (
        _("%(code)s is your sign-in code", code=code),
        compose(
            name,
            _("Type this code to sign in: %(code)s", code=code),
            _("It works once, for 15 minutes. If you did not ask for it, you need do nothing."),
        ),
    )


# What each role asks of somebody at a department.
ROLES = {
    "contact": later("Companies' problems that fit come to your inbox, and you get a mail when one does."),
    "teacher": later("You can guide students in what companies bring, and say what your courses need."),
    "editor": later("You look after the words that lead companies to the department."),
    "head": later("You see who answers, how much they have, and who is away."),
}


def appointed(name: str, role: str, unit: Words, link: str) -> tuple[str, str]:
    return (
        _("You now answer for %(unit)s", unit=within(unit)),
        compose(
            name,
            _(ROLES[role]),
            _("Sign in with this address; a code comes by mail. Here you see who else answers there:"),
            link=link,
        ),
    )
