"""People, and the roles that they hold."""

from datetime import date, datetime, time
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, get_hasher, is_password_usable
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, UNNAMED_SCOPES, Role, ScopeKind
from accounts.sealing import open_hash, seal_hash
from core.clock import TEHRAN, day_in_tehran
from core.models import Addressed, ScopedQuerySet, Stamped


class UserManager(BaseUserManager["User"]):
    """Makes users; the clock is a user too."""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> "User":
        """Create a person who signs in with a username and a password."""
        user: User = self.model(username=username.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *args: Any, **extra: Any) -> "User":
        """
        Refuse: rights lie in grants, nobody has all of them.

        Raises:
            ValidationError: always, with the command to use.
        """
        raise ValidationError("There are no superusers. Use: manage.py create_first_admin")

    def system(self) -> Principal:
        """Return the principal of the clock: the one who acts in periodic jobs."""
        user, _created = self.get_or_create(
            username="system", defaults={"full_name": "سامانه", "is_active": False}
        )
        return Principal(
            user_id=user.pk,
            grant_id=0,
            role=Role.SYSTEM,
            name=user.full_name,
            via="job",
            fresh_factor=True,
        )


class User(Addressed, Stamped, AbstractBaseUser):
    """
    A person who signs in. What the person may do lies in grants, never here.

    `person_key` is the keyed digest of the national ID: accounts of one person have the same one,
    so that four eyes compare persons; it is empty while nobody said whose account it is.
    `key_given_at` is when the last one-time key to choose a password was given: a sign-in that was
    begun before it is over; `key_part` is the digest of the first part of that key, where two
    admins gave one part each. `password` is the hash of the password, encrypted for this account.
    """

    password = models.CharField(_("password"), max_length=255)
    username = models.CharField(_("username"), max_length=64, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=160, blank=True)
    national_id_sealed = models.CharField(_("national ID"), max_length=200, blank=True)
    person_key = models.CharField(_("person"), max_length=64, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    key_given_at = models.DateTimeField(_("last one-time key"), null=True, blank=True)
    key_part = models.CharField(
        _("first part of the one-time key"), max_length=64, blank=True, editable=False
    )
    single_keys = models.BooleanField(
        _("single-letter keyboard shortcuts"), default=True, help_text=_("Can be switched off.")
    )
    key_map = models.JSONField(_("changed keys"), default=dict, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_person_sealed",
                condition=Q(person_key="", national_id_sealed="")
                | (~Q(person_key="") & ~Q(national_id_sealed="")),
                violation_error_message=_("A person is known by a national ID."),
            )
        ]
        indexes = [
            # Read by four eyes: the accounts of one person.
            models.Index(
                fields=["person_key"], condition=~Q(person_key=""), name="accounts_user_person"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Set the password of this account; none that can be used for None."""
        super().set_password(raw_password)
        if is_password_usable(self.password):
            self.password = seal_hash(self.password, str(self.public_id))

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether it is the password of this account; a hash of another one fits nothing."""
        return bool(check_password(raw_password, self._password_hash))

    @property
    def has_weak_hash(self) -> bool:
        """Tell whether the hash of the password was made with less work than is usual now."""
        found = self._password_hash
        return is_password_usable(found) and get_hasher("default").must_update(found)

    @property
    def _password_hash(self) -> str:
        """Return the hash of the password, decrypted."""
        return open_hash(self.password, str(self.public_id))

    @property
    def is_identified(self) -> bool:
        """Tell whether it is known whose account this is."""
        return bool(self.person_key)

    def may_act_as(self, role: Role | str) -> bool:
        """Tell whether the account acts in a role that it has; who decides is a known person."""
        return self.is_identified or role not in DECIDING_ROLES

    @property
    def initials(self) -> str:
        """Return the first letters of the first and last word of the name."""
        words = self.full_name.split()
        return (words[0][0] + words[-1][0]) if len(words) > 1 else self.full_name[:1]


def in_force_at(day: date, moment: Any) -> Q:
    """
    Return the condition for grants in force at a moment, which lies in `day`.

    The only definition in Python; `accounts_in_force` is the one of the database. A grant that was
    ended before its first day fulfils it at no moment: it is void.
    """
    dated = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return dated & (Q(ended_at__isnull=True) | Q(ended_at__gt=moment))


class GrantQuerySet(ScopedQuerySet["RoleGrant"]):
    """Grants in force, and those that a platform admin may see."""

    def in_force(self, when: date | datetime) -> Self:
        """
        Return the grants in force at a moment, or on a day.

        Of today it is this moment that counts, of another day its first moment: who held a role
        until noon acted in it that morning, and does so no more in the afternoon.
        """
        return self.filter(self.is_in_force(when))

    @staticmethod
    def is_in_force(when: date | datetime) -> Q:
        """Return the condition of `in_force`, for an annotation."""
        if isinstance(when, datetime):
            return in_force_at(day_in_tehran(when), when)
        moment = Func(
            Value(when, models.DateField()),
            function="accounts_moment",
            output_field=models.DateTimeField(),
        )
        return in_force_at(when, moment)

    def overlapping(self, first: date, last: date | None) -> Self:
        """Return the grants not ended that hold between two days; without a last one, or later."""
        begun = self if last is None else self.filter(starts_on__lte=last)
        running = begun.filter(ended_at__isnull=True)
        return running.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))

    def worn_by(self, principal: "Principal") -> Self:
        """Return the principal's grants of this role for these scopes, ended ones too."""
        own = self.filter(user_id=principal.user_id, role=principal.role)
        return own.filter(scope_id__in=principal.scope_ids) if principal.scope_ids else own

    def visible_to(self, principal: Principal) -> Self:
        """Return all for platform admins and auditors, one's own for everybody else."""
        if principal.role in {Role.PLATFORM_ADMIN, Role.AUDITOR, Role.SYSTEM}:
            return self
        return self.filter(user_id=principal.user_id)


