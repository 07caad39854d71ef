"""The tables of acts of users, of their roles and of keys to the API."""

from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, RoleGrant, User
from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission, Role
from core.acts import (
    Act,
    ActTable,
    Blocked,
    Confirm,
    Excluded,
    Final,
    Paper,
    Whose,
    begin,
    of_record,
    once_per_record,
)
from core.clock import day_in_tehran

USERS = ActTable(
    "user", lambda key, actor: User.objects.select_for_update().get(pk=key), paper=Paper.NONE
)
GRANTS = ActTable(
    "role", lambda key, actor: RoleGrant.objects.visible_to(actor).lock(key), paper=Paper.NONE
)
TOKENS = ActTable(
    "token",
    lambda key, actor: ApiToken.objects.visible_to(actor).select_related("grant").lock(key),
    not_by=(),
    paper=Paper.NONE,
    tells=(),
)
# The roles that decide need two admins: one proposes, another confirms.
LEAST_ADMINS = 2


@once_per_record
def is_account_of(user: User, user_id: int) -> bool:
    """Tell whether an account belongs to the person who has another account."""
    return is_same_person(user.pk, user_id)


def own_role(user: User, actor: Principal, on: date) -> str:
    """Return that nobody gives a role to their own person, by whatever account."""
    if not is_account_of(user, actor.user_id):
        return ""
    return _("You cannot give yourself a role. Ask another platform admin.")


def own_person(user: User, actor: Principal, on: date) -> str:
    """Return that nobody resets their own sign-in."""
    if not is_account_of(user, actor.user_id):
        return ""
    return _("You cannot reset your own sign-in. Ask another platform admin.")


def own_identity(user: User, actor: Principal, on: date) -> str:
    """Return that nobody says whose account their own is, or another account of theirs."""
    if not is_account_of(user, actor.user_id):
        return ""
    return _("You cannot record your own identity. Ask another platform admin.")


def own_access(user: User, actor: Principal, on: date) -> str:
    """Return that nobody blocks or restores the access of their own person."""
    if not is_account_of(user, actor.user_id):
        return ""
    return _("You cannot block or restore your own access. Ask another platform admin.")


def is_over(grant: RoleGrant, actor: Any, on: date) -> str:
    """Return that the role has ended: a grant is ended once, and only while there is time left."""
    if grant.ended_at is None and (grant.ends_on is None or grant.ends_on >= on):
        return ""
    return _("This role has ended already.")


def admins_on(on: date) -> QuerySet[RoleGrant]:
    """Return the grants of the platform admins who may sign in on a day."""
    return RoleGrant.objects.in_force(on).filter(role=Role.PLATFORM_ADMIN, user__is_active=True)


def is_needed_admin(user: User, actor: Any, on: date) -> str:
    """Return that without this account fewer than two platform admins would be left."""
    admins = admins_on(on)
    if not user.is_active or not admins.filter(user=user).exists():
        return ""
    return _too_few(admins.exclude(user=user))


def is_needed_role(grant: RoleGrant, actor: Any, on: date) -> str:
    """Return that without this role fewer than two platform admins would be left."""
    if grant.role != Role.PLATFORM_ADMIN or not admins_on(on).filter(pk=grant.pk).exists():
        return ""
    return _too_few(admins_on(on).exclude(pk=grant.pk))


def _too_few(left: QuerySet[RoleGrant]) -> str:
    """Return that grants of platform admins are of fewer than two persons."""
    persons = left.values_list("user_id", "user__person_key")
    if len({key or str(account) for account, key in persons}) >= LEAST_ADMINS:
        return ""
    return _("Two platform admins have to be left. Give the role to another person first.")


def begin_for_user(act: Act, user_id: int, actor: Principal, on: date) -> User:
    """
    Return the account, locked, as `begin`; the clock needs no permission.

    The clock is here the owner of the installation, who acts at a prompt.
    """
    if actor.role is not Role.SYSTEM:
        return cast(User, begin(act, user_id, actor, on))
    user = cast(User, USERS.lock(user_id, actor))
    for reason in act.blocked:
        if found := reason(user, actor, on):
            raise (found if isinstance(found, Blocked) else Blocked(found)).error
    return user


def is_own(actor: Principal, token: ApiToken, on: date) -> bool:
    """Tell whether the key belongs to the actor."""
    return bool(token.grant.user_id == actor.user_id)


def no_longer_valid(token: ApiToken, actor: Any, on: date) -> str:
    """Return that the key is over; on its last day the action compares the very moment."""
    if token.revoked_at is None and day_in_tehran(token.expires_at) >= on:
        return ""
    return _("This key is no longer valid: make a new one.")


@once_per_record
def last_of(token: ApiToken) -> ApiToken:
    """Return the last key of those that replaced one after the other; the key itself if none."""
    last = token
    while (found := ApiToken.objects.filter(replaces=last).first()) is not None:
        last = found
    return last


@of_record
def successor_is_used(token: ApiToken) -> str:
    """Return that the key which replaced this one has been used; one that was lost has not."""
    last = last_of(token)
    if last.pk == token.pk or last.last_used_at is None:
        return ""
    return _("The key that replaced this one has been used: renew that one.")


@of_record
def access_is_blocked(user: User) -> str:
    """Return that the person's access is blocked."""
    return "" if user.is_active else _("This person's access is blocked: restore it first.")


@of_record
def was_rotated(token: ApiToken) -> str:
    """Return that another key replaced the key."""
    if not hasattr(token, "replaced_by"):
        return ""
    return _("This key was rotated before: rotate the one that replaced it.")


