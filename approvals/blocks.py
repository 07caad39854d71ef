"""The block of an account that decides or administrates, which another admin confirms."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.users import write_active
from accounts.acts import SET_ACTIVE, is_needed_admin
from accounts.models import RoleGrant, User
from accounts.person_roles import label_of
from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from core.errors import IllegalMove

Arguments = Mapping[str, Any]


def _content(user: User, arguments: Arguments) -> dict[str, Any]:
    return {"username": user.username, "is_active": user.is_active}


def _rows(user: User, arguments: Arguments) -> list[tuple[str, str]]:
    held = RoleGrant.objects.filter(user=user, ended_at=None).order_by("pk")
    return [
        (_("person"), f"{user.full_name} ({user.username})"),
        (_("roles"), _(", ").join(label_of(grant) for grant in held) or "–"),
        (_("reason"), arguments["reason"]),
    ]


def _own(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    if not is_same_person(user.pk, actor.user_id):
        return ""
    return _("Nobody confirms the block of their own account.")


def _blocked(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    return is_needed_admin(user, actor, on)


def _block(user: User, arguments: Arguments, actor: Principal, on: date, at: datetime) -> None:
    """
    Block the account as the second admin.

    Raises:
        IllegalMove: fewer than two platform admins would be left.
    """
    if against := _blocked(user, arguments, actor, on):
        raise IllegalMove(against)
    write_active(user, False, arguments["reason"], actor, at)


ACCOUNT_BLOCK = PendingKind(
    name=SET_ACTIVE.key,
    title=gettext_lazy("Block of an account"),
    permission=Permission.USER_GRANT,
    proposal=SET_ACTIVE.key,
    content=_content,
    rows=_rows,
    perform=_block,
    excluded=_own,
    blocked=_blocked,
    model="accounts.user",
    is_over=lambda user, arguments, on: not user.is_active,
    url=lambda user: reverse("accounts:user", args=[user.public_id]),
)
