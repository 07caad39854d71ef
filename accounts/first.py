"""The first two platform admins of an installation: a role that decides is given by two persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actions.entry import give_key
from accounts.events import record
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role
from core.errors import IllegalMove, Invalid

ADMINS = 2


@dataclass(frozen=True)
class Candidate:
    """Somebody who shall be one of the first admins."""

    username: str
    full_name: str
    position: str


@transaction.atomic
def create_first_admins(
    candidates: Sequence[Candidate], *, on: date, at: datetime
) -> list[tuple[User, str]]:
    """
    Make the first platform admins, and return each with a one-time key to choose a password.

    It is for the owner of the installation: there is nobody yet who could be asked. There are two
    of them afterwards, because only two can give roles that decide, that of an admin among them.
    Where one is left, the owner of the database makes another. Who has not chosen a password gets
    a new key by a second call, which ends the old one.

    Raises:
        IllegalMove: there are two platform admins already, who have chosen their passwords, or
            there were, and another role than the owner's asks.
        Invalid: there would be fewer than two or more, a name is empty, or a username is
            somebody else's.
    """
    clock = User.objects.system()
    User.objects.select_for_update().get(pk=clock.user_id)  # two at once stand in line
    wanted = [_clean(one) for one in candidates]
    grants = RoleGrant.objects.in_force(at).filter(role=Role.PLATFORM_ADMIN, user__is_active=True)
    admins = {user.username: user for user in User.objects.filter(pk__in=grants.values("user_id"))}
    made = [one for one in wanted if one.username not in admins]
    again = [admins[one.username] for one in wanted if one.username in admins]
    if made and not _may_make_more():
        text = _("Two admins were made before: the owner of the database makes another.")
        raise IllegalMove(text)
    if len(admins) >= ADMINS and (made or any(user.has_usable_password() for user in again)):
        raise IllegalMove(_("There are two platform admins already, who add the other users."))
    names = {*admins, *(one.username for one in wanted)}
    if len(names) != ADMINS or len({one.username for one in wanted}) != len(wanted):
        error = _("Name two persons: a role that decides is given by one admin and another.")
        raise Invalid(fields={"username": [error]})
    users = [_invite(user, clock, at) for user in again if not user.has_usable_password()]
    users += [_make(one, clock, on, at) for one in made]
    return [(user, give_key(user, at)) for user in users]


def _may_make_more() -> bool:
    """
    Tell whether fewer than two persons ever were platform admins, or the owner asks.

    By the role of the runtime grants that ended open no way back (accounts/sql/grants.sql).
    """
    ever = RoleGrant.objects.filter(role=Role.PLATFORM_ADMIN).values("user_id").distinct().count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_is_loader('accounts_rolegrant'::regclass)")
        return bool(ever < ADMINS or cursor.fetchone()[0])


def _clean(candidate: Candidate) -> Candidate:
    username, full_name = candidate.username.strip().lower(), candidate.full_name.strip()
    fields = {}
    if not username or len(username) > 64 or username == "system":
        fields["username"] = [_("Give a username of at most 64 characters.")]
    if not full_name or len(full_name) > 120:
        fields["full_name"] = [_("Give the full name, at most 120 characters.")]
    if fields:
        raise Invalid(fields=fields)
    return Candidate(username, full_name, candidate.position.strip())


def _invite(user: User, clock: Principal, at: datetime) -> User:
    record(actor=clock, verb="user.invited", target=user, at=at)
    return user


def _make(candidate: Candidate, clock: Principal, on: date, at: datetime) -> User:
    if User.objects.filter(username=candidate.username).exists():
        raise Invalid(fields={"username": [_("This username is taken.")]})
    user = User.objects.create_user(
        candidate.username, None, full_name=candidate.full_name, position=candidate.position
    )
    RoleGrant.objects.create(
        user=user,
        role=Role.PLATFORM_ADMIN,
        scope_kind=SCOPE_OF[Role.PLATFORM_ADMIN],
        starts_on=on,
        given_by=clock.user_id,
    )
    record(actor=clock, verb="user.created", target=user, at=at)
    changes = {"role": (None, Role.PLATFORM_ADMIN), "starts_on": (None, on)}
    record(actor=clock, verb="role.granted", target=user, changes=changes, at=at)
    return user