CREATE = USERS.act(
    "create",
    title=gettext_lazy("New user"),
    icon="plus",
    permissions=(Permission.USER_GRANT,),
    event={"user.created": gettext_lazy("made the user")},
    not_by=(),
    tells=(),
    confirm=Confirm.PLAIN,
    undo="set-active",
)
IDENTIFY = USERS.act(
    "identify",
    title=gettext_lazy("Record whose account it is"),
    permissions=(Permission.USER_GRANT,),
    event={
        "user.identified": gettext_lazy("said whose account it is"),
        "user.person_corrected": gettext_lazy("corrected whose account it is"),
        "user.identity_proposed": gettext_lazy(
            "proposed whose account it is for a second admin to confirm"
        ),
    },
    not_by=(Excluded("the account's own person", own_identity),),
    tells=("confirmers",),
    confirm=Confirm.SECOND,
    undo="identify",
)
OWN_PERSON = Excluded("the account's own person", own_role)
GRANT_ROLE = USERS.act(
    "grant-role",
    title=gettext_lazy("Grant a role"),
    icon="plus",
    permissions=(Permission.USER_GRANT,),
    event={"role.granted": gettext_lazy("gave a role")},
    not_by=(OWN_PERSON,),
    tells=("person", "office", "agency", "association", "secretariat"),
    confirm=Confirm.PLAIN,
    undo="role.end",
)
# A role that decides, or one for an office with an open proceeding; confirmed, it is granted.
PROPOSE_ROLE = USERS.act(
    "propose-role",
    title=gettext_lazy("Propose a role"),
    icon="plus",
    permissions=(Permission.USER_GRANT,),
    event={"role.proposed": gettext_lazy("proposed a role for a second admin to confirm")},
    not_by=(OWN_PERSON,),
    tells=("confirmers",),
    confirm=Confirm.SECOND,
    undo="pending.withdraw",
)
RENEW_ENTRY = USERS.act(
    "renew-entry",
    title=gettext_lazy("Reset the sign-in"),
    icon="key",
    permissions=(Permission.ENTRY_RENEW,),
    blocked=(access_is_blocked,),
    event={
        "user.renewed": gettext_lazy("reset the sign-in and gave a one-time key"),
        "user.renewal_proposed": gettext_lazy(
            "proposed to reset a sign-in and gave the first part of the one-time key"
        ),
    },
    not_by=(Excluded("the account's own person", own_person),),
    tells=("person", "admins", "auditor", "agency"),
    undo=Final("The former password and keys are destroyed; the person sets new ones."),
    confirm=(Confirm.CODE, Confirm.SECOND_IF_POWER),
    is_danger=True,
)
SET_ACTIVE = USERS.act(
    "set-active",
    title=gettext_lazy("Block or restore access"),
    permissions=(Permission.USER_GRANT,),
    event={
        "user.let_in": gettext_lazy("let the user in"),
        "user.shut_out": gettext_lazy("shut the user out"),
        "user.block_proposed": gettext_lazy("proposed to block an account"),
    },
    not_by=(Excluded("the account's own person", own_access),),
    blocked=(is_needed_admin,),
    tells=("person", "admins"),
    confirm=Confirm.SECOND_IF_POWER,
    undo="set-active",
)
END_GRANT = GRANTS.act(
    "end",
    title=gettext_lazy("End the role"),
    permissions=(Permission.USER_GRANT,),
    blocked=(is_over, is_needed_role),
    not_by=(),
    event={
        "role.ended": gettext_lazy("ended a role"),
        "role.voided": gettext_lazy("withdrew a role before its first day"),
    },
    tells=("person", "office", "agency", "association", "secretariat"),
    confirm=(Confirm.PAGE, Confirm.CODE),
    undo="user.grant-role",
    is_danger=True,
)
ISSUE = TOKENS.act(
    "issue",
    title=gettext_lazy("New key"),
    icon="key",
    permissions=(Permission.TOKEN_ISSUE,),
    event={"token.issued": gettext_lazy("made an API key")},
    confirm=Confirm.CODE,
    undo="revoke",
)
ROTATE = TOKENS.act(
    "rotate",
    title=gettext_lazy("Rotate the key"),
    icon="key",
    permissions=(Permission.TOKEN_ISSUE,),
    whose=Whose("its own person", is_own, gettext_lazy("Only its own person rotates a key.")),
    blocked=(
        no_longer_valid,
        was_rotated,
    ),
    event={"token.rotated": gettext_lazy("rotated an API key")},
    undo=Final("The former key ends; a lost one is revoked and made anew."),
    confirm=Confirm.CODE,
)
# The key itself calls for it; the door names no other. A person's own key asks for their code too.
SUCCEED = TOKENS.act(
    "succeed",
    title=gettext_lazy("Renew the key by itself"),
    whose=Whose("its own person", is_own, gettext_lazy("Only its own person rotates a key.")),
    blocked=(no_longer_valid, successor_is_used),
    event={"token.succeeded": gettext_lazy("an API key renewed itself")},
    confirm=Confirm.PLAIN,
    undo=Final("The former key ends; a lost one is revoked and made anew."),
)
# Whoever sees a key revokes it, in any role. It is open on a revoked key too, and changes nothing.
REVOKE = TOKENS.act(
    "revoke",
    title=gettext_lazy("Revoke the key"),
    event={"token.revoked": gettext_lazy("revoked an API key")},
    undo=Final("A revoked key never works again; a new one is made."),
    confirm=Confirm.PAGE,
    is_danger=True,
)
