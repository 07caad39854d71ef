"""Who gets news of a withdrawn version of a letter's template: the two roles that settle it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.facts.letters import letter_kind_of
from notices.models import LetterTemplate
from notices.states import Topic


def of_withdrawal(target: str) -> News | None:
    """Return the news of a withdrawal for the deputy and the secretariat."""
    template = LetterTemplate.objects.select_related("withdrawal").filter(public_id=target).first()
    if template is None:
        return None
    return News(
        record=template,
        values={
            "title": str(letter_kind_of(template.kind).title),
            "number": str(template.version),
            "reason": template.withdrawal.reason,
        },
        url=reverse("notices:templates"),
        audiences=[Audience(Role.DEPUTY), Audience(Role.SECRETARIAT)],
    )


def register() -> None:
    """Register the news of templates."""
    KINDS.add(
        Kind(
            "template.withdrawn", Topic.WORK, _("A version of a letter template was withdrawn"),
            find=of_withdrawal, detail=_("{title}, version {number} · {reason}"), icon="undo-2",
            tone="neutral",
        )
    )  # fmt: skip
