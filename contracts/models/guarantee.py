"""What secures a contract."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models.contract import Contract
from contracts.rules.money import left_of_sum
from contracts.states import GuaranteeState
from core.models import Addressed, ScopedQuerySet, Stamped


class GuaranteeQuerySet(ScopedQuerySet["Guarantee"]):
    """Guarantees are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the guarantees of visible contracts; amounts are not the association's matter."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))

    def held_on(self, on: date) -> Self:
        """Return the guarantees that secure their contracts on a day, the last one included."""
        return self.filter(state=GuaranteeState.HELD, expires_on__gte=on)


class Guarantee(Stamped, Addressed):
    """A performance guarantee of a contract, in force to `expires_on`, that day included."""

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="guarantees",
        verbose_name=_("contract"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            ("bank", _("bank guarantee")),
            ("promissory", _("promissory note")),
            ("cheque", _("cheque")),
            ("cash", _("cash deposit")),
        ],
    )
    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    amount = models.PositiveBigIntegerField(_("amount, rial"))
    expires_on = models.DateField(_("expires on"))
    state = models.CharField(
        _("state"), max_length=10, choices=GuaranteeState.choices, default=GuaranteeState.HELD
    )
    excess_reason = models.CharField(_("reason above the usual share"), max_length=400, blank=True)

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_guarantee_number",
                violation_error_message=_("The contract has a guarantee of this number."),
            ),
            models.CheckConstraint(
                name="contracts_guarantee_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A guarantee has an amount."),
            ),
        ]
        indexes = [
            # Read by the guarantee watch and by rule F11.
            models.Index(fields=["state", "expires_on"], name="contracts_guarantee_expiry"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def called(self) -> list[Any]:
        """Return its calls; pages read them beforehand."""
        return list(self.calls.all())

    @property
    def left(self) -> int:
        """Return what it still secures, in rial."""
        return left_of_sum(
            self.amount,
            (call.amount for call in self.called),
            is_whole=self.state == GuaranteeState.CALLED,
        )

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return self.contract.audit_stream
