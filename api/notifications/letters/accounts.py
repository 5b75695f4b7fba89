"""What a mail about signing in says."""

from api.language import _
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
