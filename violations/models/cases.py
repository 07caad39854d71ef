"""Cases: one violation of one office in one track, from notice to finality."""

from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency, of_own
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import LicenceHolder, Office
from territory.models import Division
from violations.models.case_constraints import CASE_CONSTRAINTS, CASE_INDEXES
from violations.models.types import ViolationType
from violations.states import (
    COUNTED,
    OBJECTED,
    OPEN_CASES,
    TO_DECIDE,
    CaseState,
    ClosingCode,
    Outcome,
    SanctionKind,
    Severity,
    Track,
)

M = TypeVar("M", bound=models.Model)


def _scope(principal: Principal) -> Q:
    """Return who sees a case, by its scope columns."""
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
            return of_own(principal) & Q(track=Track.CONTRACT)
        case Role.OPERATOR:
            return Q(office__in=Office.objects.own(principal), is_issued=True)
        case Role.ASSOCIATION:
            return Q(office__in=Office.objects.filter(is_member=True), served_on__isnull=False)
        case Role.COUNTY_REP:
            return _of_counties(principal)
        case _:
            return Q(pk__in=[])


def _of_counties(principal: Principal) -> Q:
    """One county is asked for as one value, so that its index also gives the order of a list."""
    own = Division.objects.filter(public_id__in=principal.county_ids).values("pk")
    return Q(county=own[:1]) if len(principal.county_ids) == 1 else Q(county__in=own)


def _is_unverified(on: date) -> Func:
    """Return the condition that the verification of a correction is late."""
    corrections: Any = Case._meta.get_field("corrections").related_model
    late = corrections.objects.of_round().filter(verified_on=None, verify_due_on__lt=on)
    return _is_case_of(late)


def _is_unserved_on_paper(on: date) -> Func:
    """Return the condition that the service on paper of an unopened notice is late."""
    notices: Any = Case._meta.get_field("notices").related_model
    return _is_case_of(notices.objects.on_paper().filter(paper_due_on__lt=on))


