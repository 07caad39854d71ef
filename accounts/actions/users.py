"""What can be done to users."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions.entry import give_key
from accounts.acts import CREATE, SET_ACTIVE
from accounts.events import record
from accounts.facts import Hat
from accounts.identity import identity_of
from accounts.models import User
from accounts.person_roles import holds_power
from accounts.principal import Principal
from accounts.second import proposer
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import display_safe

LEAST_REASON = 10
DAYS_TO_CONFIRM = 14


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
    if wrong := wrong_in_username(username):
        raise Invalid(fields=wrong)
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


def wrong_in_username(username: str) -> dict[str, list[str]]:
    """Return that another account has a username, in letters of either case."""
    if not User.objects.filter(username=username.strip().lower()).exists():
        return {}
    return {"username": [_("This username is taken.")]}


@transaction.atomic
def set_active(
    *, user_id: int, is_active: bool, reason: str, actor: Principal, at: datetime
) -> User:
    """
    Shut a person out, or let them in again; works at the next request.

    An account that decides or administrates is shut out when another admin confirms it; until then
    it is returned as it is.

    Raises:
        NotPermitted: the actor's role may not manage users, or it is the actor's own account.
        IllegalMove: fewer than two platform admins would be left, or a proposal waits.
        Invalid: the reason is missing or too short.
    """
    on = day_in_tehran(at)
    user: User = begin(SET_ACTIVE, user_id, actor, on)
    reason = display_safe(reason).strip()
    if len(reason) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write the reason in a sentence.")]})
    if user.is_active and not is_active and holds_power(user, on):
        _propose_block(user, reason, actor, on, at)
        return user
    return write_active(user, is_active, reason, actor, at)


def _propose_block(user: User, reason: str, actor: Principal, on: date, at: datetime) -> None:
    with translation.override("fa"):
        title = _("Block of the account of {name}").format(name=user.full_name)
    record(actor=actor, verb="user.block_proposed", target=user, note=reason, at=at)
    proposer()(
        act=SET_ACTIVE.key,
        target=user,
        arguments={"reason": reason},
        title=title[:240],
        summary=reason,
        expires_on=on + timedelta(days=DAYS_TO_CONFIRM),
        actor=actor,
        on=on,
        at=at,
    )


def write_active(user: User, is_active: bool, reason: str, actor: Principal, at: datetime) -> User:
    """Write that a locked account is shut out or let in."""
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
