"""What an office has taken for an agency and owes it, period by period."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models.contract import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import LicenceHolder


class SettlementQuerySet(ScopedQuerySet["Settlement"]):
    """Settlements are seen with their contracts."""

    def visible_to(self, principal: Principal) -> Self:
        """Return those of visible contracts; money is not the association's matter."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))

    def standing(self) -> Self:
        """Return the entries that no counter-entry has taken back, without counter-entries."""
        return self.filter(reverses__isnull=True, reversal__isnull=True)

    def open(self) -> Self:
        """Return what stands and has not been remitted."""
        return self.standing().filter(settled_on__isnull=True)

    def late_on(self, on: date) -> Self:
        """Return what stands and was remitted after its last day, or is past it on a day."""
        after = Q(settled_on__isnull=True) | Q(settled_on__gt=F("due_on"))
        return self.standing().filter(after, due_on__lt=on)


class Settlement(Stamped, Addressed):
    """
    One amount, in rial, that the office took for the agency from `period_first` to `period_last`.

    It is to be remitted by `due_on`, that day included; `settled_on` is the day on which the whole
    of it was. Never edited: an entry that was wrong is taken back by a counter-entry, which names
    it and has the amount below zero. `key` is the agency's own mark of the entry, such as the
    number of its statement: the same key is never entered twice for a contract.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="settlements",
        verbose_name=_("contract"),
        db_index=False,  # the unique key begins with it
    )
    holder = models.ForeignKey(
        LicenceHolder,
        on_delete=models.PROTECT,  # a new holder starts clean
        related_name="+",
        verbose_name=_("licence holder"),
    )
    key = models.CharField(_("statement number"), max_length=60)
    period_first = models.DateField(_("from"))
    period_last = models.DateField(_("to"))
    amount = models.BigIntegerField(_("amount, rial"))
    due_on = models.DateField(_("to be remitted until"))
    source = models.CharField(_("source"), max_length=200)
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.BigIntegerField(_("recorded by"))
    recorded_by_name = models.CharField(_("recorded by"), max_length=120)
    settled_on = models.DateField(_("remitted on"), null=True, blank=True)
    settled_source = models.CharField(_("voucher"), max_length=200, blank=True)
    settled_by = models.BigIntegerField(_("remittance recorded by"), null=True, blank=True)
    settled_by_name = models.CharField(_("remittance recorded by"), max_length=120, blank=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # an entry is taken back once
        related_name="reversal",
        verbose_name=_("takes back"),
        null=True,
        blank=True,
    )

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "key"],
                name="contracts_settlement_key",
                violation_error_message=_("The contract has a settlement of this number."),
            ),
            models.CheckConstraint(
                name="contracts_settlement_period_ordered",
                condition=Q(period_last__gte=F("period_first"), due_on__gte=F("period_last")),
                violation_error_message=_("A period ends after it begins, and is due after it."),
            ),
            models.CheckConstraint(
                name="contracts_settlement_below_zero_iff_reversal",
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
                violation_error_message=_("Only a counter-entry takes an amount back."),
            ),
            models.CheckConstraint(
                name="contracts_settlement_settled_iff_told",
                condition=Q(settled_on__isnull=True, settled_source="", settled_by__isnull=True)
                | (
                    Q(settled_on__isnull=False, settled_by__isnull=False, reverses__isnull=True)
                    & ~Q(settled_source="")
                ),
                violation_error_message=_(
                    "A remittance has its day, its voucher and its recorder."
                ),
            ),
        ]
        indexes = [
            # Read by rule F08, index only: late ones are few.
            models.Index(
                fields=["contract", "due_on"],
                include=["id", "holder", "settled_on"],
                condition=Q(reverses__isnull=True)
                & (Q(settled_on__isnull=True) | Q(settled_on__gt=F("due_on"))),
                name="contracts_settlement_late",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """Return the account of its contract."""
        return f"{self.contract.get_absolute_url()}#account"

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return self.contract.audit_stream
