"""Policies, runs, flags, and the termination reviews that flags open."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Licence, Office
from oversight.states import (
    OPEN_REVIEWS,
    FlagEndKind,
    FlagScope,
    PolicyState,
    ReviewOutcome,
    ReviewState,
    RuleCode,
)
from territory.models import Division
from violations.models import Case


class PolicyQuerySet(ScopedQuerySet["PolicyVersion"]):
    """Policies are public to everybody who is signed in."""

    def visible_to(self, principal: Principal) -> Self:
        """Return approved versions for all, and proposals for the province."""
        return self if principal.is_province else self.filter(state=PolicyState.APPROVED)

    def in_force(self, on: date) -> Self:
        """Return the approved versions from the newest that has begun on a day."""
        return self.filter(state=PolicyState.APPROVED, valid_from__lte=on).order_by(
            "-valid_from", "-number"
        )


class PolicyVersion(Stamped, Addressed):
    """
    An immutable set of rules, in force from `valid_from` until a newer one begins.

    Proposed by one person and approved by another.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(
        _("state"), max_length=10, choices=PolicyState.choices, default=PolicyState.PROPOSED
    )
    valid_from = models.DateField(_("in force from"))
    note = models.TextField(_("note"), blank=True)
    resolution = models.CharField(_("working-group resolution"), max_length=80, blank=True)
    proposed_by = models.BigIntegerField(_("proposed by"))
    proposed_by_name = models.CharField(_("proposed by"), max_length=120)
    approved_by = models.BigIntegerField(_("approved by"), null=True, blank=True)
    approved_by_name = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            models.CheckConstraint(
                name="oversight_policyversion_two_persons",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("A policy is approved by another than its proposer."),
            ),
            models.CheckConstraint(
                name="oversight_policyversion_approved_iff_signed",
                condition=Q(state="approved", approved_by__isnull=False, approved_on__isnull=False)
                | (~Q(state="approved") & Q(approved_by__isnull=True)),
                violation_error_message=_("An approved policy, and no other, is signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def get_absolute_url(self) -> str:
        """Return the version's page."""
        return reverse("oversight:policy", args=[self.number])


class PolicyRule(Stamped):
    """One rule of a policy version: on or off, its parameters, its provenance."""

    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="rules",
        verbose_name=_("policy version"),
    )
    code = models.CharField(_("rule"), max_length=4, choices=RuleCode.choices)
    is_enabled = models.BooleanField(_("on"), default=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    provenance = models.CharField(
        _("provenance"), max_length=8, choices=[("sourced", _("sourced")), ("assumed", _("assumed"))]
    )
    citation = models.CharField(_("citation"), max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="oversight_policyrule_once",
                violation_error_message=_("The version has this rule."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.code}"


class RunQuerySet(ScopedQuerySet["RuleRun"]):
    """Runs of the jobs, for the province and those who operate the platform."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all runs for the province and platform admins, none for others."""
        if principal.is_province or principal.role is Role.PLATFORM_ADMIN:
            return self
        return self.none()


class RuleRun(Stamped, Addressed):
    """One run of a job for a day; a scheduled real run is unique for (job, as_of)."""

    job = models.CharField(_("job"), max_length=40)
    as_of = models.DateField(_("as of"))
    mode = models.CharField(
        _("mode"), max_length=12, choices=[("full", _("full")), ("incremental", _("incremental"))]
    )
    is_scheduled = models.BooleanField(_("scheduled"), default=False)
    is_dry = models.BooleanField(_("dry run"), default=False)
    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="runs",
        verbose_name=_("policy version"),
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[("running", _("running")), ("done", _("done")), ("failed", _("failed"))],
        default="running",
    )
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    triggered_by = models.BigIntegerField(_("triggered by"))
    triggered_by_name = models.CharField(_("triggered by"), max_length=120)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "as_of"],
                condition=Q(is_scheduled=True, is_dry=False),
                name="oversight_rulerun_once_a_day",
                violation_error_message=_("The job has run for this day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.as_of}"


class FlagQuerySet(ScopedQuerySet["Flag"]):
    """Flags, by who may see them."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the flags in scope.

        The province sees all; an agency those on its own contracts and on itself; an operator
        and the association those whose review has been served.
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
            case Role.OPERATOR | Role.ASSOCIATION:
                return self.filter(
                    reviews__in=TerminationReview.objects.visible_to(principal)
                ).distinct()
            case Role.COUNTY_REP:
                return self.filter(office__county__public_id__in=principal.county_ids)
            case _:
                return self.none()

    def open(self) -> Self:
        """Return the flags that nothing has ended."""
        return self.filter(end__isnull=True)


class Flag(Stamped, Addressed):
    """
    That a rule of a policy version held for a subject as of a day. Immutable.

    `fingerprint` is the digest of rule, subject and the facts used: the same facts give the same
    flag, once. `inputs` and `evaluation` rebuild it byte for byte; `sentence` explains it.
    """

    code = models.CharField(_("rule"), max_length=4, choices=RuleCode.choices)
    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,  # versions are immutable
        related_name="flags",
        verbose_name=_("policy version"),
    )
    scope = models.CharField(_("scope"), max_length=10, choices=FlagScope.choices)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="flags",
        verbose_name=_("office"),
        null=True,
        blank=True,
    )
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="flags",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    licence = models.ForeignKey(
        Licence,
        on_delete=models.PROTECT,  # licences are kept
        related_name="flags",
        verbose_name=_("licence"),
        null=True,
        blank=True,
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # agencies are kept
        related_name="flags",
        verbose_name=_("agency"),
        null=True,
        blank=True,
    )
    as_of = models.DateField(_("as of"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    parameters = models.JSONField(_("parameters"), default=dict)
    inputs = models.JSONField(_("inputs"), default=dict)
    evaluation = models.JSONField(_("evaluation"), default=dict)
    sentence = models.TextField(_("explanation"))
    is_watch = models.BooleanField(_("watch only"), default=False)
    run = models.ForeignKey(
        RuleRun,
        on_delete=models.PROTECT,  # runs are kept
        related_name="flags",
        verbose_name=_("run"),
    )
    cases = models.ManyToManyField(
        Case, related_name="flags", verbose_name=_("cases counted"), blank=True
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.CheckConstraint(
                name="oversight_flag_subject_named",
                condition=(Q(scope="contract", contract__isnull=False))
                | Q(scope="office", office__isnull=False)
                | Q(scope="licence", licence__isnull=False)
                | Q(scope="agency", agency__isnull=False),
                violation_error_message=_("A flag names its subject."),
            )
        ]
        indexes = [
            # Read by the contract's and the office's page.
            models.Index(fields=["contract", "-id"], name="oversight_flag_contract"),
            models.Index(fields=["office", "-id"], name="oversight_flag_office"),
            # Read by an agency's list.
            models.Index(fields=["agency", "-as_of", "-id"], name="oversight_flag_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.as_of}"

    @property
    def audit_stream(self) -> str:
        """Return the agency's own audit chain, or the province's."""
        return f"agency:{self.agency_id}" if self.agency_id else "province"


class FlagEnd(Stamped):
    """How and when a flag stopped mattering; a row beside the immutable flag."""

    flag = models.OneToOneField(
        Flag, on_delete=models.PROTECT, related_name="end", verbose_name=_("flag")
    )  # flags are kept
    kind = models.CharField(_("how"), max_length=12, choices=FlagEndKind.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=400)

    def __str__(self) -> str:
        return f"{self.flag_id} {self.kind}"


class ReviewQuerySet(ScopedQuerySet["TerminationReview"]):
    """Termination reviews, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the reviews in scope.

        The province sees all; an agency those of its own contracts; an operator and the
        association those that have been served on the office.
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
            case Role.OPERATOR:
                return self.filter(
                    office__in=Office.objects.own(principal), issued_on__isnull=False
                )
            case Role.ASSOCIATION:
                return self.filter(office__is_member=True, issued_on__isnull=False)
            case _:
                return self.none()

    def open(self) -> Self:
        """Return the reviews that wait for the office or the agency."""
        return self.filter(state__in=OPEN_REVIEWS)


class TerminationReview(Stamped, Addressed):
    """
    Whether a contract is to be ended, decided by the contract's own agency after the office was heard.

    One open review for a contract; many flags may lead to it. `issued_on` is when the notice was
    put before the office, `served_on` when that was proven.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="reviews",
        verbose_name=_("contract"),
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="reviews",
        verbose_name=_("office"),
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # agencies are kept
        related_name="reviews",
        verbose_name=_("agency"),
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
    )
    flags = models.ManyToManyField(Flag, related_name="reviews", verbose_name=_("flags"))
    state = models.CharField(
        _("state"), max_length=12, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    opened_on = models.DateField(_("opened on"))
    issued_on = models.DateField(_("notice issued on"), null=True, blank=True)
    issued_by = models.BigIntegerField(_("issued by"), null=True, blank=True)
    served_on = models.DateField(_("notice served on"), null=True, blank=True)
    service_proof = models.CharField(_("proof of service"), max_length=240, blank=True)
    hearing_due_on = models.DateField(_("office may answer until"), null=True, blank=True)
    statement = models.TextField(_("the office's answer"), blank=True)
    statement_on = models.DateField(_("answered on"), null=True, blank=True)
    statement_by = models.BigIntegerField(_("answered by"), null=True, blank=True)
    statement_by_name = models.CharField(_("answered by"), max_length=120, blank=True)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)
    decision_due_on = models.DateField(_("agency decides until"))
    calendar_version = models.CharField(_("calendar version"), max_length=40, blank=True)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)
    recommendation = models.TextField(_("recommendation of the province"), blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=ReviewOutcome.choices, blank=True
    )
    reasons = models.TextField(_("reasons"), blank=True)
    plan = models.TextField(_("improvement plan"), blank=True)
    plan_due_on = models.DateField(_("plan due"), null=True, blank=True)
    suspension_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.BigIntegerField(_("decided by"), null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_note = models.TextField(_("closing note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("termination review")
        verbose_name_plural = _("termination reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["open", "heard", "escalated"]),
                name="oversight_terminationreview_one_open",
                violation_error_message=_("The contract has an open review."),
            ),
            models.CheckConstraint(
                name="oversight_terminationreview_decided_reasoned",
                condition=Q(outcome="", decided_on__isnull=True)
                | (
                    ~Q(outcome="")
                    & Q(decided_on__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(reasons="")
                ),
                violation_error_message=_("A decided review has an outcome, a signer and reasons."),
            ),
            models.CheckConstraint(
                name="oversight_terminationreview_heard_before_decided",
                condition=Q(decided_on__isnull=True)
                | (Q(served_on__isnull=False) & Q(heard_on__isnull=False)),
                violation_error_message=_("A review is decided after the office was heard."),
            ),
            models.CheckConstraint(
                name="oversight_terminationreview_served_proven",
                condition=Q(served_on__isnull=True)
                | (Q(issued_on__isnull=False) & ~Q(service_proof="")),
                violation_error_message=_("Service needs a proof."),
            ),
        ]
        indexes = [
            # Read by the desks and lists: by deadline.
            models.Index(
                fields=["agency", "decision_due_on", "id"],
                condition=Q(state__in=["open", "heard", "escalated"]),
                name="oversight_review_due",
            ),
            # Read by the list, newest first.
            models.Index(fields=["-opened_on", "-id"], name="oversight_review_opened"),
            # Read by the office's page.
            models.Index(fields=["office", "-opened_on"], name="oversight_review_office"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the review's page."""
        return reverse("oversight:review", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain."""
        return f"agency:{self.agency_id}"

