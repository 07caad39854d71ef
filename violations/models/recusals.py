"""Who stood back from a case without being called to a session of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from core.models import Addressed, Stamped
from violations.models.cases import Case, CasePartQuerySet


class RecusalQuerySet(CasePartQuerySet["Recusal"]):
    """Recusals are the matter of those who handle a case."""

    def visible_to(self, principal: Principal) -> "RecusalQuerySet":
        """Return the recusals from visible cases; none for offices."""
        if principal.role is Role.OPERATOR:
            return self.none()
        return super().visible_to(principal)


class Recusal(Stamped, Addressed):
    """One person who stood back from a case, with the reason; written once (trigger)."""

    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,  # a recusal holds as long as the case
        related_name="recusals",
        verbose_name=_("case"),
    )
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # persons are shut out, never deleted
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=24, choices=list(ROLE_LABELS.items()))
    reason = models.CharField(_("reason of recusal"), max_length=240)
    stood_back_on = models.DateField(_("stood back on"))

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal from a case")
        verbose_name_plural = _("recusals from cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                name="violations_recusal_once",
                violation_error_message=_("One stands back from a case once."),
            ),
            models.CheckConstraint(
                name="violations_recusal_reasoned",
                condition=~models.Q(reason=""),
                violation_error_message=_("Who stands back says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_stream(self) -> str:
        """Return the name of the case's own audit chain."""
        return self.case.audit_stream
