"""Reports, the cases that they open or join, and drafts."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency, of_own
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office
from territory.models import Division
from violations.models.cases import Case
from violations.models.types import ViolationType
from violations.states import ReportState


class ReportSource(models.TextChoices):
    """From where a report came."""

    AGENCY = "agency", _("agency")
    INSPECTION = "inspection", _("inspection")
    COMPLAINT = "complaint", _("complaint")
    ASSOCIATION = "association", _("association")
    PROVINCE = "province", _("province")


class ReportQuerySet(ScopedQuerySet["ViolationReport"]):
    """Reports, by who may see them."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the reports in scope.

        The province sees all; an agency those that name it; a county representative and the
        association those of their own hand. Offices and others see cases, never reports.
        """
        match principal.role:
            case (
                Role.DEPUTY
                | Role.EXPERT
                | Role.SECRETARIAT
                | Role.AUDITOR
                | Role.SYSTEM
                | Role.COMMITTEE_CHAIR
                | Role.COMMITTEE_MEMBER
            ):
                return self
            case Role.AGENCY_MANAGER | Role.AGENCY_CLERK | Role.AGENCY_APPEAL:
                return self.filter(of_own(principal))
            case Role.COUNTY_REP | Role.ASSOCIATION:
                return self.filter(reporter_id=principal.user_id)
            case _:
                return self.none()


class ViolationReport(Stamped, Addressed):
    """
    What somebody reports of an office; unproven until a case is final.

    `occurred_on`, `discovered_on` and `submitted_on` are kept apart. After submission nothing is
    edited but by the moves of the life cycle; a returned report is completed by a supplement.
    """

    number = models.CharField(_("report number"), max_length=20, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ReportState.choices, default=ReportState.SUBMITTED
    )
    source = models.CharField(_("source"), max_length=12, choices=ReportSource.choices)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # reports are kept
        related_name="reports",
        verbose_name=_("agency"),
        null=True,
        blank=True,
        db_index=False,  # violations_report_agency begins with it
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="reports",
        verbose_name=_("office"),
        db_index=False,  # violations_report_twin begins with it
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="reports",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    type = models.ForeignKey(
        ViolationType,
        on_delete=models.PROTECT,  # a type ends, it is not deleted
        related_name="reports",
        verbose_name=_("violation type"),
    )
    occurred_on = models.DateField(_("occurred on"))
    occurred_at = models.TimeField(_("time"), null=True, blank=True)
    discovered_on = models.DateField(_("discovered on"))
    submitted_on = models.DateField(_("submitted on"))
    submitted_at = models.DateTimeField(_("submitted at"))
    is_late = models.BooleanField(_("filed late"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    narrative = models.TextField(_("what happened"))
    supplement = models.TextField(_("supplement"), blank=True)
    search_key = models.TextField(_("search key"))
    amount = models.PositiveBigIntegerField(_("amount, rial"), null=True, blank=True)
    affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    reporter_id = models.BigIntegerField(_("reporter"))
    reporter_name = models.CharField(_("reporter"), max_length=120)
    triage_due_on = models.DateField(_("triage due"))
    triaged_on = models.DateField(_("triaged on"), null=True, blank=True)
    triaged_by = models.BigIntegerField(_("triaged by"), null=True, blank=True)
    triage_reason = models.TextField(_("reason"), blank=True)
    referred_to = models.CharField(_("referred to"), max_length=160, blank=True)
    separate_reason = models.CharField(_("why it is another event"), max_length=240, blank=True)
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # the original stays
        related_name="duplicates",
        verbose_name=_("duplicate of"),
        null=True,
        blank=True,
    )
    cases = models.ManyToManyField(
        Case, related_name="reports", verbose_name=_("cases"), through="CaseReport"
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("violation report")
        verbose_name_plural = _("violation reports")
        constraints = [
            models.CheckConstraint(
                name="violations_violationreport_days_ordered",
                condition=Q(occurred_on__lte=F("discovered_on"))
                & Q(discovered_on__lte=F("submitted_on")),
                violation_error_message=_(
                    "A violation occurs, is discovered and is reported in this order."
                ),
            ),
            models.CheckConstraint(
                name="violations_violationreport_duplicate_iff_named",
                condition=Q(state="duplicate", duplicate_of__isnull=False)
                | (~Q(state="duplicate") & Q(duplicate_of__isnull=True)),
                violation_error_message=_("A duplicate, and no other, names its original."),
            ),
            models.CheckConstraint(
                name="violations_violationreport_refusal_reasoned",
                condition=~Q(state__in=["returned", "rejected", "referred"]) | ~Q(triage_reason=""),
                violation_error_message=_("A returned, rejected or referred report has a reason."),
            ),
        ]
        indexes = [
            # Read by an agency's list, newest first.
            models.Index(
                fields=["agency", "-submitted_on", "-id"], name="violations_report_agency"
            ),
            # Read by «mine»: what a person has filed.
            models.Index(
                fields=["reporter_id", "-submitted_on", "-id"], name="violations_report_mine"
            ),
            # Read by the counts of «mine» in an agency: without it they read all of the agency's.
            models.Index(fields=["reporter_id", "agency"], name="violations_report_own"),
            # Read by whose turn it is: what a person has weighed.
            models.Index(
                fields=["triaged_by"],
                condition=Q(triaged_by__isnull=False),
                name="violations_report_triager",
            ),
            # Read by the duplicate hint: same office and type.
            models.Index(fields=["office", "type", "-occurred_on"], name="violations_report_twin"),
            # Read by the province's list; and, index only, by the counts of its desk: the row
            # policy asks for agency and reporter.
            models.Index(
                fields=["-submitted_on", "-id"],
                include=["agency", "reporter_id"],
                name="violations_report_submitted",
            ),
            # Read by triage queues.
            models.Index(
                fields=["state", "triage_due_on", "id"],
                include=["agency", "reporter_id"],
                condition=Q(state__in=["submitted", "returned"]),
                name="violations_report_triage",
            ),
            # Read by every page of an agency: how much waits to be triaged or completed.
            models.Index(
                fields=["agency", "state", "triage_due_on", "id"],
                include=["reporter_id"],
                condition=Q(state__in=["submitted", "returned"]),
                name="violations_report_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the report's page, which becomes its case's."""
        return reverse("violations:file", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the agency's own audit chain, or the province's when no agency is named."""
        return f"agency:{self.agency_id}" if self.agency_id else "province"


class CaseReport(models.Model):
    """That a report opened or joined a case."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="case_reports", verbose_name=_("case")
    )  # cases are closed, never deleted
    report = models.ForeignKey(
        ViolationReport,
        on_delete=models.PROTECT,  # reports are kept
        related_name="case_reports",
        verbose_name=_("report"),
    )
    is_primary = models.BooleanField(_("opened the case"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "report"],
                name="violations_casereport_once",
                violation_error_message=_("The report is in this case."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.report_id}"


class DraftQuerySet(ScopedQuerySet["ReportDraft"]):
    """A draft is its writer's alone."""

    def visible_to(self, principal: Principal) -> Self:
        """Return one's own drafts."""
        return self.filter(user_id=principal.user_id, grant_id=principal.grant_id)


class ReportDraft(Stamped, Addressed):
    """An unsent report: the form's fields as typed. Kept 30 days; not a legal record."""

    user_id = models.BigIntegerField(_("writer"))
    grant_id = models.BigIntegerField(_("grant"))
    data = models.JSONField(_("fields"), default=dict)
    label = models.CharField(_("label"), max_length=160, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes = [
            # Read by the list of one's drafts.
            models.Index(fields=["user_id", "-updated_at"], name="violations_draft_user"),
        ]

    def __str__(self) -> str:
        return self.label or str(self.public_id)
