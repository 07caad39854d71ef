"""Duties of agencies: that a finding asks for a step, until when, and how the duty ended."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.models import Addressed, ScopedQuerySet, Stamped
from offices.models import Office
from oversight.models.flags import Flag
from oversight.models.reviews import TerminationReview
from oversight.states import (
    HANDLING,
    OPEN_DUTIES,
    STEP_DAYS,
    DutyKind,
    DutyState,
    RefusalCode,
    VoidCause,
)
from violations.models import Case


def _steps_dated() -> Q:
    """Return that a duty which stands on a step has the day of it and of those before."""
    steps = list(STEP_DAYS)
    known = Q(state__in=[DutyState.RUNNING, *DutyState.ended()])
    for number, state in enumerate(steps):
        dated = {f"{STEP_DAYS[step]}__isnull": False for step in steps[: number + 1]}
        known |= Q(state=state, due_on__isnull=False, **dated)
    return known


COMMITTEE = _("provincial supervision committee")


def _of_one_finding() -> Q:
    """Return that a duty names what asks for its step, and nothing else."""

    def only(*named: str) -> Q:
        names = ("case", "flag", "contract", "review")
        return Q(**{f"{name}__isnull": name not in named for name in names})

    own = [
        DutyKind.REVIEW, DutyKind.REINSTATE, DutyKind.PAPER, DutyKind.CARRY_OUT,
        DutyKind.TERMINATE,
    ]  # fmt: skip
    return (
        (Q(kind=DutyKind.REVIEW) & only("flag"))
        | (Q(kind=DutyKind.CARRY_OUT) & only("review"))
        | (Q(kind=DutyKind.TERMINATE) & only("contract"))
        | (Q(kind=DutyKind.REINSTATE) & (only("case", "contract") | only("contract")))
        | (Q(kind=DutyKind.PAPER) & (only("case") | only("contract") | only("review")))
        | (~Q(kind__in=own) & only("case"))
    )


class DutyQuerySet(ScopedQuerySet["Duty"]):
    """Duties, by who may see them and where they stand."""

    def visible_to(self, principal: Principal) -> Self:
        """Return all duties for the province, an agency's own for the agency, none else."""
        if principal.is_province:
            return self
        return self.filter(agency__public_id__in=principal.agency_ids)

    def of_agencies(self) -> Self:
        """Return the duties that an agency owes."""
        return self.filter(agency__isnull=False)

    def open(self) -> Self:
        """Return the duties that nothing has ended."""
        return self.filter(ended_on__isnull=True)

    def ignored(self, on: date) -> Self:
        """Return the open duties whose period is over."""
        return self.open().filter(due_on__lt=on)


