"""Sealed files and who may open them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from violations.models.access import EvidenceAccess
from violations.models.cases import Case
from violations.models.reports import CaseReport, ViolationReport
from violations.models.stand_ins import StandIn
from violations.states import Track


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Evidence is seen through its report or case; never by the association."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the evidence in scope.

        Agencies and the province: that of visible reports, cases and hearings, a clerk the
        restricted only of own reports, the deputy only while a reasoned request is running. The
        committee: that of the licence track, and its chair that of cases with an objection in the
        present round, a member that of the case that it was named to decide. Operators: that of
        their own served cases that is not restricted. A county representative: that of own reports.
        Everybody: what they uploaded (design: DOMAIN C3).
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
            case Role.DEPUTY:
                opened = Q(is_restricted=False) | _asked_for(principal)
                return self.filter(own | (_of(principal) & opened))
            case _:
                return self.filter(own | _of(principal))

    def of_case(self, case: Case) -> Self:
        """Return a case's evidence, that of its reports included."""
        reports = CaseReport.objects.filter(case=case).values("report")
        return self.filter(Q(case=case) | Q(report__in=reports))


def _asked_for(principal: Principal) -> Q:
    """Return the evidence of the cases that the principal's own requests keep open."""
    cases = EvidenceAccess.objects.running(principal).values("case")
    reports = CaseReport.objects.filter(case__in=cases).values("report")
    return Q(case__in=cases) | Q(report__in=reports)


def _of(principal: Principal) -> Q:
    """Return the evidence of the cases that are open to the principal, and of reports."""
    cases = Case.objects.read_by(principal)
    reports = ViolationReport.objects.visible_to(principal)
    match principal.role:
        case Role.COMMITTEE_MEMBER:
            named = StandIn.objects.running(principal).values("subject_id")
            cases = cases.filter(Q(track=Track.LICENCE) | Q(public_id__in=named))
            reports = reports.exclude(type__track=Track.CONTRACT)
        case Role.COMMITTEE_CHAIR:
            # The objection of the present round, and no contested one.
            objected = Q(appeal__round_no=F("round_no"), appeal__contested_on__isnull=True)
            cases = cases.filter(Q(track=Track.LICENCE) | Q(objected, appeal__isnull=False))
            reports = reports.exclude(type__track=Track.CONTRACT)
    joined = CaseReport.objects.filter(case__in=cases).values("report")
    # A county representative and a citizen have no contracts in sight, so no hearings either.
    heard = Q(contract__in=Contract.objects.visible_to(principal))
    return Q(case__in=cases) | Q(report__in=joined) | Q(report__in=reports) | heard


class Evidence(Stamped, Addressed):
    """
    A sealed file: JPEG, PNG or PDF, checked by content, with the SHA-256 of the original.

    Others see a re-encoded copy without metadata. Uploaded first, then attached once to a
    report, a case, or a hearing on a contract: `hearing` is then the public id of what is heard.
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
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    hearing = models.UUIDField(_("hearing"), null=True, blank=True)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            ("report", _("of the report")),
            ("service", _("proof of service")),
            ("defence", _("of the defence")),
            ("appeal", _("of the objection")),
            ("correction", _("of the correction")),
            ("hearing", _("of the answer in a termination review")),
            ("judgment", _("of a court or higher authority")),
            ("minutes", _("of the minutes of a session")),
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
                condition=Q(report__isnull=True, case__isnull=True)
                | Q(report__isnull=True, hearing__isnull=True)
                | Q(case__isnull=True, hearing__isnull=True),
                violation_error_message=_("A file belongs to a report, a case or a hearing."),
            ),
            models.CheckConstraint(
                name="violations_evidence_attached_iff_dated",
                condition=Q(
                    attached_at__isnull=True,
                    report__isnull=True,
                    case__isnull=True,
                    hearing__isnull=True,
                )
                | (
                    Q(attached_at__isnull=False)
                    & (Q(report__isnull=False) | Q(case__isnull=False) | Q(hearing__isnull=False))
                ),
                violation_error_message=_("An attached file, and no other, says since when."),
            ),
            models.CheckConstraint(
                name="violations_evidence_hearing_on_contract",
                condition=Q(hearing__isnull=True, contract__isnull=True)
                | Q(hearing__isnull=False, contract__isnull=False),
                violation_error_message=_("A hearing is on a contract."),
            ),
        ]
        indexes = [
            # Read by the quotas and the sweep of files that were never attached.
            models.Index(
                fields=["uploaded_by", "uploaded_at"],
                condition=Q(attached_at__isnull=True),
                name="violations_evidence_loose",
            ),
            # Read by the page of a termination review.
            models.Index(
                fields=["hearing"],
                condition=Q(hearing__isnull=False),
                name="violations_evidence_hearing",
            ),
        ]

    def __str__(self) -> str:
        return self.name
