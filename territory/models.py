"""Administrative divisions with dates: reference data that everybody may read."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.models import Addressed, ScopedQuerySet, Stamped
from territory.rules import Level


class DateRange(Func):
    """The SQL range of days from the first to the second expression, both included."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()


class DivisionQuerySet(ScopedQuerySet["Division"]):
    """Divisions by day, level and place."""

    def visible_to(self, principal: Any) -> Self:
        """Return all: where a county ends is public."""
        return self

    def current(self, on: date) -> Self:
        """Return the divisions that exist on a day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        )

    def at(self, level: Level) -> Self:
        """Return the divisions of one level."""
        return self.filter(level=level)

    def inside(self, division: "Division") -> Self:
        """Return what lies in a division, however deep, without the division itself."""
        inside = Q()
        for depth in range(1, len(Level)):
            inside |= Q(**{"__".join(["parent"] * depth): division.pk})
        return self.filter(inside)


class Division(Addressed, Stamped):
    """
    One province, county, district, city, rural district or village.

    It exists from `valid_from` to `valid_to`, both days included; an empty day is unknown or
    open. Divisions split and are renamed, so a name is unique under its parent on each day, and
    `formerly_in` says of what a new one was a part. Districts called «مرکزی» are in every county.
    """

    level = models.CharField(_("level"), max_length=16, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="parts",
        verbose_name=_("lies in"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(_("search key"), max_length=80, editable=False)
    code = models.CharField(
        _("Statistical Centre code"), max_length=12, null=True, blank=True, unique=True
    )
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists to"), null=True, blank=True)
    formerly_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="split_off",
        verbose_name=_("formerly part of"),
        null=True,
        blank=True,
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(24), MaxValueValidator(41)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(43), MaxValueValidator(64)],
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    is_verified = models.BooleanField(
        _("verified"), default=True, help_text=_("Somebody compared its place with a source.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            ExclusionConstraint(
                name="territory_division_name_once_a_day",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    (
                        Coalesce(F("parent"), Value(0, models.BigIntegerField())),
                        RangeOperators.EQUAL,
                    ),
                    ("name_key", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Its parent has a division of this name on these days."),
            ),
            models.CheckConstraint(
                name="territory_division_level_known",
                condition=Q(level__in=Level.values),
                violation_error_message=_("There is no such level."),
            ),
            models.CheckConstraint(
                name="territory_division_province_iff_top",
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                violation_error_message=_("A province, and nothing else, lies in no division."),
            ),
            models.CheckConstraint(
                name="territory_division_named",
                condition=~Q(name="") & ~Q(name_key=""),
                violation_error_message=_("A division has a name."),
            ),
            models.CheckConstraint(
                name="territory_division_dates_ordered",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                violation_error_message=_("A division cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="territory_division_code_digits",
                condition=Q(code__isnull=True) | Q(code__regex=r"^[0-9]{2,12}$"),
                violation_error_message=_("A code is 2 to 12 digits."),
            ),
            models.CheckConstraint(
                name="territory_division_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(24, 41),
                    longitude__range=(43, 64),
                ),
                violation_error_message=_("A point has a latitude and a longitude in Iran."),
            ),
        ]
        indexes = [
            # Read by the choices of a form: the parts of a county at one level.
            models.Index(fields=["parent", "level"], name="territory_division_parts"),
            # Read by the resolver of one name, and by search.
            models.Index(fields=["name_key", "level"], name="territory_division_key"),
        ]

    def __str__(self) -> str:
        return self.name


class DivisionAlias(Stamped):
    """Another spelling, or an old name, under which a division is found."""

    division = models.ForeignKey(
        Division,
        on_delete=models.CASCADE,  # a spelling means nothing without its division
        related_name="aliases",
        verbose_name=_("division"),
    )
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(_("search key"), max_length=80, editable=False)

    objects = models.Manager["DivisionAlias"]()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name_key"],
                name="territory_divisionalias_once",
                violation_error_message=_("The division has this alias."),
            ),
            models.CheckConstraint(
                name="territory_divisionalias_named",
                condition=~Q(name="") & ~Q(name_key=""),
                violation_error_message=_("An alias has a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