class Duty(Stamped, Addressed):
    """
    What one finding asks of one body; the database puts it there together with the finding.

    A case has one duty for each step: serve the notice, decide; one at a time for each step that
    may begin anew: serve on paper what was left unopened, decide the objection, carry out, verify
    what was put right, close. A contract or a review whose notice was left unopened has one: serve
    it on paper. A flag on a contract has one: decide on it; an annulled ground has one for each
    contract: reinstate it. A decided review has one while it is not carried out, and a served
    termination notice one that begins as it runs out: end the contract, or withdraw the notice.
    Without an agency the provincial committee owes the step: all steps of the licence track, and an
    objection that nobody of the agency is free to decide.
    `starts_on` is the day of the finding, `due_on` the last day on which the step is in time,
    empty until the clock has computed it. The days of the ladder are kept.
    """

    kind = models.CharField(_("what is asked"), max_length=9, choices=DutyKind.choices)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,  # agencies are kept
        related_name="duties",
        verbose_name=_("agency"),
        null=True,  # the provincial committee owes it
        blank=True,
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,  # an office with a past is closed, never deleted
        related_name="+",
        verbose_name=_("office"),
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,  # cases are kept
        related_name="duties",
        verbose_name=_("case"),
        null=True,
        blank=True,
    )
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,  # contracts are ended, never deleted
        related_name="duties",
        verbose_name=_("contract"),
        null=True,
        blank=True,
    )
    flag = models.OneToOneField(
        Flag,
        on_delete=models.PROTECT,  # flags are kept
        related_name="duty",
        verbose_name=_("flag"),
        null=True,
        blank=True,
    )
    review = models.ForeignKey(
        TerminationReview,
        on_delete=models.PROTECT,  # reviews are kept
        related_name="duties",
        verbose_name=_("termination review"),
        null=True,
        blank=True,
    )
    # The round of the case in which its decision is asked; a judgment that sends it back asks anew.
    round_no = models.PositiveSmallIntegerField(_("round"), default=1, db_default=1)
    starts_on = models.DateField(_("since"))
    due_on = models.DateField(_("to be done until"), null=True, blank=True)
    calendar_version = models.CharField(_("calendar version"), max_length=40, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=DutyState.choices, default=DutyState.RUNNING
    )
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    head_on = models.DateField(_("put before the head of the agency on"), null=True, blank=True)
    deputy_on = models.DateField(_("put before the deputy on"), null=True, blank=True)
    agenda_on = models.DateField(_("on the agenda since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    refusal_code = models.CharField(
        _("ground of the refusal"), max_length=16, choices=RefusalCode.choices, blank=True
    )
    refusal_reason = models.TextField(_("reason of the refusal"), blank=True)
    refused_by = models.BigIntegerField(_("refused by"), null=True, blank=True)
    refused_by_name = models.CharField(_("refused by"), max_length=120, blank=True)
    refusal_document_no = models.CharField(
        _("number of the order"), max_length=60, blank=True, default="", db_default=""
    )
    refusal_document_on = models.DateField(_("day of the order"), null=True, blank=True)
    accepted_on = models.DateField(_("refusal accepted on"), null=True, blank=True)
    accepted_by = models.BigIntegerField(_("refusal accepted by"), null=True, blank=True)
    reopened_on = models.DateField(_("reopened on"), null=True, blank=True)
    reopened_by = models.BigIntegerField(_("reopened by"), null=True, blank=True)
    void_cause = models.CharField(
        _("why it is void"), max_length=12, choices=VoidCause.choices, blank=True
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty of an agency")
        verbose_name_plural = _("duties of agencies")
        constraints = [
            models.CheckConstraint(
                name="oversight_duty_of_one_finding",
                condition=_of_one_finding(),
                violation_error_message=_("A duty belongs to one finding: a case or a flag."),
            ),
            models.CheckConstraint(
                name="oversight_duty_owed",
                condition=Q(agency__isnull=False)
                | (Q(case__isnull=False) & ~Q(kind=DutyKind.REINSTATE)),
                violation_error_message=_("The committee owes steps of cases alone."),
            ),
            # A case that was closed without action and is reopened asks for the step once more.
            models.UniqueConstraint(
                fields=["case", "kind", "round_no"],
                condition=~Q(refusal_code=RefusalCode.CASE_CLOSED)
                & Q(kind__in=[DutyKind.SERVE, DutyKind.DECIDE]),
                name="oversight_duty_once_a_step",
                violation_error_message=_("The case has this duty already."),
            ),
            # What begins anew in a case is asked for anew, once at a time.
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(kind__in=HANDLING, ended_on__isnull=True),
                name="oversight_duty_once_at_a_time",
                violation_error_message=_("The case has this duty already."),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(kind=DutyKind.PAPER, ended_on__isnull=True),
                name="oversight_duty_paper_of_contract",
                violation_error_message=_("The contract has this duty already."),
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(kind=DutyKind.PAPER, ended_on__isnull=True),
                name="oversight_duty_paper_of_review",
                violation_error_message=_("The review has this duty already."),
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(kind=DutyKind.CARRY_OUT, ended_on__isnull=True),
                name="oversight_duty_carry_out_open",
                violation_error_message=_("The review has this duty already."),
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(kind=DutyKind.TERMINATE, ended_on__isnull=True),
                name="oversight_duty_terminate_open",
                violation_error_message=_("The contract has this duty already."),
            ),
            models.UniqueConstraint(
                fields=["contract", "case"],
                condition=Q(kind=DutyKind.REINSTATE),
                name="oversight_duty_reinstate_once",
                violation_error_message=_("The contract has this duty already."),
            ),
            # After a judgment on the contract itself there is no case.
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(kind=DutyKind.REINSTATE, ended_on__isnull=True),
                name="oversight_duty_reinstate_open",
                violation_error_message=_("The contract has this duty already."),
            ),
            models.CheckConstraint(
                name="oversight_duty_ended_iff_dated",
                condition=Q(state__in=DutyState.ended(), ended_on__isnull=False)
                | (~Q(state__in=DutyState.ended()) & Q(ended_on__isnull=True)),
                violation_error_message=_("A duty that is over, and no other, has its last day."),
            ),
            models.CheckConstraint(
                name="oversight_duty_steps_dated",
                condition=_steps_dated(),
                violation_error_message=_("Each step of a duty has its day, in order."),
            ),
            models.CheckConstraint(
                name="oversight_duty_refused_iff_coded",
                condition=(
                    Q(state=DutyState.REFUSED)
                    & Q(refusal_code__in=RefusalCode.values)
                    & ~Q(refusal_reason="")
                )
                | (~Q(state=DutyState.REFUSED) & Q(refusal_code="", refusal_reason="")),
                violation_error_message=_("A refusal has a ground and a reason."),
            ),
            models.CheckConstraint(
                name="oversight_duty_void_iff_caused",
                condition=Q(state=DutyState.VOID, void_cause__in=VoidCause.values)
                | (~Q(state=DutyState.VOID) & Q(void_cause="")),
                violation_error_message=_("A duty is void for a cause."),
            ),
        ]
        indexes = [
            # Read each day by the ladder, and by the desks.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(ended_on__isnull=True),
                name="oversight_duty_waiting",
            ),
            # Read each day: what the clock has still to date.
            models.Index(
                fields=["id"], condition=Q(due_on__isnull=True), name="oversight_duty_undated"
            ),
            # Read by an agency's page and list, and by the comparison.
            models.Index(
                F("agency"), F("starts_on").desc(), F("id").desc(), name="oversight_duty_agency"
            ),
        ]

    def __str__(self) -> str:
        return str(DutyKind(self.kind).label)

    def get_absolute_url(self) -> str:
        """Return the duty's page."""
        return reverse("oversight:duty", args=[self.public_id])

    @property
    def audit_stream(self) -> str:
        """Return the name of the agency's own audit chain, or the province's."""
        return f"agency:{self.agency_id}" if self.agency_id is not None else "province"

    @property
    def owner_name(self) -> str:
        """Return the short name of the agency that owes the step, or of the committee."""
        return str(COMMITTEE) if self.agency is None else self.agency.short_name

    @property
    def deadline_label(self) -> str:
        """Return what receipts of its period call it: the step, and the case that asks for it."""
        return f"{self.case.number} · {self}" if self.case else str(self)

    @property
    def is_open(self) -> bool:
        """Tell whether the agency still owes the step."""
        return self.state in OPEN_DUTIES
