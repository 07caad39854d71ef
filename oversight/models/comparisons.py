"""How agencies are compared: dated numbers, each with its provenance."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import ScopedQuerySet, Stamped
from workdays.models import Provenance


class ComparisonRuleQuerySet(ScopedQuerySet["ComparisonRule"]):
    """The numbers of the comparison, by day."""

    def visible_to(self, principal: Any) -> Self:
        """Return all: how agencies are measured is public to everybody who is signed in."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the newest rule that had begun on a day, as one row or none."""
        return self.filter(valid_from__lte=on).order_by("-valid_from")


class ComparisonRule(Stamped):
    """
    From when on agencies are compared how; a row is never changed, a newer one follows.

    Below `least` duties an agency has no rank. `weight` is how many duties of the province's mean
    are added to each agency's own, so that small numbers are pulled to it. `z_thousandths` is the
    normal quantile of the interval (1960 for 95 percent), `months` how far back is counted.
    """

    valid_from = models.DateField(_("in force from"), unique=True)
    least = models.PositiveSmallIntegerField(_("fewest duties for a rank"))
    weight = models.PositiveSmallIntegerField(_("duties of the mean that are added"))
    z_thousandths = models.PositiveSmallIntegerField(_("normal quantile, in thousandths"))
    months = models.PositiveSmallIntegerField(_("months counted"))
    provenance = models.CharField(_("provenance"), max_length=8, choices=Provenance.choices)
    citation = models.CharField(_("citation"), max_length=300, blank=True)

    objects = ComparisonRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of comparison")
        verbose_name_plural = _("rules of comparison")
        constraints = [
            models.CheckConstraint(
                name="oversight_comparisonrule_sensible",
                condition=Q(least__range=(1, 1000))
                & Q(weight__range=(0, 1000))
                & Q(z_thousandths__range=(500, 4000))
                & Q(months__range=(1, 60)),
                violation_error_message=_("One of these numbers is out of reach."),
            )
        ]

    def __str__(self) -> str:
        return self.valid_from.isoformat()
