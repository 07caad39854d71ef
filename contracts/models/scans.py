"""The scan of the signed paper of a contract, version by version; the contest of one."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models.contract import Contract
from core.models import KeptScan, ScopedQuerySet, Stamped


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


class PaperContestQuerySet(ScopedQuerySet["PaperContest"]):
    """Contests are seen with the papers that they contest."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the contests of visible scans."""
        return self.filter(scan__in=ContractScan.objects.visible_to(principal))


class PaperContest(Stamped):
    """
    The office contests the paper by which the agency says that it accepted a contract.

    Written once (trigger); the contract waits for its acceptance again, and the scan stays.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="contests",
        verbose_name=_("contract"),
    )
    scan = models.OneToOneField(
        ContractScan,
        on_delete=models.PROTECT,  # scans stay
        related_name="contest",
        verbose_name=_("scan of the signed paper"),
    )
    contested_on = models.DateField(_("contested on"))
    contested_by = models.BigIntegerField(_("contested by"))
    reason = models.CharField(_("reason"), max_length=400)

    objects = PaperContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest of a paper")
        verbose_name_plural = _("contests of papers")

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.contested_on}"
