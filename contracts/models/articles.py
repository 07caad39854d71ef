"""The text of a contract, article by article."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models.contract import Contract
from core.models import Addressed, ScopedQuerySet, Stamped


class ArticleQuerySet(ScopedQuerySet["ContractArticle"]):
    """Articles are for the parties and the province: they name money and securities."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the articles of visible contracts; none to the association."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(contract__in=Contract.objects.visible_to(principal))


class ContractArticle(Stamped, Addressed):
    """
    One article of a contract, as it was agreed; written anew while the contract is a draft.

    `number` counts from 1 without gaps. What is signed stays: an addendum changes terms, never
    the text (trigger). A transcript was written after the signature, by the agency alone: the
    signed paper counts, and letters cite no article of it.
    """

    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="articles",
        verbose_name=_("contract"),
    )
    number = models.PositiveSmallIntegerField(_("article"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"))
    is_transcript = models.BooleanField(
        _("copied from the signed paper by the agency"), default=False, db_default=False
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="contracts_contractarticle_number",
                violation_error_message=_("The contract has an article of this number."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}/{self.number}"
