"""Termination reviews: heard by the office, decided by the contract's own agency."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office
from oversight.models.flags import Flag
from oversight.states import OPEN_REVIEWS, ReviewOutcome, ReviewState
from territory.models import Division
from workdays.models.unopened import WithUnopenedNotice, unopened_constraints


class ReviewQuerySet(ScopedQuerySet["TerminationReview"]):
    """Termination reviews, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the reviews in scope.

        The province sees all; an agency those of its own contracts; an operator knows of those
        whose notice has been issued, the association of those that have been served.
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
                return self.filter(office__is_member=True, served_on__isnull=False)
            case _:
                return self.none()

    def open(self) -> Self:
        """Return the reviews that wait for the office or the agency."""
        return self.filter(state__in=OPEN_REVIEWS)


class TerminationReview(Stamped, Addressed, WithUnopenedNotice):
    """
    Whether a contract is to be ended, decided by its own agency after the office was heard.

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
    service_entered_on = models.DateField(_("service entered on"), null=True, blank=True)
    service_proof = models.CharField(_("proof of service"), max_length=240, blank=True)
    hearing_due_on = models.DateField(_("office may answer until"), null=True, blank=True)
    statement = models.TextField(_("the office's answer"), blank=True)
    statement_on = models.DateField(_("answered on"), null=True, blank=True)
    statement_by = models.BigIntegerField(_("answered by"), null=True, blank=True)
    statement_by_name = models.CharField(_("answered by"), max_length=120, blank=True)
    statement_is_late = models.BooleanField(_("answered late"), default=False)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)
    # Until the notice is served, the last day for that; from then on, for the decision.
    decision_due_on = models.DateField(_("agency acts until"))
    calendar_version = models.CharField(_("calendar version"), max_length=40, blank=True)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)
    recommendation = models.TextField(_("recommendation of the province"), blank=True)
    recommended_on = models.DateField(_("recommended on"), null=True, blank=True)
    recommended_by_name = models.CharField(_("recommended by"), max_length=120, blank=True)
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
            *unopened_constraints("oversight_terminationreview_notice"),
        ]
        indexes = [
            # Read by the desks and lists: by deadline.
            models.Index(
                fields=["agency", "decision_due_on", "id"],
                condition=Q(state__in=["open", "heard", "escalated"]),
                name="oversight_review_due",
            ),
            # Read by the province's list: by deadline.
            models.Index(
                fields=["decision_due_on", "id"],
                condition=Q(state__in=["open", "heard", "escalated"]),
                name="oversight_review_province_due",
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
