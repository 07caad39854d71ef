"""The reset of the sign-in of an account that decides or administrates: two admins, two parts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.entry import write_renewal
from accounts.acts import RENEW_ENTRY, access_is_blocked
from accounts.identity import masked_id
from accounts.models import RoleGrant, User
from accounts.person_roles import label_of
from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.facts import PendingKind

Arguments = Mapping[str, Any]


def _content(user: User, arguments: Arguments) -> dict[str, Any]:
    """Return the account, its person and the last key: a key given since closes the proposal."""
    return {
        "username": user.username,
        "full_name": user.full_name,
        "person": user.person_key,
        "is_active": user.is_active,
        "key_given_at": user.key_given_at,
    }


def _rows(user: User, arguments: Arguments) -> list[tuple[str, str]]:
    held = RoleGrant.objects.filter(user=user, ended_at=None).order_by("pk")
    is_lost = arguments["is_factor_lost"]
    return [
        (_("person"), f"{user.full_name} ({user.username})"),
        (_("national ID, last digits"), masked_id(user.national_id_sealed)),
        (_("roles"), _(", ").join(label_of(grant) for grant in held) or "–"),
        (_("how the identity was checked"), arguments["reason"]),
        (_("second factor"), _("is removed, because it is lost too") if is_lost else _("stays")),
    ]


def _own(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    if not is_same_person(user.pk, actor.user_id):
        return ""
    return _("Nobody confirms the reset of their own sign-in.")


def _blocked(user: User, arguments: Arguments, actor: Principal, on: date) -> str:
    return access_is_blocked(user, actor, on)  # type: ignore[return-value] # a sentence or ""


def _no_admin(user: User, account: int, on: date) -> str:
    """Return that who proposed the reset is no platform admin any more."""
    held = RoleGrant.objects.in_force(on).filter(
        user_id=account, user__is_active=True, role=Role.PLATFORM_ADMIN
    )
    if held.exists():
        return ""
    return _("Who proposed this reset is no platform admin any more: propose it anew.")


def _effect(user: User, arguments: Arguments, on: date) -> str:
    return _(
        "Password, sessions and own API keys of the account end at once. You are shown the second"
        " part of a one-time key, once: hand it over yourself, after you have seen the person."
    )


def _reset(user: User, arguments: Arguments, actor: Principal, on: date, at: datetime) -> str:
    """Reset the sign-in as the second admin; return the second part of the key."""
    return write_renewal(
        user,
        arguments["reason"],
        actor,
        at,
        is_factor_lost=arguments["is_factor_lost"],
        part=arguments["part"],
    )


ENTRY = PendingKind(
    name=RENEW_ENTRY.key,
    title=gettext_lazy("Reset of a sign-in"),
    permission=Permission.ENTRY_RENEW,
    proposal=RENEW_ENTRY.key,
    content=_content,
    rows=_rows,
    perform=_reset,
    excluded=_own,
    blocked=_blocked,
    proposer_barred=_no_admin,
    effect=_effect,
    shows_once=True,
    model="accounts.user",
    url=lambda user: reverse("accounts:user", args=[user.public_id]),
)
