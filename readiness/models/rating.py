"""Rating periods, and the points that the association gives to offices in them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office

MOST_POINTS = 100


class PeriodQuerySet(ScopedQuerySet["RatingPeriod"]):
    """Rating periods, public to everybody who is signed in."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all periods."""
        return self


class RatingPeriod(Stamped, Addressed):
    """
    One half of a Jalali year in which offices are rated.

    The association gives its points from `opens_on` to `association_due_on`, both included; the
    last day ends at midnight in Tehran.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"))
    opens_on = models.DateField(_("opens on"))
    association_due_on = models.DateField(_("last day of the association's points"))

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating period")
        verbose_name_plural = _("rating periods")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "half"],
                name="readiness_ratingperiod_once",
                violation_error_message=_("This half of the year has a rating period already."),
            ),
            models.CheckConstraint(
                name="readiness_ratingperiod_known",
                condition=Q(half__in=[1, 2], year__range=(1300, 1500)),
                violation_error_message=_("A period is the first or second half of a year."),
            ),
            models.CheckConstraint(
                name="readiness_ratingperiod_dates_ordered",
                condition=Q(association_due_on__gte=F("opens_on")),
                violation_error_message=_("A period cannot close before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"


class ScoreQuerySet(ScopedQuerySet["RatingScore"]):
    """Points, for everybody who sees the office's contacts, but agencies, and the association."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the points of the offices that the principal answers for."""
        if principal.role is Role.ASSOCIATION:
            return self.filter(office__is_member=True)
        if principal.is_agency:
            return self.none()
        return self.filter(office__in=Office.objects.contacts_for(principal).values("pk"))


class RatingScore(Stamped, Addressed):
    """What the association gives one office in one period, anew until the last day."""

    period = models.ForeignKey(
        RatingPeriod,
        on_delete=models.PROTECT,  # a period is never deleted
        related_name="scores",
        verbose_name=_("rating period"),
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    points = models.PositiveSmallIntegerField(_("points"))
    given_on = models.DateField(_("given on"))
    given_by_name = models.CharField(_("given by"), max_length=120)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating score")
        verbose_name_plural = _("rating scores")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "office"],
                name="readiness_ratingscore_once",
                violation_error_message=_("This office has a score of this period already."),
            ),
            models.CheckConstraint(
                name="readiness_ratingscore_points_known",
                condition=Q(points__lte=MOST_POINTS),
                violation_error_message=_("An office is given 0 to 100 points."),
            ),
        ]
        indexes = [
            # Read by the lists of an office, and of whoever sees some offices only.
            models.Index(fields=["office", "id"], name="readiness_ratingscore_office"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.period_id}"

    @property
    def office_code(self) -> str:
        """Return the code of the office, which whoever gives the points has at hand."""
        return self.office.code
