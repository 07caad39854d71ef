"""What follows from a case: points, corrections; and internal notes."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, Stamped
from offices.models import LicenceHolder, Office
from violations.models.cases import Case, CasePartQuerySet


class PointQuerySet(CasePartQuerySet["PointEntry"]):
    """Points are seen with their case."""

    def live_on(self, day: date) -> Self:
        """Return the entries that count on a day; a reversed one counts until its reversal."""
        return self.filter(effective_on__lte=day, expires_on__gt=day)


class PointEntry(Stamped, Addressed):
    """
    Points of an office, from `effective_on` to the day before `expires_on`.

    Never edited: a reversal is an entry of its own, with the same end.
    """

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="point_entries",
        verbose_name=_("office"),
        db_index=False,  # a wider index starts with it
    )
    holder = models.ForeignKey(
        LicenceHolder,
        on_delete=models.PROTECT,  # points are counted by holder
        related_name="+",
        verbose_name=_("licence holder"),
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="point_entries", verbose_name=_("case")
    )  # entries are kept
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    points = models.SmallIntegerField(_("points"))
    effective_on = models.DateField(_("effective on"))
    expires_on = models.DateField(_("drops out on"))
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # an entry is reversed once
        related_name="reversal",
        verbose_name=_("reverses"),
        null=True,
        blank=True,
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_pointentry_sign",
                condition=Q(points__gt=0, reverses__isnull=True)
                | Q(points__lt=0, reverses__isnull=False),
                violation_error_message=_("Only a reversal takes points away."),
            ),
            models.UniqueConstraint(
                fields=["case", "round_no"],
                condition=Q(points__gt=0),
                name="violations_pointentry_once",
                violation_error_message=_("The case has its points."),
            ),
        ]
        indexes = [
            # Read by the office's page and by rule F04.
            models.Index(
                fields=["office", "holder", "effective_on"],
                include=["id", "points", "expires_on", "case"],
                condition=Q(points__gt=0),
                name="violations_pointentry_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points}"


class CorrectionQuerySet(CasePartQuerySet["CorrectiveAction"]):
    """What is to be put right is a part of the decision, and opens with it."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the corrections of visible cases; an office's once the decision was served."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(case__in=Case.objects.told_to(principal))


class CorrectiveAction(Stamped, Addressed):
    """What the office must put right, by when, and who verified it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("case")
    )  # duties are kept
    # The round of the handling: it counts up when a judgment sends the case back (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    text = models.TextField(_("what is to be put right"))
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.TextField(_("what was done"), blank=True)
    # Until when what was reported is verified; when it was asked for again at last.
    verify_due_on = models.DateField(_("to be verified until"), null=True, blank=True)
    refused_on = models.DateField(_("asked for again on"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.BigIntegerField(_("verified by"), null=True, blank=True)
    verified_note = models.TextField(_("how it was verified"), blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_correctiveaction_verified_after_done",
                condition=Q(verified_on__isnull=True) | Q(done_on__isnull=False),
                violation_error_message=_("What has not been done cannot be verified."),
            ),
            models.CheckConstraint(
                name="violations_correctiveaction_dated_when_done",
                condition=Q(verify_due_on__isnull=True) | Q(done_on__isnull=False),
                violation_error_message=_("What has not been done is not to be verified."),
            ),
        ]
        indexes = [
            # Read by every count of what is late: what waits to be verified, few at any time.
            models.Index(
                fields=["verify_due_on"],
                condition=Q(verify_due_on__isnull=False, verified_on__isnull=True),
                name="violations_correction_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        """Return the page of the case."""
        return self.case.get_absolute_url()

    @property
    def audit_stream(self) -> str:
        """Return the audit chain of the case."""
        return self.case.audit_stream

    @property
    def deadline_label(self) -> str:
        """Return what receipts of its deadline call it: its case, and what is to be put right."""
        return f"{self.case.number} · {self}"


class NoteQuerySet(CasePartQuerySet["CaseNote"]):
    """Notes are internal."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the notes of visible cases; none for offices and the association."""
        if principal.role is Role.OPERATOR:
            return self.none()
        return super().visible_to(principal)


class CaseNote(Stamped, Addressed):
    """An internal note; offices and the association never see it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="notes", verbose_name=_("case")
    )  # notes are kept
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.BigIntegerField(_("written by"))
    written_by_name = models.CharField(_("written by"), max_length=120)

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