class RoleGrant(Addressed, Stamped):
    """
    A role given to a user for a scope, from `starts_on` to `ends_on`, both days included.

    The scope is named by kind and public id, without a foreign key upward; the granting action
    checks that it exists. Province and platform scopes name nothing. `ended_at` is the moment at
    which an admin ended it early. A role that decides is given by one person and confirmed by
    another.
    """

    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # history names the grant
        related_name="grants",
        verbose_name=_("user"),
    )
    role = models.CharField(_("role"), max_length=24, choices=list(ROLE_LABELS.items()))
    scope_kind = models.CharField(_("scope"), max_length=16, choices=[(s, s) for s in ScopeKind])
    scope_id = models.UUIDField(_("scope id"), null=True, blank=True)
    scope_label = models.CharField(_("scope label"), max_length=160, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    letter_no = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_on = models.DateField(_("day of the letter"), null=True, blank=True)
    given_by = models.BigIntegerField(_("role given by"), null=True, blank=True)
    confirmed_by = models.BigIntegerField(_("confirmed by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.BigIntegerField(_("ended by"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_rolegrant_dates_ordered",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A grant cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_scope_named",
                condition=Q(scope_kind__in=UNNAMED_SCOPES, scope_id__isnull=True)
                | (~Q(scope_kind__in=UNNAMED_SCOPES) & Q(scope_id__isnull=False)),
                violation_error_message=_("A grant names its scope, unless it is the province."),
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_two_accounts",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("given_by")),
                violation_error_message=_("A role is given by one person, confirmed by another."),
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("A role that was ended says when and by whom."),
            ),
        ]
        indexes = [
            # Read at each request: the grants of the signed-in user.
            models.Index(fields=["user", "role"], name="accounts_rolegrant_user"),
            # Read by the guards of decisions and by news: who holds a role for a scope.
            models.Index(fields=["role", "scope_id"], name="accounts_rolegrant_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} {self.scope_label}".strip()

    @property
    def is_void(self) -> bool:
        """Tell whether it was ended before its first day, so that it was never in force."""
        begins_at = datetime.combine(self.starts_on, time.min, TEHRAN)
        return self.ended_at is not None and self.ended_at <= begins_at
