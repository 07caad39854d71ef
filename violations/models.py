"""Violation types, reports, evidence, cases and all that is decided in them."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import LicenceHolder, Office, days
from territory.models import Division
from violations.states import (
    OPEN_CASES,
    AppealResult,
    CaseState,
    Channel,
    NoticeKind,
    Outcome,
    ReportState,
    SanctionKind,
    Severity,
    Track,
)

PROVENANCE = [("sourced", _("sourced")), ("assumed", _("assumed"))]


class TypeQuerySet(ScopedQuerySet["ViolationType"]):
    """Types are public."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all types."""
        return self

    def in_force(self, on: date) -> Self:
        """Return the types as they stand on a day, both end days included."""
        return self.filter(valid_from__lte=on).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )


class ViolationType(Stamped, Addressed):
    """
    A kind of violation, as it stands from `valid_from` to `valid_to`, both included.

    A changed type is a new row of the same code. Track «both» opens two linked cases.
    """

    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    track = models.CharField(
        _("track"),
        max_length=10,
        choices=[("licence", _("licence")), ("contract", _("contract")), ("both", _("both"))],
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    points = models.PositiveSmallIntegerField(_("points"))
    legal_reference = models.CharField(_("legal reference"), max_length=240, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    cure_days = models.PositiveSmallIntegerField(_("cure period, days"), null=True, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=PROVENANCE)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = TypeQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="violations_violationtype_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("A type of this code is in force on some of these days."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SanctionRule(Stamped):
    """The sanction that the matrix proposes for a type at its first, second or later occurrence."""

    type = models.ForeignKey(
        ViolationType,
        on_delete=models.PROTECT,  # decisions cite the rule
        related_name="sanctions",
        verbose_name=_("violation type"),
    )
    occurrence = models.PositiveSmallIntegerField(_("occurrence"))
    sanction = models.CharField(_("sanction"), max_length=32, choices=SanctionKind.choices)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    extra = models.CharField(_("with it"), max_length=240, blank=True)
    legal_reference = models.CharField(_("legal reference"), max_length=240, blank=True)
    provenance = models.CharField(_("provenance"), max_length=8, choices=PROVENANCE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "occurrence"],
                name="violations_sanctionrule_cell",
                violation_error_message=_("The matrix has this cell."),
            ),
            models.CheckConstraint(
                name="violations_sanctionrule_suspension_days",
                condition=~Q(sanction="suspension") | Q(days__isnull=False),
                violation_error_message=_("A suspension names its days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_id}/{self.occurrence}"


def _case_scope(principal: Principal, prefix: str = "") -> Q:
    """Return who sees a case by its scope columns; the same rule for all that hangs on a case."""
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
            return Q()
        case Role.AGENCY_MANAGER | Role.AGENCY_CLERK | Role.AGENCY_APPEAL:
            return Q(**{f"{prefix}agency__in": Agency.objects.own(principal)}) & Q(
                **{f"{prefix}track": Track.CONTRACT}
            )
        case Role.OPERATOR:
            return Q(**{f"{prefix}office__in": Office.objects.own(principal)}) & Q(
                **{f"{prefix}is_issued": True}
            )
        case Role.ASSOCIATION:
            return Q(**{f"{prefix}office__is_member": True}) & Q(**{f"{prefix}is_issued": True})
        case Role.COUNTY_REP:
            return Q(**{f"{prefix}county__public_id__in": principal.county_ids})
        case _:
            return Q(pk__in=[])


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the cases in scope.

        An agency sees its own contract-track cases; an operator and the association see a case
        once its notice has been issued; a county representative sees the county's.
        """
        return self.filter(_case_scope(principal))

    def open(self) -> Self:
        """Return the cases that are neither final nor closed."""
        return self.filter(state__in=OPEN_CASES)

    def final_proven(self) -> Self:
        """Return the only cases that count: final and proven (design: DOMAIN C4-4)."""
        return self.filter(
            state__in=[CaseState.FINAL, CaseState.CLOSED], outcome=Outcome.PROVEN
        )


class Case(Stamped, Addressed):
    """
    One violation of one office in one track, from notice to finality.

    Agency, office, county and contract are scope columns; type, severity and points are as they
    stood on `occurred_on`. `occurrence` counts from 1 and is set by the decision.
    """

    number = models.CharField(_("case number"), max_length=20, unique=True)
    track = models.CharField(_("track"), max_length=10, choices=Track.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState.choices, default=CaseState.OPENED
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # cases are closed, never deleted
        related_name="cases",
        verbose_name=_("agency"),
        null=True,
        blank=True,
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="cases",
        verbose_name=_("office"),
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    holder = models.ForeignKey(
        LicenceHolder,
        on_delete=models.PROTECT,  # occurrences are counted by holder
        related_name="cases",
        verbose_name=_("licence holder"),
    )
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="cases",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    type = models.ForeignKey(
        ViolationType,
        on_delete=models.PROTECT,  # a type ends, it is not deleted
        related_name="cases",
        verbose_name=_("violation type"),
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    points = models.PositiveSmallIntegerField(_("points if proven"))
    occurred_on = models.DateField(_("occurred on"))
    opened_on = models.DateField(_("opened on"))
    is_issued = models.BooleanField(_("notice issued"), default=False)
    serve_due_on = models.DateField(_("notice due"))
    served_on = models.DateField(_("notice served on"), null=True, blank=True)
    defence_due_on = models.DateField(_("defence due"), null=True, blank=True)
    decision_due_on = models.DateField(_("decision due"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    appeal_due_on = models.DateField(_("appeal due"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True)
    sanction = models.CharField(
        _("sanction"), max_length=32, choices=SanctionKind.choices, blank=True
    )
    sanction_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    final_on = models.DateField(_("final on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_note = models.TextField(_("closing note"), blank=True)
    calendar_version = models.CharField(_("calendar version"), max_length=40, blank=True)
    linked = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # the twin in the other track
        related_name="linked_back",
        verbose_name=_("linked case"),
        null=True,
        blank=True,
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                name="violations_case_contract_track_has_agency",
                condition=~Q(track="contract") | (Q(agency__isnull=False) & Q(contract__isnull=False)),
                violation_error_message=_("A contract-track case names its agency and contract."),
            ),
            models.CheckConstraint(
                name="violations_case_decided_after_service",
                condition=Q(decided_on__isnull=True)
                | (Q(served_on__isnull=False) & Q(defence_due_on__isnull=False)),
                violation_error_message=_("Nothing is decided before the notice was served."),
            ),
            models.CheckConstraint(
                name="violations_case_final_iff_dated",
                condition=(Q(state__in=["final", "closed"]) & Q(final_on__isnull=False))
                | (~Q(state__in=["final", "closed"]) & Q(final_on__isnull=True)),
                violation_error_message=_("A final case, and no other, has a date of finality."),
            ),
            models.CheckConstraint(
                name="violations_case_outcome_when_decided",
                condition=~Q(state__in=["decided", "appealed", "final", "closed"])
                | (~Q(outcome="") & Q(decided_on__isnull=False)),
                violation_error_message=_("A decided case has an outcome."),
            ),
            models.CheckConstraint(
                name="violations_case_proven_counted",
                condition=~Q(outcome="proven") | Q(occurrence__gte=1),
                violation_error_message=_("A proven case has an occurrence number."),
            ),
        ]
        indexes = [
            # Read by an agency's list, newest first.
            models.Index(fields=["agency", "-opened_on", "-id"], name="violations_case_agency"),
            # Read by an operator's list and the office's page.
            models.Index(fields=["office", "-opened_on", "-id"], name="violations_case_office"),
            # Read by a county representative's list.
            models.Index(fields=["county", "-opened_on", "-id"], name="violations_case_county"),
            # Read by the province's list.
            models.Index(fields=["-opened_on", "-id"], name="violations_case_opened"),
            # Read by the nightly deadlines.
            models.Index(
                fields=["state", "defence_due_on", "appeal_due_on"],
                condition=Q(state__in=["notified", "decided"]),
                name="violations_case_ticking",
            ),
            # Read by the rules: final proven cases, newest first, without touching the heap.
            models.Index(
                fields=["office", "final_on"],
                include=["contract", "agency", "type", "severity", "points", "holder"],
                condition=Q(state__in=["final", "closed"], outcome="proven"),
                name="violations_case_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the case's page."""
        return reverse("violations:file", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the agency's own audit chain, or the province's for the licence track."""
        return f"agency:{self.agency_id}" if self.track == Track.CONTRACT else "province"


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
                return self.filter(agency__in=Agency.objects.own(principal))
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
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="reports",
        verbose_name=_("office"),
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
            # Read by the duplicate hint: same office and type.
            models.Index(
                fields=["office", "type", "-occurred_on"], name="violations_report_twin"
            ),
            # Read by the province's list.
            models.Index(fields=["-submitted_on", "-id"], name="violations_report_submitted"),
            # Read by triage queues.
            models.Index(
                fields=["state", "triage_due_on", "id"],
                condition=Q(state__in=["submitted", "returned"]),
                name="violations_report_triage",
            ),
            # Read by the search.
            GinIndex(
                fields=["search_key"], opclasses=["gin_trgm_ops"], name="violations_report_search"
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
        by_case = Q(case__in=Case.objects.visible_to(principal)) | Q(
            report__case_reports__case__in=Case.objects.visible_to(principal)
        )
        if principal.role is Role.OPERATOR:
            return self.filter(own | (by_case & Q(is_restricted=False))).distinct()
        by_report = Q(report__in=ViolationReport.objects.visible_to(principal))
        return self.filter(own | by_case | by_report).distinct()


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
    checked_by = models.CharField(_("checked by"), max_length=40, default="structure")
    uploaded_by = models.BigIntegerField(_("uploaded by"))
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=120)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.name


class Notice(Stamped, Addressed):
    """
    A notice of a case, issued on one day and served on another, with proof.

    Portal: served when the office acknowledges it. Letter and in person: served on the day that
    the receipt shows.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="notices", verbose_name=_("case")
    )  # notices are kept
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    letter_no = models.CharField(_("letter number"), max_length=40)
    text = models.TextField(_("text"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.BigIntegerField(_("issued by"))
    served_on = models.DateField(_("served on"), null=True, blank=True)
    served_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    proof = models.CharField(_("proof of service"), max_length=240, blank=True)
    receipt = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,  # evidence is never removed
        related_name="+",
        verbose_name=_("receipt"),
        null=True,
        blank=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_notice_served_proven",
                condition=Q(served_on__isnull=True) | ~Q(proof=""),
                violation_error_message=_("Service needs a proof."),
            ),
            models.CheckConstraint(
                name="violations_notice_served_after_issue",
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("issued_on")),
                violation_error_message=_("A notice cannot be served before it is issued."),
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                name="violations_notice_one_of_kind",
                violation_error_message=_("The case has a notice of this kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.letter_no


class Defence(Stamped, Addressed):
    """What the office answers; a late one is stored and marked."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="defences", verbose_name=_("case")
    )  # what was said is kept
    stance = models.CharField(
        _("stance"),
        max_length=8,
        choices=[
            ("denies", _("denies the violation")),
            ("partly", _("accepts a part")),
            ("accepts", _("accepts and corrects")),
        ],
    )
    text = models.TextField(_("text"))
    submitted_on = models.DateField(_("submitted on"))
    submitted_at = models.DateTimeField(_("submitted at"))
    is_late = models.BooleanField(_("late"), default=False)
    is_paper = models.BooleanField(_("entered from paper"), default=False)
    written_by = models.BigIntegerField(_("entered by"))
    written_by_name = models.CharField(_("entered by"), max_length=120)

    def __str__(self) -> str:
        return f"{self.case_id} {self.submitted_on}"


class Decision(Stamped, Addressed):
    """
    What was decided in a case, by whom, with reasons; never edited.

    The appeal's decision is a row of its own, `forum` says which is which.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("case")
    )  # decisions are kept
    forum = models.CharField(
        _("forum"),
        max_length=10,
        choices=[
            ("agency", _("agency")), ("committee", _("committee")), ("appeal", _("appeal"))
        ],
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"))
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True)
    proposed_sanction = models.CharField(
        _("sanction of the matrix"), max_length=32, choices=SanctionKind.choices, blank=True
    )
    sanction = models.CharField(_("sanction"), max_length=32, choices=SanctionKind.choices)
    sanction_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    override_reason = models.TextField(_("reason for another sanction"), blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    attendance = models.JSONField(_("attendance"), default=list)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.BigIntegerField(_("decided by"))
    decided_by_name = models.CharField(_("decided by"), max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_decision_reasoned",
                condition=~Q(reasons=""),
                violation_error_message=_("A decision states its reasons."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(forum="appeal"),
                name="violations_decision_one_first",
                violation_error_message=_("The case has been decided."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(forum="appeal"),
                name="violations_decision_one_appeal",
                violation_error_message=_("The appeal has been decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class Appeal(Stamped, Addressed):
    """An objection to a decision, decided by somebody who touched nothing before."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("case")
    )  # what was said is kept
    text = models.TextField(_("text"))
    filed_on = models.DateField(_("filed on"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.BigIntegerField(_("filed by"))
    filed_by_name = models.CharField(_("filed by"), max_length=120)
    is_paper = models.BooleanField(_("entered from paper"), default=False)
    result = models.CharField(
        _("result"), max_length=10, choices=AppealResult.choices, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_appeal_result_iff_decided",
                condition=Q(result="", decided_on__isnull=True)
                | (~Q(result="") & Q(decided_on__isnull=False)),
                violation_error_message=_("A decided appeal, and no other, has a result."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class PointEntry(Stamped, Addressed):
    """Points of an office, from `effective_on` to the day before `expires_on`; reversed, never edited."""

    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="point_entries",
        verbose_name=_("office"),
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_pointentry_sign",
                condition=Q(points__gt=0, reverses__isnull=True)
                | Q(points__lt=0, reverses__isnull=False),
                violation_error_message=_("Only a reversal takes points away."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(points__gt=0),
                name="violations_pointentry_once",
                violation_error_message=_("The case has its points."),
            ),
        ]
        indexes = [
            # Read by the office's page and by rule F04.
            models.Index(
                fields=["office", "effective_on"],
                include=["points", "expires_on", "holder"],
                name="violations_pointentry_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.points}"


class CorrectiveAction(Stamped, Addressed):
    """What the office must put right, by when, and who verified it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("case")
    )  # duties are kept
    text = models.TextField(_("what is to be put right"))
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.TextField(_("what was done"), blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.BigIntegerField(_("verified by"), null=True, blank=True)
    verified_note = models.TextField(_("how it was verified"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="violations_correctiveaction_verified_after_done",
                condition=Q(verified_on__isnull=True) | Q(done_on__isnull=False),
                violation_error_message=_("What has not been done cannot be verified."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CaseNote(Stamped, Addressed):
    """An internal note; offices and the association never see it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="notes", verbose_name=_("case")
    )  # notes are kept
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.BigIntegerField(_("written by"))
    written_by_name = models.CharField(_("written by"), max_length=120)

    def __str__(self) -> str:
        return self.text[:60]
