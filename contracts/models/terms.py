"""Changes of a contract in force."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.models.contract import Contract
from core.models import Addressed, ScopedQuerySet, Stamped


class AddendumQuerySet(ScopedQuerySet["ContractAddendum"]):
    """Addenda are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the addenda of visible contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class ContractAddendum(Stamped, Addressed):
    """A change of a contract in force, kept as before and after; written once (trigger)."""

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="addenda",
        verbose_name=_("contract"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    effective_on = models.DateField(_("effective on"))
    text = models.TextField(_("text"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    objects = AddendumQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_contractaddendum_number",
                violation_error_message=_("The contract has an addendum of this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"
