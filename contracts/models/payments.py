"""Parts of money: what was remitted of a settlement, what was called of a guarantee."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.models.guarantee import Guarantee
from contracts.models.proof import EndingProof
from contracts.models.settlement import Settlement
from core.models import Addressed, ScopedQuerySet, Stamped


class RemittanceQuerySet(ScopedQuerySet["Remittance"]):
    """Remittances are seen with their settlements."""

    def visible_to(self, principal: Principal) -> Self:
        """Return those of visible settlements."""
        return self.filter(settlement__in=Settlement.objects.visible_to(principal))


class Remittance(Stamped, Addressed):
    """
    A part of a settlement, or the whole, remitted on a day by a voucher; written once (trigger).

    The parts never exceed the settlement; it is remitted once they reach it. Settlements that were
    remitted whole before parts could be have none.
    """

    settlement = models.ForeignKey(
        Settlement,
        on_delete=models.PROTECT,  # the books keep every entry
        related_name="remittances",
        verbose_name=_("settlement"),
        db_index=False,  # the unique key begins with it
    )
    amount = models.PositiveBigIntegerField(_("amount, rial"))
    paid_on = models.DateField(_("remitted on"))
    voucher = models.CharField(_("voucher"), max_length=200)
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.BigIntegerField(_("recorded by"))
    recorded_by_name = models.CharField(_("recorded by"), max_length=120)

    objects = RemittanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("remittance")
        verbose_name_plural = _("remittances")
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "voucher"],
                name="contracts_remittance_voucher",
                violation_error_message=_("The settlement has a remittance of this voucher."),
            ),
            models.CheckConstraint(
                name="contracts_remittance_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A remittance has an amount."),
            ),
        ]

    def __str__(self) -> str:
        return self.voucher


class GuaranteeCallQuerySet(ScopedQuerySet["GuaranteeCall"]):
    """Calls are seen with their guarantees."""

    def visible_to(self, principal: Principal) -> Self:
        """Return those of visible guarantees."""
        return self.filter(guarantee__in=Guarantee.objects.visible_to(principal))


class GuaranteeCall(Stamped, Addressed):
    """
    A sum that was called of a guarantee on a proof of its contract; written once (trigger).

    The sums never exceed the guarantee; it is called once they reach it. Guarantees that were
    called whole before parts could be have none.
    """

    guarantee = models.ForeignKey(
        Guarantee,
        on_delete=models.PROTECT,  # the call is part of the history
        related_name="calls",
        verbose_name=_("guarantee"),
    )
    proof = models.ForeignKey(
        EndingProof,
        on_delete=models.PROTECT,  # the proof is part of the history
        related_name="guarantee_calls",
        verbose_name=_("proof"),
    )
    amount = models.PositiveBigIntegerField(_("amount, rial"))
    reason = models.CharField(_("reason"), max_length=2000)
    called_on = models.DateField(_("called on"))
    called_by = models.BigIntegerField(_("called by"))
    called_by_name = models.CharField(_("called by"), max_length=120)

    objects = GuaranteeCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of a guarantee")
        verbose_name_plural = _("calls of guarantees")
        constraints = [
            models.CheckConstraint(
                name="contracts_guaranteecall_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A call has an amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guarantee_id}: {self.amount}"
