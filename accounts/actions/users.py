"""What can be done to users and grants."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.entry import give_key
from accounts.acts import CREATE, END_GRANT, GRANT_ROLE, SET_ACTIVE, last_day
from accounts.events import record
from accounts.facts import Hat
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, UNNAMED_SCOPES, Role, ScopeKind
from accounts.scopes import SCOPES
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import Invalid

LEAST_REASON = 10


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    position: str,
    actor: Principal,
    at: datetime,
    national_id: str = "",
) -> tuple[User, str]:
    """
    Create a person without any role, and return him with a one-time key to choose a password.

    The national ID says whose account it is.

    Raises:
        NotPermitted: the actor's role may not manage users.
        Invalid: the username is taken, or the national ID is wrong.
    """
    need_role(CREATE, actor)
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise Invalid(fields={"username": [_("This username is taken.")]})
    user = User.objects.create_user(
        username,
        None,
        full_name=full_name.strip(),
        position=position.strip(),
        **identity_of(national_id),
    )
    key = give_key(user, at)
    record(actor=actor, verb="user.created", target=user, at=at)
    return user, key


@transaction.atomic
def grant_role(
    *,
    user_id: int,
    role: Role,
    scope: str,
    starts_on: date,
    ends_on: date | None,
    actor: Principal,
    at: datetime,
) -> RoleGrant:
    """
    Give a person a role from `starts_on` to `ends_on`, both included, for the scope it needs.

    `scope` is the agency's code, the office's code or the county's name; empty for roles of the
    whole province.

    Raises:
        NotPermitted: the actor's role may not grant, or it is the actor's own account.
        Invalid: there is no such scope, the role takes none, or the person has the role then.
    """
    user: User = begin(GRANT_ROLE, user_id, actor, day_in_tehran(at))
    kind = SCOPE_OF[role]
    scope_id, label = _scope_of(kind, scope.strip())
    same = RoleGrant.objects.filter(user=user, role=role, scope_id=scope_id)
    if same.overlapping(starts_on, ends_on).exists():
        raise Invalid(fields={"role": [_("The person has this role in these days already.")]})
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        scope_kind=kind,
        scope_id=scope_id,
        scope_label=label,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(
        actor=actor,
        verb="role.granted",
        target=user,
        changes={"role": (None, f"{role} {label}".strip()), "ends_on": (None, ends_on)},
        at=at,
    )
    return grant


def _scope_of(kind: ScopeKind, scope: str) -> tuple[UUID | None, str]:
    """
    Return the id and the label of the body for which a role is given; none for the whole province.

    Raises:
        Invalid: the kind of scope takes no body, or there is no such body.
    """
    if kind in UNNAMED_SCOPES:
        if scope:
            error = _("This role is for the whole province: leave it empty.")
            raise Invalid(fields={"scope": [error]})
        return None, ""
    found = SCOPES[kind].find(scope)
    if found is None:
        unnamed = _("Name the agency, office or county for which the person has this role.")
        unknown = _("There is no such agency, office or county.")
        raise Invalid(fields={"scope": [unknown if scope else unnamed]})
    return found


@transaction.atomic
def end_grant(*, grant_id: int, reason: str, actor: Principal, on: date, at: datetime) -> RoleGrant:
    """
    End a role from the day before `on`, or the day it began; its tokens end at once.

    Raises:
        NotPermitted: the actor's role may not grant.
        RoleGrant.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the role has ended.
    """
    grant: RoleGrant = begin(END_GRANT, grant_id, actor, on)
    before = grant.ends_on
    grant.ends_on = last_day(grant, on)
    grant.save(update_fields=["ends_on", "updated_at"])
    grant.tokens.filter(revoked_at__isnull=True).update(revoked_at=at, updated_at=at)
    record(
        actor=actor,
        verb="role.ended",
        target=grant.user,
        changes={
            "role": (f"{grant.role} {grant.scope_label}".strip(), None),
            "ends_on": (before, grant.ends_on),
        },
        note=reason,
        at=at,
    )
    return grant


@transaction.atomic
def set_active(
    *, user_id: int, is_active: bool, reason: str, actor: Principal, at: datetime
) -> User:
    """
    Shut a person out, or let him in again; works at the next request.

    Raises:
        NotPermitted: the actor's role may not manage users, or it is the actor's own account.
    """
    user: User = begin(SET_ACTIVE, user_id, actor, day_in_tehran(at))
    before, user.is_active = user.is_active, is_active
    user.save(update_fields=["is_active", "updated_at"])
    record(
        actor=actor,
        verb="user.let_in" if is_active else "user.shut_out",
        target=user,
        changes={"is_active": (before, is_active)},
        note=reason,
        at=at,
    )
    return user


@transaction.atomic
def ask_access(*, page: str, reason: str, actor: Principal, at: datetime) -> User:
    """
    Tell the platform's administrators that a page is closed to the actor's roles, and what for.

    Nothing opens by it: an administrator gives a role, or does not.

    Raises:
        Invalid: the reason is missing, or the page is no address of this system.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write in a sentence what you have to do there.")]})
    if not page.startswith("/") or page.startswith("//"):
        raise Invalid(_("Open this form from the page that was closed to you."))
    user = User.objects.get(pk=actor.user_id)
    record(
        actor=actor,
        verb="user.asked_access",
        target=user,
        changes={"page": (None, page[:200]), "role": (None, actor.role)},
        note=reason.strip(),
        at=at,
    )
    return user


@transaction.atomic
def set_preferences(
    *, single_keys: bool, key_map: Mapping[str, str], actor: Principal, at: datetime
) -> User:
    """
    Keep a person's own choices for the keyboard.

    `key_map` holds the letters that differ from `accounts.keys.KEYS`, by what they do.
    """
    user = User.objects.select_for_update().get(pk=actor.user_id)
    before = {"single_keys": user.single_keys, "key_map": user.key_map}
    user.single_keys, user.key_map = single_keys, dict(key_map)
    user.save(update_fields=["single_keys", "key_map", "updated_at"])
    record(
        actor=actor,
        verb="user.preferred",
        target=user,
        changes={name: (value, getattr(user, name)) for name, value in before.items()},
        at=at,
    )
    return user


@transaction.atomic
def switch_role(*, hat: Hat, actor: Principal, at: datetime) -> None:
    """Leave in the history that a person goes on in another of his own roles."""
    record(
        actor=actor,
        verb="role.switched",
        target=User.objects.get(pk=actor.user_id),
        changes={"role": (actor.role, hat.role)},
        at=at,
    )
