"""How long deadlines last, as data."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Addressed, ScopedQuerySet, Stamped
from territory.models import DateRange
from workdays.models.calendars import Provenance
from workdays.rules import Unit


class DeadlineRuleQuerySet(ScopedQuerySet["DeadlineRule"]):
    """Lengths of deadlines, by day."""

    def visible_to(self, principal: Any) -> Self:
        """Return all: how long one has is public."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the rules in force on a day."""
        return self.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class DeadlineRule(Addressed, Stamped):
    """How long a deadline lasts, from `valid_from` to `valid_to`, both days included."""

    key = models.CharField(_("deadline"), max_length=48)
    value = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(
        _("counted in"),
        max_length=12,
        choices=[(Unit.DAY, _("days")), (Unit.WORKING_DAY, _("working days"))],
    )
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force to"), null=True, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=Provenance.choices)
    citation = models.CharField(_("citation"), max_length=300, blank=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            ExclusionConstraint(
                name="workdays_deadlinerule_one_a_day",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another length is in force on these days."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinerule_positive",
                condition=Q(value__range=(1, 3660)),
                violation_error_message=_("A deadline has between 1 and 3660 days."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinerule_unit_known",
                condition=Q(unit__in=[unit.value for unit in Unit]),
                violation_error_message=_("A deadline counts days or working days."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinerule_dates_ordered",
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                violation_error_message=_("A rule cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinerule_provenance_known",
                condition=Q(provenance__in=Provenance.values),
                violation_error_message=_("Say whether this is from a source or assumed."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinerule_sourced_is_cited",
                condition=Q(provenance=Provenance.ASSUMED) | ~Q(citation=""),
                violation_error_message=_("A length from a source names the source."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value} {self.unit}"
