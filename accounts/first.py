"""The first platform admin of an installation."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.entry import give_key
from accounts.events import record
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role
from core.errors import IllegalMove, Invalid


@transaction.atomic
def create_first_admin(
    *, username: str, full_name: str, position: str, on: date, at: datetime
) -> tuple[User, str]:
    """
    Make the first platform admin, and return him with a one-time key to choose a password.

    It is for the owner of the installation: there is nobody yet who could be asked. While the
    admin has not chosen a password, a second call with his name gives a new key and ends the old.

    Raises:
        IllegalMove: there is a platform admin already.
        Invalid: the username or the name is empty, or the username is somebody else's.
    """
    clock = User.objects.system()
    User.objects.select_for_update().get(pk=clock.user_id)  # two at once stand in line
    username, full_name = username.strip().lower(), full_name.strip()
    _check_names(username, full_name)
    grants = RoleGrant.objects.in_force(on).filter(role=Role.PLATFORM_ADMIN, user__is_active=True)
    admins = list(User.objects.filter(pk__in=grants.values("user_id")))
    if any(admin.username != username or admin.has_usable_password() for admin in admins):
        raise IllegalMove(_("There is a platform admin already, who adds the other users."))
    if admins:
        user = admins[0]
        record(actor=clock, verb="user.invited", target=user, at=at)
    else:
        user = _make(username, full_name, position.strip(), clock, on, at)
    return user, give_key(user, at)


def _check_names(username: str, full_name: str) -> None:
    fields = {}
    if not username or len(username) > 64 or username == "system":
        fields["username"] = [_("Give a username of at most 64 characters.")]
    if not full_name or len(full_name) > 120:
        fields["full_name"] = [_("Give the full name, at most 120 characters.")]
    if fields:
        raise Invalid(fields=fields)


def _make(
    username: str, full_name: str, position: str, clock: Principal, on: date, at: datetime
) -> User:
    if User.objects.filter(username=username).exists():
        raise Invalid(fields={"username": [_("This username is taken.")]})
    user = User.objects.create_user(username, None, full_name=full_name, position=position)
    RoleGrant.objects.create(
        user=user,
        role=Role.PLATFORM_ADMIN,
        scope_kind=SCOPE_OF[Role.PLATFORM_ADMIN],
        starts_on=on,
    )
    record(actor=clock, verb="user.created", target=user, at=at)
    changes = {"role": (None, Role.PLATFORM_ADMIN), "ends_on": (None, None)}
    record(actor=clock, verb="role.granted", target=user, changes=changes, at=at)
    return user
