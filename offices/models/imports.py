"""Spreadsheets that were brought to the register, and what became of them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from core.models import Addressed, ScopedQuerySet, Stamped


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("uploaded")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    CONFIRMED = "confirmed", _("waiting to be applied")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")


class KnownRows(models.TextChoices):
    """What happens to a row whose record is in the register already."""

    UPDATE = "update", _("update it from the file")
    SKIP = "skip", _("leave it as it is")


class ImportQuerySet(ScopedQuerySet["RegisterImport"]):
    """Imports, for those who may import and for auditors."""

    def visible_to(self, principal: Principal) -> Self:
        """Return the imports for the secretariat and those who read the audit."""
        if may(principal, Permission.OFFICE_IMPORT) or may(principal, Permission.AUDIT_READ):
            return self
        return self.none()

    def waiting(self, stale: datetime) -> Self:
        """Return what a worker should take: new, confirmed, or left by a worker before `stale`."""
        return self.filter(
            Q(state__in=[ImportState.UPLOADED, ImportState.CONFIRMED])
            | Q(
                state__in=[ImportState.CHECKING, ImportState.APPLYING],
                heartbeat_at__lt=stale,
            )
        )


class RegisterImport(Stamped, Addressed):
    """
    A spreadsheet of offices, licences or contracts that a user brought, and what became of it.

    `content` is the kind of rows; `errors` holds every row's errors and warnings: line, column,
    value, level and cure. `grant_id` is the grant of whoever uploaded or confirmed it last: the
    worker acts as that person. Rows that are checked change nothing until the import is applied.

    `document_no`, `document_on` and `document_issuer` are the head of the letter that brought a
    file which is the paper of what it changes, as the regulator's list of renewed licences is.
    """

    content = models.CharField(_("content"), max_length=12)  # a name in `offices.facts.CONTENTS`
    seems = models.CharField(_("seems to hold"), max_length=12, blank=True)  # another such name
    state = models.CharField(
        _("state"), max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    file = models.FileField(_("file"), upload_to="imports/")
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    document_no = models.CharField(_("letter number"), max_length=60, blank=True)
    document_on = models.DateField(_("letter date"), null=True, blank=True)
    document_issuer = models.CharField(_("letter issuer"), max_length=160, blank=True)
    uploaded_by = models.BigIntegerField(_("uploaded by"))
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=120)
    grant_id = models.BigIntegerField(_("grant"))
    known_rows = models.CharField(
        _("known records"), max_length=8, choices=KnownRows.choices, default=KnownRows.UPDATE
    )
    leaves_errors = models.BooleanField(_("rows with errors are left out"), default=False)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    errors = models.JSONField(_("errors"), default=list)
    refusal = models.TextField(_("refusal"), blank=True)
    annotated = models.FileField(_("annotated file"), upload_to="imports/", blank=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="offices_registerimport_applied_iff_dated",
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                violation_error_message=_("An applied import, and no other, has its moment."),
            ),
        ]
        indexes = [
            # Read by the worker that looks for waiting imports.
            models.Index(fields=["state", "heartbeat_at"], name="offices_registerimport_queue"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_faults(self) -> bool:
        """Tell whether a row has an error or a warning; a row left alone has none."""
        return bool(self.counts.get("wrong") or self.counts.get("warned"))

    def get_absolute_url(self) -> str:
        """Return the import's page."""
        return reverse("offices:import", args=[self.public_id])
