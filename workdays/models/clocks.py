"""Deadlines as they were computed: what they count, what moved them, and who was told why."""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import PROVINCE_STREAM
from core.models import Addressed, M, ScopedQuerySet, Stamped
from territory.models import DateRange, Division
from workdays.models.calendars import CalendarDay, Provenance
from workdays.models.kinds import CLOCKS
from workdays.rules import Unit


class KeptDeadlineQuerySet(ScopedQuerySet["KeptDeadline"]):
    """Deadlines, seen with the records that carry them."""

    def visible_to(self, principal: Any) -> Self:
        """Return the deadlines that each kind of clock opens to the principal."""
        seen = (
            Q(clock=kind.name, subject_id__in=kind.seen(principal).values("public_id"))
            for kind in CLOCKS
        )
        return self.filter(reduce(or_, seen, Q(pk__in=[])))


class KeptDeadline(Stamped, Addressed):
    """
    One deadline of one record, as it was computed: a later calendar does not change it by itself.

    `days_off` are the days of the calendar that were not working days between `starts_on` and
    `due_on`, so that the computation can be shown again, day by day, whatever is known later.
    `body` is the kind of body whose working days count; empty: of those that are never exempt.
    `after` names the clock of the same record at whose end this one starts.
    """

    clock = models.CharField(_("clock"), max_length=40)
    subject_id = models.UUIDField(_("record"))
    subject_label = models.CharField(_("record"), max_length=60)
    stream = models.CharField(_("audit stream"), max_length=40, default=PROVINCE_STREAM)
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
        null=True,
        blank=True,
    )
    body = models.CharField(_("kind of body"), max_length=16, blank=True)
    starts_on = models.DateField(_("starts on"))
    after = models.CharField(_("starts at the end of"), max_length=40, blank=True)
    key = models.CharField(_("deadline"), max_length=48)
    amount = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(
        _("counted in"),
        max_length=12,
        choices=[(Unit.DAY, _("days")), (Unit.WORKING_DAY, _("working days"))],
    )
    provenance = models.CharField(_("provenance"), max_length=8, choices=Provenance.choices)
    citation = models.CharField(_("citation"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"))
    calendar_version = models.CharField(_("calendar version"), max_length=40)
    days_off = models.JSONField(_("days off on the way"), default=dict)

    objects = KeptDeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "subject_id"],
                name="workdays_keptdeadline_one_of_a_clock",
                violation_error_message=_("The record has a deadline of this kind."),
            ),
            models.CheckConstraint(
                name="workdays_keptdeadline_due_after_start",
                condition=Q(due_on__gt=F("starts_on")),
                violation_error_message=_("A deadline ends after it begins."),
            ),
            models.CheckConstraint(
                name="workdays_keptdeadline_positive",
                condition=Q(amount__range=(1, 3660)),
                violation_error_message=_("A deadline has between 1 and 3660 days."),
            ),
            models.CheckConstraint(
                name="workdays_keptdeadline_unit_known",
                condition=Q(unit__in=[unit.value for unit in Unit]),
                violation_error_message=_("A deadline counts days or working days."),
            ),
        ]
        indexes = [
            # Read when the calendar changes: the deadlines that a day lies in.
            models.Index(fields=["due_on", "starts_on"], name="workdays_keptdeadline_around"),
            # Read when a record comes into or out of somebody's sight: the deadlines of it.
            models.Index(fields=["subject_id"], name="workdays_keptdeadline_subject"),
        ]

    def __str__(self) -> str:
        return self.subject_label

    def get_absolute_url(self) -> str:
        """Return the page that shows how the day was computed."""
        return reverse("workdays:deadline", args=[self.clock, self.subject_id])

    @property
    def audit_stream(self) -> str:
        """Return the chain of the record that carries the deadline."""
        return self.stream


class PartQuerySet(ScopedQuerySet[M]):
    """What hangs on a deadline is seen with it."""

    def visible_to(self, principal: Any) -> Self:
        """Return the parts of the deadlines open to the principal."""
        return self.filter(deadline__in=KeptDeadline.objects.visible_to(principal))


class IntervalKind(models.TextChoices):
    """What a person does to a running deadline."""

    PAUSE = "pause", pgettext_lazy("deadline", "suspension")
    EXTENSION = "extension", _("extension")


