"""Who was let see restricted evidence of a case, why, and until when."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, Moment, Stamped
from violations.models.cases import Case, CasePartQuerySet


class EvidenceAccessQuerySet(CasePartQuerySet["EvidenceAccess"]):
    """Accesses, by whom they opened what for."""

    def running(self, principal: Principal) -> Self:
        """Return the principal's own that have not run out."""
        return self.filter(user_id=principal.user_id, expires_at__gt=Moment())


class EvidenceAccess(Stamped, Addressed):
    """
    A reasoned request of the deputy that opens the restricted evidence of one case for some days.

    It is granted by being written, and the case's owner reads it (design: DOMAIN C3, "on request,
    logged").
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("case")
    )  # who saw what is kept
    user_id = models.BigIntegerField(_("asked by"))
    user_name = models.CharField(_("asked by"), max_length=120)
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("open until"))

    objects = EvidenceAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_evidenceaccess_limited",
                condition=Q(expires_at__gt=F("asked_at")) & ~Q(reason=""),
                violation_error_message=_("An access has a reason and an end."),
            ),
        ]
        indexes = [
            # Read with each file that the deputy asks for.
            models.Index(fields=["user_id", "expires_at"], name="violations_access_running"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_name}"
