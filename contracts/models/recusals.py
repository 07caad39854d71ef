"""Who stood back from the contracts of an office with an agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from contracts.models.contract import Contract
from core.models import Addressed, ScopedQuerySet, Stamped


class ContractRecusalQuerySet(ScopedQuerySet["ContractRecusal"]):
    """Recusals are the matter of those who act on a contract for an agency or the province."""

    def visible_to(self, principal: Principal) -> "ContractRecusalQuerySet":
        """Return the recusals of visible contracts; none for offices and the association."""
        if principal.role in (Role.OPERATOR, Role.ASSOCIATION):
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class ContractRecusal(Stamped, Addressed):
    """
    One person who stood back from the contracts of an office with an agency; written once.

    It is written on one of the contracts and counts in all that the two have or will have.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # a recusal holds as long as the contract
        related_name="recusals",
        verbose_name=_("contract"),
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

    objects = ContractRecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal from contracts")
        verbose_name_plural = _("recusals from contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "user"],
                name="contracts_contractrecusal_once",
                violation_error_message=_("One stands back from a contract once."),
            ),
            models.CheckConstraint(
                name="contracts_contractrecusal_reasoned",
                condition=~models.Q(reason=""),
                violation_error_message=_("Who stands back says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_stream(self) -> str:
        """Return the name of the contract's own audit chain."""
        return self.contract.audit_stream
