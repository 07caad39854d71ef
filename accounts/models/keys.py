"""Programs, and the keys with which they and people call the API."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped


class ClientQuerySet(ScopedQuerySet["ApiClient"]):
    """Programs that a principal may see."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the programs of one's own grants; all for platform admins."""
        if principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.filter(grant__user_id=principal.user_id)


class ApiClient(Addressed, Stamped):
    """A program of an association or agency that calls the API under its own name."""

    name = models.CharField(_("name"), max_length=120)
    grant = models.ForeignKey(
        RoleGrant,
        on_delete=models.PROTECT,  # the audit names the client
        related_name="clients",
        verbose_name=_("grant"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = ClientQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class TokenQuerySet(ScopedQuerySet["ApiToken"]):
    """Tokens that still open the door, and those that a principal may see."""

    def valid_at(self, moment: datetime) -> Self:
        """Return the tokens neither revoked nor expired at the moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=moment)

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own tokens; all for platform admins."""
        if principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.filter(grant__user_id=principal.user_id)


class ApiToken(Addressed, Stamped):
    """
    A key to the REST API, shown once and stored as a keyed digest.

    Bound to a user's grant, or to an `ApiClient` with a grant of its own; `seal` binds the digest
    to the account, so that it opens nothing in another row.
    """

    grant = models.ForeignKey(
        RoleGrant,
        on_delete=models.PROTECT,  # the audit names the token's grant
        related_name="tokens",
        verbose_name=_("grant"),
    )
    client = models.ForeignKey(
        ApiClient,
        on_delete=models.PROTECT,  # the audit names the client
        related_name="tokens",
        verbose_name=_("client"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("first characters"), max_length=12)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    seal = models.CharField(_("seal"), max_length=64, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    addresses = models.JSONField(
        _("allowed addresses"),
        default=list,
        blank=True,
        help_text=_("Networks in CIDR form; empty for any."),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # the audit names both
        related_name="replaced_by",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
    )
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_apitoken_expires",
                condition=Q(expires_at__gt=models.F("created_at")) | Q(created_at__gt=Now()),
                violation_error_message=_("A token expires after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