def _is_case_of(parts: Any) -> Func:
    """Return the condition that a case is one of those of some parts, read once for all."""
    return Func(
        F("pk"), ArraySubquery(parts.values("case")), template="%(expressions)s)",
        arg_joiner=" = ANY(", output_field=models.BooleanField(),
    )  # fmt: skip


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases, by who may see them and by where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """
        Return the cases in scope.

        An agency sees its own contract-track cases; an operator knows of a case once its notice has
        been issued, the association once it has been served; a county representative sees the
        county's.
        """
        return self.filter(_scope(principal))

    def read_by(self, principal: Principal) -> Self:
        """Return the cases whose text is open: to an operator, once the notice has been served."""
        cases = self.visible_to(principal)
        return cases.filter(served_on__isnull=False) if principal.role is Role.OPERATOR else cases

    def told_to(self, principal: Principal) -> Self:
        """Return the cases whose decision is open: to an operator, once it has been served."""
        cases = self.read_by(principal)
        if principal.role is Role.OPERATOR:
            return cases.filter(appeal_due_on__isnull=False)  # its window starts with the service
        return cases

    def open(self) -> Self:
        """Return the cases that are neither final nor closed."""
        return self.filter(state__in=OPEN_CASES)

    def open_on(self, day: date) -> Self:
        """Return the cases that were neither final nor closed at the end of a day."""
        left = Q(final_on__gt=day) | Q(state=CaseState.CLOSED_NO_ACTION, closed_on__gt=day)
        return self.filter(Q(state__in=OPEN_CASES) | left, opened_on__lte=day)

    def overdue(self, on: date, *, outside: bool = False) -> Self:
        """
        Return the cases whose present step is past its deadline.

        Steps are: to serve the notice, to decide, to serve the decision or the objection's result,
        to decide the objection, to carry out the sanction, to verify a correction, to close, and
        to serve on paper what was left unopened.
        The last four would tell those `outside` the file what they have not been told.
        """
        told = (
            Q(state=CaseState.OPENED, is_issued=False, serve_due_on__lt=on)
            | Q(state__in=TO_DECIDE, decision_due_on__lt=on)
            | Q(state=CaseState.DECIDED, appeal_due_on=None, decision_serve_due_on__lt=on)
            | Q(state__in=COUNTED, result_served_on=None, result_serve_due_on__lt=on)
            | Q(OBJECTED, appeal_decision_due_on__lt=on)
        )
        if outside:
            return self.filter(told)
        return self.filter(
            told
            | Q(state=CaseState.FINAL, executed_on=None, execution_due_on__lt=on)
            | Q(state=CaseState.FINAL, closing_due_on__lt=on)
            | Q(_is_unverified(on))
            | Q(_is_unserved_on_paper(on))
        )

    def final_proven(self) -> Self:
        """Return the only cases that count: final and proven (design: DOMAIN C4-4)."""
        return self.filter(state__in=[CaseState.FINAL, CaseState.CLOSED], outcome=Outcome.PROVEN)


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
        db_index=False,  # a wider index starts with it
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="cases",
        verbose_name=_("office"),
        db_index=False,  # a wider index starts with it
    )
    county = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,  # divisions end, they are not deleted
        related_name="+",
        verbose_name=_("county"),
        db_index=False,  # a wider index starts with it
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
    decision_on = models.DateField(_("day of decision"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_serve_due_on = models.DateField(
        _("decision to be served until"), null=True, blank=True
    )
    appeal_due_on = models.DateField(_("objection due"), null=True, blank=True)
    result_serve_due_on = models.DateField(
        _("objection's result to be served until"), null=True, blank=True
    )
    result_served_on = models.DateField(_("objection's result served on"), null=True, blank=True)
    # An objection that was received in time and entered after finality (docs/adr/0036).
    is_contested = models.BooleanField(
        _("an objection in time waits"), default=False, db_default=False
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    occurrence = models.PositiveSmallIntegerField(_("occurrence"), null=True, blank=True)
    sanction = models.CharField(
        _("sanction"), max_length=32, choices=SanctionKind.choices, blank=True
    )
    sanction_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    final_on = models.DateField(_("final on"), null=True, blank=True)
    executed_on = models.DateField(_("sanction carried out on"), null=True, blank=True)
    executed_by = models.BigIntegerField(_("sanction carried out by"), null=True, blank=True)
    # Until when who handles the case decides the objection, carries out the sanction, and closes
    # it; empty while nothing of the kind is asked (docs/adr/0057-windows-after-the-decision.md).
    appeal_decision_due_on = models.DateField(
        _("objection to be decided until"), null=True, blank=True
    )
    execution_due_on = models.DateField(
        _("sanction to be carried out until"), null=True, blank=True
    )
    # Carried out before, and due again from this day with a reduced sanction (ADR 60).
    execution_since = models.DateField(_("execution due again since"), null=True, blank=True)
    closing_due_on = models.DateField(_("to be closed until"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.BigIntegerField(_("closed by"), null=True, blank=True)
    closing_note = models.TextField(_("closing note"), blank=True)
    # Of a case that is closed without action: why, from which state, and until when it is reopened.
    closing_code = models.CharField(
        _("ground of closing without action"), max_length=20, choices=ClosingCode.choices,
        blank=True, db_default="",
    )  # fmt: skip
    closed_from = models.CharField(
        _("state before closing"), max_length=20, choices=CaseState.choices, blank=True,
        db_default="",
    )  # fmt: skip
    reopen_due_on = models.DateField(_("can be reopened until"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    reopened_by = models.BigIntegerField(_("reopened by"), null=True, blank=True)
    # A judgment sends the case back: from then it is handled in a further round (ADR 60).
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
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
    assignee = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # persons are shut out, never deleted
        related_name="+",
        verbose_name=_("in whose hands"),
        null=True,
        blank=True,
        db_index=False,  # a partial index starts with it
    )
    reminded_on = models.DateField(_("agency reminded on"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = CASE_CONSTRAINTS
        indexes = CASE_INDEXES

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the case's page."""
        return reverse("violations:file", args=[self.number])

    @property
    def audit_stream(self) -> str:
        """Return the agency's own audit chain, or the province's for the licence track."""
        return f"agency:{self.agency_id}" if self.track == Track.CONTRACT else "province"


class CasePartQuerySet(ScopedQuerySet[M]):
    """What hangs on a case is seen with it; the association sees only that a case is there."""

    def of_round(self) -> Self:
        """Return what belongs to the present round of its case, of models with `round_no`."""
        return self.filter(round_no=F("case__round_no"))

    def visible_to(self, principal: Principal) -> Self:
        """Return the parts of the cases open to the principal; none for the association."""
        if principal.role is Role.ASSOCIATION:
            return self.none()
        return self.filter(case__in=Case.objects.read_by(principal))
