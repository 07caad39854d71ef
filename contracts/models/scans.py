"""The scan of the signed paper of a contract, version by version."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models.contract import Contract
from core.models import KeptScan, ScopedQuerySet


class ContractScanQuerySet(ScopedQuerySet["ContractScan"]):
    """Scans are for the parties and the province: the paper names money and securities."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the scans of visible contracts; none to the association."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class ContractScan(KeptScan):
    """A version of the scan of the signed paper; kept by the agency once it has been signed."""

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="scans",
        verbose_name=_("contract"),
    )

    objects = ContractScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan of a contract")
        verbose_name_plural = _("scans of contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_contractscan_number",
                violation_error_message=_("The contract has a scan of this version."),
            )
        ]

    def __str__(self) -> str:
        return self.scan_name
