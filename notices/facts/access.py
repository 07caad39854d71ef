"""Who is told that somebody asks for access: those who give roles (design: UI 11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import may
from accounts.roles import Permission, Role
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic


def _asked(target: str) -> News | None:
    person = User.objects.filter(public_id=target).first()
    if person is None:
        return None
    return News(
        record=person,
        values={"name": person.full_name},
        url=reverse("accounts:user", args=[person.public_id]),
        audiences=[Audience(Role.PLATFORM_ADMIN)],
        acting=frozenset({Role.PLATFORM_ADMIN}),
    )


ASKED = Kind(
    "user.asked_access", Topic.WORK, _("{name} asks for access"), find=_asked,
    detail=_("The page and the reason are in the history of the account."),
    act=_("Open the account"), icon="lock", tone="warn",
    sees=lambda principal, _person: may(principal, Permission.USER_GRANT),
)  # fmt: skip


def register() -> None:
    """Say who is told of requests for access."""
    KINDS.add(ASKED)
