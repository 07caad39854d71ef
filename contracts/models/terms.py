"""Changes of a contract in force: proposed by its agency, accepted by its office."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.models.contract import Contract
from contracts.models.scans import ContractScan
from contracts.states import AddendumState
from core.models import Addressed, ScopedQuerySet, Stamped


class AddendumQuerySet(ScopedQuerySet["ContractAddendum"]):
    """Addenda are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the addenda of visible contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class ContractAddendum(Stamped, Addressed):
    """
    A change of a contract in force, kept as before and after; what was proposed stays (trigger).

    The agency proposes it and the office accepts it, in the portal or on a paper that the agency
    enters; until `contest_until`, that day included, the office may contest such a paper, and until
    `reconsider_until` it takes an acceptance in the portal back, before the first day. It holds
    from `effective_on` at the earliest; `in_force_on` is the day on which it came in force. One
    that the office declined, the agency withdrew, or nobody accepted by its first day is closed.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="addenda",
        verbose_name=_("contract"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=AddendumState.choices, default=AddendumState.PROPOSED
    )
    effective_on = models.DateField(_("effective on"))
    text = models.TextField(_("text"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    added_services = models.JSONField(_("keys of added services"), default=list)
    standing_exception = models.CharField(
        _("reason to contract in spite of the office's standing"),
        max_length=400, blank=True, db_default="", default="",
    )  # fmt: skip
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    proposed_by = models.BigIntegerField(_("proposed by"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted by the office on"), null=True, blank=True)
    accepted_by = models.BigIntegerField(_("accepted by"), null=True, blank=True)
    acceptance_entered_by = models.BigIntegerField(
        _("acceptance on paper entered by"), null=True, blank=True
    )
    scan = models.ForeignKey(
        ContractScan,
        on_delete=models.PROTECT,  # the paper is the proof of the acceptance
        related_name="addenda",
        verbose_name=_("scan of the signed paper"),
        null=True,
        blank=True,
    )
    contest_until = models.DateField(_("can be contested until"), null=True, blank=True)
    reconsider_until = models.DateField(
        _("acceptance can be taken back until"), null=True, blank=True
    )
    in_force_on = models.DateField(_("came in force on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.BigIntegerField(_("closed by"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True, db_default="", default="")

    objects = AddendumQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_contractaddendum_number",
                violation_error_message=_("The contract has an addendum of this number."),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="contracts_contractaddendum_one_open",
                violation_error_message=_("An addendum of this contract waits already."),
            ),
            models.CheckConstraint(
                name="contracts_contractaddendum_accepted",
                condition=Q(
                    accepted_on__isnull=True,
                    accepted_by__isnull=True,
                    acceptance_entered_by__isnull=True,
                )
                | Q(
                    accepted_on__isnull=False,
                    accepted_by__isnull=False,
                    acceptance_entered_by__isnull=True,
                    contest_until__isnull=True,
                )
                | Q(
                    accepted_on__isnull=False,
                    accepted_by__isnull=True,
                    acceptance_entered_by__isnull=False,
                    scan__isnull=False,
                    contest_until__isnull=False,
                ),
                violation_error_message=_(
                    "An acceptance has its day, and the operator or the signed paper."
                ),
            ),
            # An addendum from before the offices were asked has no proposer.
            models.CheckConstraint(
                name="contracts_contractaddendum_agreed",
                condition=Q(proposed_by__isnull=True)
                | ~Q(state__in=["accepted", "in_force"])
                | Q(accepted_on__isnull=False),
                violation_error_message=_("An addendum holds with the acceptance of the office."),
            ),
            models.CheckConstraint(
                name="contracts_contractaddendum_closed",
                condition=Q(
                    state__in=["declined", "withdrawn", "lapsed"],
                    closed_on__isnull=False,
                    closed_by__isnull=False,
                    in_force_on__isnull=True,
                )
                | Q(
                    state__in=["proposed", "accepted"],
                    closed_on__isnull=True,
                    closed_by__isnull=True,
                    in_force_on__isnull=True,
                )
                | Q(state="in_force", closed_on__isnull=True, closed_by__isnull=True),
                violation_error_message=_("A closed addendum has its day and who closed it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """Return the page of its contract."""
        return self.contract.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return self.contract.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what the receipt of a moved deadline calls the addendum."""
        return f"{self.contract.number}/{self.number}"
