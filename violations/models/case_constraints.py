"""What must never be true of a case, and by which indexes cases are found."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from violations.states import DROPPED_FROM, CaseState, ClosingCode, Severity

CASE_CONSTRAINTS: list[models.BaseConstraint] = [
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
        name="violations_case_executed_when_final",
        condition=Q(executed_on__isnull=True) | Q(executed_on__gte=F("final_on")),
        violation_error_message=_("Only a final decision is carried out."),
    ),
    models.CheckConstraint(
        name="violations_case_proven_counted",
        condition=~Q(outcome="proven") | Q(occurrence__gte=1),
        violation_error_message=_("A proven case has an occurrence number."),
    ),
    models.CheckConstraint(
        name="violations_case_dropped_iff_coded",
        condition=Q(
            ~Q(closing_note=""),
            state=CaseState.CLOSED_NO_ACTION,
            closing_code__in=ClosingCode.values,
            closed_from__in=DROPPED_FROM,
            closed_on__isnull=False,
            closed_by__isnull=False,
            reopen_due_on__isnull=False,
        )
        | (
            ~Q(state=CaseState.CLOSED_NO_ACTION)
            & Q(closing_code="", closed_from="", reopen_due_on__isnull=True)
        ),
        violation_error_message=_("A case closed without action, and no other, has its ground."),
    ),
]
CASE_INDEXES: list[models.Index] = [
    # Read by an agency's list, newest first.
    models.Index(fields=["agency", "-opened_on", "-id"], name="violations_case_agency"),
    # Read by an operator's list and the office's page.
    models.Index(fields=["office", "-opened_on", "-id"], name="violations_case_office"),
    # Read by a county representative's list.
    models.Index(fields=["county", "-opened_on", "-id"], name="violations_case_county"),
    # Read by the province's list.
    models.Index(fields=["-opened_on", "-id"], name="violations_case_opened"),
    # Read by the province's queues: one stage, newest first.
    models.Index(fields=["state", "-opened_on", "-id"], name="violations_case_state"),
    # Read by the search: a part of the number.
    GinIndex(fields=["number"], opclasses=["gin_trgm_ops"], name="violations_case_number_part"),
    # Read by «mine»: what is in a person's hands.
    models.Index(
        fields=["assignee", "-opened_on", "-id"],
        condition=Q(assignee__isnull=False),
        name="violations_case_assignee",
    ),
    # Read by an agency's queues, by deadline.
    models.Index(fields=["agency", "state", "-opened_on", "-id"], name="violations_case_stage"),
    # Read by the nightly deadlines.
    models.Index(
        fields=["state", "defence_due_on", "appeal_due_on"],
        condition=Q(state__in=["notified", "decided"]),
        name="violations_case_ticking",
    ),
    # Read by rule A01: what waits for an agency's next step, without touching the heap.
    models.Index(
        fields=["agency", "state"],
        include=["id", "track", "outcome", "opened_on", "final_on", "decision_due_on"],
        condition=Q(
            state__in=["opened", "defended", "defence_lapsed", "scheduled", "final"],
            executed_on__isnull=True,
        ),
        name="violations_case_waiting",
    ),
    # Read by the rules: final proven cases in the order in which the rules fold them,
    # without touching the heap.
    models.Index(
        fields=["office", "holder", "agency", "type", "final_on"],
        include=["id", "track", "severity", "occurred_on", "sanction"],
        condition=Q(state__in=["final", "closed"], outcome="proven"),
        name="violations_case_counted",
    ),
    # Read by who decides objections: those entered after finality, few at any time.
    models.Index(
        fields=["-opened_on", "-id"],
        condition=Q(is_contested=True),
        name="violations_case_contested",
    ),
    # Read by the desk: what was open some days ago and has ended since.
    models.Index(
        fields=["final_on"],
        condition=Q(final_on__isnull=False),
        name="violations_case_final_day",
    ),
    models.Index(
        fields=["closed_on"],
        condition=Q(state="closed_no_action"),
        name="violations_case_dropped_day",
    ),
    # Read by the desk, index only: how many were decided on each day, and how many were proven.
    models.Index(
        fields=["decided_on"],
        include=["outcome", "id"],
        condition=Q(decided_on__isnull=False),
        name="violations_case_decided_day",
    ),
    # Read by every count of what is late: results of objections that are not served, few ever.
    models.Index(
        fields=["result_serve_due_on"],
        condition=Q(result_serve_due_on__isnull=False, result_served_on__isnull=True),
        name="violations_case_untold_result",
    ),
    # Read by every count of what is late after the decision, few at any time.
    models.Index(
        fields=["appeal_decision_due_on"],
        condition=Q(state="appealed") | Q(is_contested=True),
        name="violations_case_objected",
    ),
    models.Index(
        fields=["execution_due_on"],
        condition=Q(state="final", executed_on__isnull=True, execution_due_on__isnull=False),
        name="violations_case_unexecuted",
    ),
    models.Index(
        fields=["closing_due_on"],
        condition=Q(state="final", closing_due_on__isnull=False),
        name="violations_case_unclosed",
    ),
    # Read by rule F01, which looks back as far as a contract or a licence reaches.
    models.Index(
        fields=["office", "track", "final_on"],
        condition=Q(state__in=["final", "closed"], outcome="proven", severity=Severity.CRITICAL),
        name="violations_case_critical",
    ),
]
