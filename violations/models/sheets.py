"""Workbooks of reports that somebody brought, and what became of each row."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.models import Addressed, ScopedQuerySet, Stamped
from violations.models.reports import ViolationReport


class RowState(models.TextChoices):
    """What a row of a workbook is."""

    WAITING = "waiting", _("to be checked")
    WRONG = "wrong", _("has an error")
    READY = "ready", _("ready")
    ALIKE = "alike", _("like an earlier report")
    KNOWN = "known", _("filed before")
    FILED = "filed", _("filed")


class SheetQuerySet(ScopedQuerySet["ReportSheet"]):
    """A workbook is that of whoever brought it alone, as a draft."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own workbooks; the file of one is read where it is asked for."""
        mine = self.filter(user_id=principal.user_id, grant_id=principal.grant_id)
        return mine.defer("original")


class ReportSheet(Stamped, Addressed):
    """
    A workbook of reports: its rows are checked, then filed one by one. Kept 30 days.

    The file is kept sealed as `original`, for its copy with the errors alone; `sha256` tells the
    same file again. `work_id` is the public id of the job that checked it or filed from it last.
    With `takes_alike` rows that are like an earlier report are filed, too.
    """

    user_id = models.BigIntegerField(_("brought by"))
    grant_id = models.BigIntegerField(_("grant"))
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    original = models.BinaryField(_("file"), default=b"")
    blank = models.PositiveIntegerField(_("empty rows"), default=0)
    takes_alike = models.BooleanField(_("files what is like an earlier report"), default=False)
    work_id = models.UUIDField(_("job"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("workbook of reports")
        verbose_name_plural = _("workbooks of reports")
        indexes = [
            # Read by the page of one's workbooks, newest first.
            models.Index(fields=["user_id", "-id"], name="violations_sheet_user"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the workbook's page."""
        return reverse("violations:sheet", args=[self.public_id])


class SheetRowQuerySet(ScopedQuerySet["SheetRow"]):
    """Rows, with their workbook."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the rows of one's own workbooks."""
        return self.filter(sheet__in=ReportSheet.objects.visible_to(principal))


class SheetRow(models.Model):
    """
    One row of a workbook; `line` counts as Excel does.

    `told` are the values by column, as text; of a row that is wrong, filed or known no more is kept
    than the list shows. `problems` hold title, value and message.
    """

    sheet = models.ForeignKey(
        ReportSheet,
        on_delete=models.CASCADE,  # rows go with their workbook; the reports stay
        related_name="rows",
        verbose_name=_("workbook"),
        db_index=False,  # the unique index starts with it
    )
    line = models.PositiveIntegerField(_("row"))
    state = models.CharField(
        _("state"), max_length=8, choices=RowState.choices, default=RowState.WAITING
    )
    told = models.JSONField(_("values"), default=dict)
    problems = models.JSONField(_("errors"), default=list)
    report = models.ForeignKey(
        ViolationReport,
        on_delete=models.PROTECT,  # reports are kept
        related_name="+",
        verbose_name=_("report"),
        null=True,
        blank=True,
        db_index=False,  # nobody looks for the rows of a report
    )

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a workbook")
        verbose_name_plural = _("rows of a workbook")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "line"],
                name="violations_sheetrow_line",
                violation_error_message=_("The workbook has this row."),
            ),
            models.CheckConstraint(
                name="violations_sheetrow_reported_iff_filed",
                condition=Q(state__in=["filed", "known"], report__isnull=False)
                | (~Q(state__in=["filed", "known"]) & Q(report__isnull=True)),
                violation_error_message=_("A row that is filed, and no other, has its report."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.line}"
