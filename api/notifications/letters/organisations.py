"""What a mail about belonging to an organisation says."""

from api.language import _
from api.notifications.letters.composing import compose
from api.organisations.invitation import Invitation


def invited(invitation: Invitation, link: str) -> tuple[str, str]:
    return (
        _("%(name)s invites you to %(organisation)s", name=invitation.invited_by_name,
          organisation=invitation.organisation_name),
        compose(
            "",
            _(
                "%(organisation)s posts problems to the university here. Once you have joined, you see what it has "
                "posted, and can answer for it.",
                organisation=invitation.organisation_name,
            ),
            _("The link works for two weeks. If you don't want to join, you need do nothing."),
            link=link,
        ),
    )  # fmt: skip
