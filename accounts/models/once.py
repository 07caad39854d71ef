"""What happens once: a one-time code, and an act under its key."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import RoleGrant, User


class UsedCode(models.Model):
    """A one-time code that was accepted; it is not accepted again, also in parallel."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name=_("user"))
    code = models.CharField(_("code"), max_length=64)
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code"],
                name="accounts_usedcode_once",
                violation_error_message=_("This code has been used. Wait for the next one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.used_at:%Y-%m-%d}"


class SentKey(models.Model):
    """
    An Idempotency-Key of a caller, with the answer that it got; kept for a day.

    Inserted by the transaction of the effect, so that a second request with the key waits for it.
    Without an answer: the first one held a secret, which is not kept.
    """

    grant = models.ForeignKey(
        RoleGrant,
        on_delete=models.CASCADE,  # kept for a day only
        related_name="+",
        verbose_name=_("grant"),
    )
    client = models.CharField(_("client"), max_length=120, blank=True)
    key = models.CharField(_("key"), max_length=255)
    digest = models.CharField(_("digest of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status code"), null=True)
    answer = models.TextField(_("answer, encrypted"), blank=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "client", "key"],
                name="accounts_sentkey_once",
                violation_error_message=_("This Idempotency-Key was used for another request."),
            )
        ]
        indexes = [
            # Read by the hourly sweep of old keys.
            models.Index(fields=["sent_at"], name="accounts_sentkey_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.key}"
