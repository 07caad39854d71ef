"""Violation types, the sanction matrix and how cases are reckoned, from day to day."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from agencies.models import Agency
from core.models import Addressed, ScopedQuerySet, Stamped
from core.spelling import spelled
from offices.models import days
from violations.states import SanctionKind, Severity

MOST_KEYS = 6  # of the report form: 1 to 6
PROVENANCE = [("sourced", _("sourced")), ("assumed", _("assumed"))]


class TypeQuerySet(ScopedQuerySet["ViolationType"]):
    """Types are public."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all types."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the types as they stand on a day, both end days included."""
        return self.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )

    def titled(self, text: str) -> Self:
        """Return the types whose title holds a text, however it is spelled."""
        return self.filter(title__iregex=spelled(text))


class ViolationType(Stamped, Addressed):
    """
    A kind of violation, as it stands from `valid_from` to `valid_to`, both included.

    A changed type is a new row of the same code. Track «both» opens two linked cases.
    """

    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    track = models.CharField(
        _("track"),
        max_length=10,
        choices=[("licence", _("licence")), ("contract", _("contract")), ("both", _("both"))],
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    points = models.PositiveSmallIntegerField(_("points"))
    legal_reference = models.CharField(_("legal reference"), max_length=240, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    cure_days = models.PositiveSmallIntegerField(_("cure period, days"), null=True, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=PROVENANCE)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = TypeQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="violations_violationtype_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("A type of this code is in force on some of these days."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class TypeKeysQuerySet(ScopedQuerySet["TypeKeys"]):
    """What a number key chooses is no secret."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the keys of all agencies."""
        return self


class TypeKeys(Stamped, Addressed):
    """
    The violation types that the number keys of an agency's report form choose.

    `codes` holds the code of key 1 first, at most `MOST_KEYS`. A type that is no longer in force
    leaves its key without a type; the other keys stay.
    """

    agency = models.OneToOneField(
        Agency,
        on_delete=models.PROTECT,  # agencies stay
        related_name="+",
        verbose_name=_("agency"),
    )
    codes = ArrayField(
        models.SlugField(max_length=40), size=MOST_KEYS, verbose_name=_("types by number key")
    )

    objects = TypeKeysQuerySet.as_manager()

    class Meta:
        verbose_name = _("number keys of an agency")
        verbose_name_plural = _("number keys of agencies")

    def __str__(self) -> str:
        return f"{self.agency_id}: {' '.join(self.codes)}"


class SanctionRuleQuerySet(ScopedQuerySet["SanctionRule"]):
    """The matrix is public."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all cells."""
        return self


class SanctionRule(Stamped):
    """The sanction that the matrix proposes for a type at its first, second or later occurrence."""

    type = models.ForeignKey(
        ViolationType,
        on_delete=models.PROTECT,  # decisions cite the rule
        related_name="sanctions",
        verbose_name=_("violation type"),
    )
    occurrence = models.PositiveSmallIntegerField(_("occurrence"))
    sanction = models.CharField(_("sanction"), max_length=32, choices=SanctionKind.choices)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    extra = models.CharField(_("with it"), max_length=240, blank=True)
    legal_reference = models.CharField(_("legal reference"), max_length=240, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=PROVENANCE)

    objects = SanctionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "occurrence"],
                name="violations_sanctionrule_cell",
                violation_error_message=_("The matrix has this cell."),
            ),
            models.CheckConstraint(
                name="violations_sanctionrule_suspension_days",
                condition=~Q(sanction="suspension") | Q(days__isnull=False),
                violation_error_message=_("A suspension names its days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_id}/{self.occurrence}"


class CaseRuleQuerySet(ScopedQuerySet["CaseRule"]):
    """How cases are reckoned is public."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all rules."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the rule of a day."""
        return self.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class CaseRule(Stamped):
    """
    How cases are reckoned, from day to day.

    `quorum` members decide in the committee and `agency_quorum` sit in an agency's own hearing; a
    repeat counts for `lookback_months` after the earlier finality; points count for
    `points_months` after theirs. Months are Jalali months.
    Restricted evidence that the deputy asked for stays open for `evidence_days`; a naming of who
    stands in holds at most `stand_in_days`.
    """

    quorum = models.PositiveSmallIntegerField(_("quorum"))
    agency_quorum = models.PositiveSmallIntegerField(
        _("quorum of an agency's own hearing"), default=2
    )
    lookback_months = models.PositiveSmallIntegerField(_("look-back for repeats, months"))
    points_months = models.PositiveSmallIntegerField(_("life of points, months"))
    evidence_days = models.PositiveSmallIntegerField(
        _("restricted evidence stays open on request, days"), default=3
    )
    stand_in_days = models.PositiveSmallIntegerField(
        _("a naming of who stands in holds at most, days"), default=30
    )
    legal_reference = models.CharField(_("legal reference"), max_length=240, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=PROVENANCE)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = CaseRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="violations_caserule_one_at_a_time",
                expressions=[(days("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another rule is in force on some of these days."),
            ),
            models.CheckConstraint(
                name="violations_caserule_positive",
                condition=Q(
                    quorum__gte=1,
                    agency_quorum__gte=1,
                    lookback_months__gte=1,
                    points_months__gte=1,
                ),
                violation_error_message=_("Quorum and months are at least one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quorum} ({self.valid_from})"
