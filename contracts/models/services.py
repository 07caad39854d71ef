"""The services under a contract, and what keeps two contracts apart."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Service
from contracts.models.contract import Contract
from contracts.states import ContractState
from core.models import Stamped
from offices.models import Licence, Office, days
from offices.states import OfficeState

C = ContractState


class ContractServiceQuerySet(models.QuerySet["ContractService"]):
    """Services under contracts, by what they let their offices do."""

    def serving(self, on: date) -> Self:
        """
        Return those by which their office may give the service on a day, today or later.

        The same rule as `contracts.rules.serving.obstacle_of`.
        """
        return self.filter(
            Exists(Licence.objects.valid_on(on).filter(office=OuterRef("office"))),
            Q(state__in=[C.ACTIVE, C.TERMINATION_NOTICE])
            | Q(state=C.SUSPENDED, contract__suspended_until__lt=on),
            ~Q(contract__origin="import") | Q(contract__confirmed_on__isnull=False),
            Q(contract__mutual_end_accepted_on__isnull=True) | Q(contract__mutual_end_on__gte=on),
            office__state=OfficeState.ACTIVE,
            service__is_active=True,
            agency__is_active=True,
            starts_on__lte=on,
            ends_on__gte=on,
        )

    def staying(self) -> Self:
        """Return those whose contract is under no notice and has no accepted end by agreement."""
        return self.exclude(state=C.TERMINATION_NOTICE).filter(
            contract__mutual_end_accepted_on__isnull=True
        )


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

    objects = ContractServiceQuerySet.as_manager()

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
