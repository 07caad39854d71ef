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
from violations.states import Track


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Evidence is seen through its report or case; never by the association."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the evidence in scope.

        Agencies and the province: that of visible reports and cases, a clerk the restricted only
        of own reports. The committee: that of the licence track, and its chair that of appeals.
        Operators: that of their own served cases that is not restricted. A county representative:
        that of own reports. Everybody: what they uploaded (design: DOMAIN C3).
        """
        own = Q(uploaded_by=principal.user_id)
        reported = Q(report__reporter_id=principal.user_id)
        match principal.role:
            case Role.ASSOCIATION:
                return self.filter(own)
            case Role.COUNTY_REP:
                return self.filter(own | reported)
            case Role.OPERATOR:
                return self.filter(own | (_of(principal) & Q(is_restricted=False)))
            case Role.AGENCY_CLERK:
                return self.filter(own | reported | (_of(principal) & Q(is_restricted=False)))
            case _:
                return self.filter(own | _of(principal))


def _of(principal: Principal) -> Q:
    """Return the evidence of the cases that are open to the principal, and of reports."""
    cases = Case.objects.read_by(principal)
    reports = ViolationReport.objects.visible_to(principal)
    match principal.role:
        case Role.COMMITTEE_MEMBER:
            cases = cases.filter(track=Track.LICENCE)
            reports = reports.exclude(type__track=Track.CONTRACT)
        case Role.COMMITTEE_CHAIR:
            cases = cases.filter(Q(track=Track.LICENCE) | Q(appeal__isnull=False))
            reports = reports.exclude(type__track=Track.CONTRACT)
    joined = CaseReport.objects.filter(case__in=cases).values("report")
    return Q(case__in=cases) | Q(report__in=joined) | Q(report__in=reports)


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
