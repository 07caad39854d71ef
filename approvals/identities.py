"""Whose account it is: one admin says it, another confirms it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import IDENTIFY
from accounts.identity import excluded_identity, masked_id, write_identity
from accounts.models import RoleGrant, User
from accounts.person_roles import label_of
from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from core.errors import IllegalMove

Arguments = Mapping[str, Any]


def _content(user: User, arguments: Arguments) -> dict[str, Any]:
    """Return what the confirming person relies on: the account, and the person's other accounts."""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "person": user.person_key,
        "others": _others(user, arguments),
    }


def _others(user: User, arguments: Arguments) -> list[str]:
    others = User.objects.filter(person_key=arguments["person_key"]).exclude(pk=user.pk)
    return list(others.order_by("username").values_list("username", flat=True))


def _rows(user: User, arguments: Arguments) -> list[tuple[str, str]]:
    held = RoleGrant.objects.filter(user=user, ended_at=None).order_by("pk")
    names = _others(user, arguments)
    return [
        (_("person"), f"{user.full_name} ({user.username})"),
        (_("national ID until now, last digits"), masked_id(user.national_id_sealed)),
        (_("national ID, last digits"), masked_id(arguments["national_id_sealed"])),
        (_("other accounts of this person"), _(", ").join(names) or "–"),
        (_("roles"), _(", ").join(label_of(grant) for grant in held) or "–"),
        (_("reason"), arguments["reason"]),
    ]


def _own(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    """Return that the account is the actor's own, or would become another one of theirs."""
    same = Q(pk=user.pk) | Q(person_key=arguments["person_key"])
    if not User.objects.filter(same, pk__in=accounts_of(actor.user_id)).exists():
        return ""
    return _("Nobody confirms the identity of their own account.")


def _blocked(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    return excluded_identity(user, arguments["person_key"], on)


def _confirm(user: User, arguments: Arguments, actor: Principal, on: date, at: datetime) -> None:
    """
    Write the identity as the second admin.

    Raises:
        IllegalMove: the person would have roles that exclude each other.
    """
    if against := _blocked(user, arguments, actor, on):
        raise IllegalMove(against)
    write_identity(user, arguments, arguments["reason"], actor, at)


IDENTITY = PendingKind(
    name=IDENTIFY.key,
    title=gettext_lazy("Identity of an account"),
    permission=Permission.USER_GRANT,
    proposal=IDENTIFY.key,
    content=_content,
    rows=_rows,
    perform=_confirm,
    excluded=_own,
    blocked=_blocked,
    model="accounts.user",
    is_over=lambda user, arguments, on: user.person_key == arguments["person_key"],
    url=lambda user: reverse("accounts:user", args=[user.public_id]),
)
