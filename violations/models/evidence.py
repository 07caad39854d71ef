"""Sealed files and who may open them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from core.models import Addressed, ScopedQuerySet, Stamped
from violations.models.cases import Case
from violations.models.reports import CaseReport, ViolationReport


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Evidence is seen through its report or case; never by the association."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the evidence in scope.

        Agencies and the province: that of visible reports and cases. Operators: that of their
        own issued cases that is not restricted, and what they filed themselves.
        """
        if principal.role is Role.ASSOCIATION:
            return self.none()
        own = Q(uploaded_by=principal.user_id)
        cases = Case.objects.visible_to(principal)
        joined = CaseReport.objects.filter(case__in=cases).values("report")
        by_case = Q(case__in=cases) | Q(report__in=joined)
        if principal.role is Role.OPERATOR:
            return self.filter(own | (by_case & Q(is_restricted=False)))
        by_report = Q(report__in=ViolationReport.objects.visible_to(principal))
        return self.filter(own | by_case | by_report)


class Evidence(Stamped, Addressed):
    """
    A sealed file: JPEG, PNG or PDF, checked by content, with the SHA-256 of the original.

    Others see a re-encoded copy without metadata. Uploaded first, then attached once to a
    report or a case.
    """

    report = models.ForeignKey(
        ViolationReport,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="evidence",
        verbose_name=_("report"),
        null=True,
        blank=True,
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="evidence",
        verbose_name=_("case"),
        null=True,
        blank=True,
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            ("report", _("of the report")),
            ("service", _("proof of service")),
            ("defence", _("of the defence")),
            ("appeal", _("of the appeal")),
            ("correction", _("of the correction")),
        ],
        default="report",
    )
    name = models.CharField(_("file name"), max_length=160)
    original = models.FileField(_("original"), upload_to="evidence/original/")
    copy = models.FileField(_("copy"), upload_to="evidence/copy/", blank=True)
    media_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size, bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    is_restricted = models.BooleanField(_("restricted"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    attached_at = models.DateTimeField(_("attached at"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=40, default="structure")
    uploaded_by = models.BigIntegerField(_("uploaded by"))
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=120)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                name="violations_evidence_one_parent",
                condition=Q(report__isnull=True) | Q(case__isnull=True),
                violation_error_message=_("A file belongs to a report or to a case."),
            ),
            models.CheckConstraint(
                name="violations_evidence_attached_iff_dated",
                condition=Q(attached_at__isnull=True, report__isnull=True, case__isnull=True)
                | (
                    Q(attached_at__isnull=False) & (Q(report__isnull=False) | Q(case__isnull=False))
                ),
                violation_error_message=_("An attached file, and no other, says since when."),
            ),
        ]
        indexes = [
            # Read by the quotas and the sweep of files that were never attached.
            models.Index(
                fields=["uploaded_by", "uploaded_at"],
                condition=Q(attached_at__isnull=True),
                name="violations_evidence_loose",
            ),
        ]

    def __str__(self) -> str:
        return self.name
