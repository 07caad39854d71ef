"""The services under a contract, and what keeps two contracts apart."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Service
from contracts.models.contract import Contract
from contracts.states import ContractState
from core.models import Stamped
from offices.models import Office, days


class ContractService(Stamped):
    """
    A service under a contract.

    Office, agency, dates and state are copies of the contract's, kept by a trigger, so that the
    exclusion constraint can compare them (design: DECISIONS 19).
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="contract_services",
        verbose_name=_("contract"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,  # contracts name the service
        related_name="contract_services",
        verbose_name=_("service"),
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office")
    )  # copy
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency")
    )  # copy
    starts_on = models.DateField(_("from"))  # copy
    ends_on = models.DateField(_("to"))  # copy; the last day in force once the contract has ended
    state = models.CharField(_("state"), max_length=20, choices=ContractState.choices)  # copy

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="contracts_contractservice_one_active",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["active", "suspended", "termination_notice"]),
                violation_error_message=_(
                    "The office has an active contract with the agency for this service."
                ),
            ),
            models.UniqueConstraint(
                fields=["contract", "service"],
                name="contracts_contractservice_once",
                violation_error_message=_("The contract names this service already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.service_id}"