class DeadlineInterval(Stamped, Addressed):
    """
    A time by which a person moved a deadline, with the reason.

    A pause stops the count from `from_on` to `until_on`, both included; `until_on` is the cap's
    last day until somebody lets the clock go on. An extension adds `days` of the deadline's unit.
    It belongs to the run of the clock that began on `starts_on`: a clock that starts anew has none.
    """

    deadline = models.ForeignKey(
        KeptDeadline,
        on_delete=models.PROTECT,  # what moved a deadline is kept
        related_name="intervals",
        verbose_name=_("deadline"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IntervalKind.choices)
    starts_on = models.DateField(_("start of the clock"))
    from_on = models.DateField(_("stands still from"), null=True, blank=True)
    until_on = models.DateField(_("stands still until"), null=True, blank=True)
    resumed_on = models.DateField(_("goes on from"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("longer by"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    made_on = models.DateField(_("decided on"))
    made_by = models.BigIntegerField(_("decided by"))
    made_by_name = models.CharField(_("decided by"), max_length=120)

    objects = PartQuerySet["DeadlineInterval"].as_manager()

    class Meta:
        verbose_name = _("interval of a deadline")
        verbose_name_plural = _("intervals of deadlines")
        constraints = [
            models.CheckConstraint(
                name="workdays_deadlineinterval_of_one_kind",
                condition=Q(
                    kind=IntervalKind.PAUSE,
                    from_on__isnull=False,
                    until_on__gte=F("from_on") - 1,
                    days__isnull=True,
                )
                | Q(
                    kind=IntervalKind.EXTENSION,
                    from_on__isnull=True,
                    until_on__isnull=True,
                    resumed_on__isnull=True,
                    days__range=(1, 3660),
                ),
                violation_error_message=_("A suspension has its days, an extension its length."),
            ),
            models.CheckConstraint(
                name="workdays_deadlineinterval_reasoned",
                condition=~Q(reason=""),
                violation_error_message=_("A deadline is not moved without a reason."),
            ),
            ExclusionConstraint(
                name="workdays_deadlineinterval_one_pause_a_day",
                expressions=[
                    ("deadline", RangeOperators.EQUAL),
                    ("starts_on", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=IntervalKind.PAUSE, until_on__gte=F("from_on")),
                violation_error_message=_("The deadline stands still on these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.kind}"

    @property
    def is_empty(self) -> bool:
        """Tell whether a suspension was ended on the day on which it began."""
        return self.until_on is not None and self.until_on < (self.from_on or self.until_on)


class MoveCause(models.TextChoices):
    """Why the due day of a running deadline changed."""

    CALENDAR = "calendar", _("the calendar changed")
    PAUSE = "pause", pgettext_lazy("deadline", "suspension")
    RESUMPTION = "resumption", _("the clock goes on")
    EXTENSION = "extension", _("extension")
    WITHDRAWAL = "withdrawal", _("a wrong day of the calendar was withdrawn")
    REOPENING = "reopening", _("what was refused is asked again")


class DeadlineMove(Stamped, Addressed):
    """
    The receipt of a moved deadline: the old and the new day, why, and by which calendars.

    It is never changed, and shown to everybody who sees the deadline. A change of the calendar
    and an extension only ever give more time; a suspension that ends early gives back what is left,
    and so does a wrong day that is withdrawn.
    """

    deadline = models.ForeignKey(
        KeptDeadline,
        on_delete=models.PROTECT,  # a receipt is kept
        related_name="moves",
        verbose_name=_("deadline"),
    )
    cause = models.CharField(_("cause"), max_length=12, choices=MoveCause.choices)
    old_on = models.DateField(_("due day before"))
    new_on = models.DateField(_("due day since"))
    old_version = models.CharField(_("calendar before"), max_length=40)
    new_version = models.CharField(_("calendar since"), max_length=40)
    day = models.ForeignKey(
        CalendarDay,
        on_delete=models.PROTECT,  # a day that moved a deadline stays
        related_name="+",
        verbose_name=_("day of the calendar"),
        null=True,
        blank=True,
    )
    interval = models.ForeignKey(
        DeadlineInterval,
        on_delete=models.PROTECT,  # what moved a deadline is kept
        related_name="+",
        verbose_name=_("interval"),
        null=True,
        blank=True,
    )
    why = models.CharField(_("why"), max_length=1000)
    moved_on = models.DateField(_("moved on"))
    moved_at = models.DateTimeField(_("moved at"))

    append_only = True

    objects = PartQuerySet["DeadlineMove"].as_manager()

    class Meta:
        verbose_name = _("receipt of a moved deadline")
        verbose_name_plural = _("receipts of moved deadlines")
        constraints = [
            models.CheckConstraint(
                name="workdays_deadlinemove_gives_time",
                condition=Q(new_on__gt=F("old_on"))
                | Q(
                    cause__in=[MoveCause.RESUMPTION, MoveCause.WITHDRAWAL],
                    new_on__lt=F("old_on"),
                ),
                violation_error_message=_("A running deadline is not made shorter."),
            ),
            models.CheckConstraint(
                name="workdays_deadlinemove_explained",
                condition=~Q(why=""),
                violation_error_message=_("A receipt says why the day moved."),
            ),
        ]
        indexes = [
            # Read by the list of receipts, newest first.
            models.Index(fields=["-moved_on", "-id"], name="workdays_deadlinemove_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.old_on.isoformat()} → {self.new_on.isoformat()}"
