"""Webhooks: addresses of programs that are told of changes as they happen."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped


class WebhookQuerySet(ScopedQuerySet["Webhook"]):
    """Webhooks, by whose they are and whether they still run."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own; all for platform admins."""
        if principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.filter(grant__user_id=principal.user_id)

    def running(self, on: date) -> Self:
        """Return those that nobody has ended, of people who are in their role on a day."""
        return self.filter(
            ended_at__isnull=True,
            grant__user__is_active=True,
            grant__in=RoleGrant.objects.in_force(on),
        )


class Webhook(Stamped, Addressed):
    """
    An address that is told, by a signed call, which records its owner's role has seen change.

    It sees what the grant sees, as `/changes` tells it; `place` is how far it has been told. The
    secrets are sealed; the older one signs besides until `old_until_at`.
    """

    grant = models.ForeignKey(
        RoleGrant,
        on_delete=models.PROTECT,  # the history names the grant
        related_name="webhooks",
        verbose_name=_("grant"),
    )
    client = models.CharField(_("client"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    resources = models.JSONField(_("resources"), default=list)
    secret_sealed = models.CharField(_("secret"), max_length=200)
    old_secret_sealed = models.CharField(_("older secret"), max_length=200, blank=True)
    old_until_at = models.DateTimeField(_("older secret signs until"), null=True, blank=True)
    place = models.JSONField(_("told up to"), default=dict)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_code = models.CharField(_("why it ended"), max_length=48, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                name="notices_webhook_old_secret_dated",
                condition=Q(old_secret_sealed="", old_until_at__isnull=True)
                | (~Q(old_secret_sealed="") & Q(old_until_at__isnull=False)),
                violation_error_message=_("An older secret has an end, and no other has one."),
            ),
            models.CheckConstraint(
                name="notices_webhook_ended_iff_dated",
                condition=Q(ended_code="", ended_at__isnull=True)
                | (~Q(ended_code="") & Q(ended_at__isnull=False)),
                violation_error_message=_("A webhook that ended says when and why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page with its calls."""
        return reverse("notices:webhook", args=[self.public_id])

    @property
    def paths(self) -> str:
        """The resources as paths of the API, as people of programs know them."""
        return " ".join(f"/{name}" for name in self.resources)

    def signs_with_old(self, at: datetime) -> bool:
        """Tell whether the older secret signs besides at a moment."""
        return self.old_until_at is not None and at < self.old_until_at
