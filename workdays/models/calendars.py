"""Calendars as data: weekends, holidays, closures and exceptions."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import jalali
from core.models import Addressed, ScopedQuerySet, Stamped
from territory.models import DateRange, Division
from workdays.rules import DayKind


class Provenance(models.TextChoices):
    """Whether a number was found in a source or chosen here."""

    SOURCED = "SOURCED", _("from a source")
    ASSUMED = "ASSUMED", _("assumed")


class WorkCalendarQuerySet(ScopedQuerySet["WorkCalendar"]):
    """Weekly rules."""

    def visible_to(self, principal: Any) -> Self:
        """Return all: working days are public."""
        return self


class WorkCalendar(Addressed, Stamped):
    """
    The weekly days off of a county, or of the whole province when `scope` is empty.

    In force from `valid_from` to `valid_to`, both days included; an empty day is open. Every
    edit of weekly rules or days raises `version` on all rows, and a stored deadline names it.
    """

    scope = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
        null=True,
        blank=True,
    )
    weekend_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("weekly days off"),
        help_text=_("0 is Saturday, 6 is Friday."),
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    provenance = models.CharField(_("provenance"), max_length=8, choices=Provenance.choices)
    citation = models.CharField(_("citation"), max_length=300, blank=True)

    objects = WorkCalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")
        constraints = [
            ExclusionConstraint(
                name="workdays_workcalendar_one_a_day",
                expressions=[
                    (
                        Coalesce(F("scope"), Value(0, models.BigIntegerField())),
                        RangeOperators.EQUAL,
                    ),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another weekly rule is in force on these days."),
            ),
            models.CheckConstraint(
                name="workdays_workcalendar_some_days_work",
                condition=Q(weekend_days__contained_by=[0, 1, 2, 3, 4, 5, 6])
                & Q(weekend_days__len__lte=3),
                violation_error_message=_("At most three days of a week are off."),
            ),
            models.CheckConstraint(
                name="workdays_workcalendar_dates_ordered",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                violation_error_message=_("A rule cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="workdays_workcalendar_provenance_known",
                condition=Q(provenance__in=Provenance.values),
                violation_error_message=_("Say whether this is from a source or assumed."),
            ),
        ]

    def __str__(self) -> str:
        return f"WorkCalendar v{self.version}"


class CalendarDayQuerySet(ScopedQuerySet["CalendarDay"]):
    """Holidays, closures and working exceptions."""

    def visible_to(self, principal: Any) -> Self:
        """Return all: working days are public."""
        return self

    def in_force(self) -> Self:
        """Return the days that nobody has withdrawn."""
        return self.filter(withdrawn_on__isnull=True)

    def between(self, first: date, last: date) -> Self:
        """Return the days in force from `first` to `last`, both included."""
        return self.in_force().filter(date__range=(first, last))


class CalendarDay(Addressed, Stamped):
    """
    A day that differs from the weekly rule, in one county or in the whole province.

    A holiday that follows the moon is a draft until somebody confirms the day; a draft counts.
    Two occasions on one day share a row. A working exception overrides what is off in its scope.
    A closure may exempt kinds of bodies, which worked all the same; on a day that began late work
    began `late_minutes` after its hour, and the day counts. `announced_at` is when that was made
    known, before or after the day. A wrong day is withdrawn: it stays on record and counts no more.
    """

    date = models.DateField(_("day"))
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=[
            (DayKind.HOLIDAY, _("official holiday")),
            (DayKind.CLOSED, _("announced closure")),
            (DayKind.WORKING, _("working by exception")),
            (DayKind.LATE, _("work began late")),
        ],
    )
    title = models.CharField(_("title"), max_length=160)
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
        null=True,
        blank=True,
    )
    exempt = ArrayField(
        models.CharField(max_length=16),
        verbose_name=_("bodies that worked all the same"),
        default=list,
        blank=True,
    )
    late_minutes = models.PositiveSmallIntegerField(_("late by, in minutes"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    estimated_on = models.DateField(
        _("day in the data file"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Kept when somebody moves the day, so that a later load knows it again."),
    )
    draft = models.BooleanField(_("draft"), default=False)
    confirmed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # history names the user
        related_name="+",
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
    )
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by = models.BigIntegerField(_("withdrawn by"), null=True, blank=True)
    withdrawal_reason = models.CharField(
        _("why it was withdrawn"), max_length=500, blank=True, default="", db_default=""
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            # Its index is also what a calendar is read by: the days of a range.
            models.UniqueConstraint(
                fields=["date", "county", "kind"],
                name="workdays_calendarday_once",
                condition=Q(withdrawn_on__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("This day is already entered."),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_kind_known",
                condition=Q(kind__in=[kind.value for kind in DayKind]),
                violation_error_message=_(
                    "A day is a holiday, closed, working by exception, or began late."
                ),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_late_iff_timed",
                condition=Q(kind=DayKind.LATE, late_minutes__range=(1, 720))
                | (~Q(kind=DayKind.LATE) & Q(late_minutes__isnull=True)),
                violation_error_message=_("A day that began late says by how many minutes."),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_only_closures_exempt",
                condition=Q(kind=DayKind.CLOSED) | Q(exempt=[]),
                violation_error_message=_("Only a closure exempts bodies."),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_confirmed_unless_draft",
                condition=Q(draft=True, confirmed_on__isnull=True, confirmed_by__isnull=True)
                | Q(draft=False, confirmed_on__isnull=False),
                violation_error_message=_("A day is confirmed on a date, or it is a draft."),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_withdrawn_iff_reasoned",
                condition=Q(
                    withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""
                )
                | Q(
                    ~Q(withdrawal_reason=""),
                    draft=False,
                    withdrawn_on__isnull=False,
                    withdrawn_by__isnull=False,
                ),
                violation_error_message=_("A withdrawn day, and no other, says why."),
            ),
            models.CheckConstraint(
                name="workdays_calendarday_titled",
                condition=~Q(title=""),
                violation_error_message=_("Say why the day differs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{jalali.slashed(self.date)} {self.title}"
