"""A named person decides a heard case, with reasons."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.persian import display_safe, persian_digits
from violations import rules
from violations.actions.steps import Problems, change, terms_of
from violations.acts.cases import DECIDE
from violations.facts import (
    Proposal,
    occurrence_for,
    proposed_sanction,
    session_of,
)
from violations.models import Case, Decision, HearingSession
from violations.states import AppealResult, CaseState, Forum, Outcome, SanctionKind, Track
from workdays.actions import keep_deadlines

LEAST_OVERRIDE = 20


@transaction.atomic
def decide_case(
    *,
    case_id: int,
    outcome: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    sanction: str = "none",
    sanction_days: int | None = None,
    override_reason: str = "",
) -> Decision:
    """
    Decide a heard case: `proven` or `not_proven`, with reasons of at least `LEAST_REASONS`.

    The contract track is decided by the manager of its agency, the licence track by the committee's
    chair, and where none of those is free by who stands in. The committee decides what it heard in
    a session; wherever a session was held, its minutes are sealed and its attendance stands.
    Occurrence is counted here; a sanction other than the matrix's needs `override_reason`.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, a reporter, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, the case has been decided, a session of it is
            not over, or the committee has held none.
        Invalid: by field outcome, reasons, sanction, sanction_days, override_reason.
    """
    case: Case = begin(DECIDE, case_id, actor, on)
    number = _occurrence(case, on)
    proposal = proposed_sanction(case.type_id, number)
    problems = Problems()
    verdict = weigh(problems, outcome, reasons, sanction, sanction_days, override_reason, proposal)
    session = session_of(case)
    if session is not None:
        verdict |= {"session": session, "attendance": _sat(session)}
    problems.raise_if_any()
    decision = _write(case, verdict, number, proposal, actor, on)
    changes = _move(case, decision) | {"proposed": (None, decision.proposed_sanction)}
    record(
        actor=actor,
        verb="case.decided",
        target=case,
        changes=add_seals(changes, decision=decision),
        note=decision.reasons,
        at=at,
    )
    return decision


def _sat(session: HearingSession) -> list[dict[str, Any]]:
    """Return who sat for the forum, as a decision keeps it."""
    return [
        {
            "name": seat.name,
            "user_id": seat.user_id,
            "is_present": bool(seat.is_present),
            "is_recused": seat.is_recused,
            "reason": seat.recusal_reason,
        }
        for seat in session.seats.filter(is_judge=True).order_by("pk")
    ]


def _occurrence(case: Case, on: date) -> int:
    return occurrence_for(
        office_id=case.office_id,
        holder_id=case.holder_id,
        type_code=case.type.code,
        occurred_on=case.occurred_on,
        as_of=on,
    )


def _write(
    case: Case,
    verdict: Mapping[str, Any],
    number: int,
    proposal: Proposal | None,
    actor: Principal,
    on: date,
) -> Decision:
    is_proven = verdict["outcome"] == Outcome.PROVEN
    return Decision.objects.create(
        case=case,
        forum=Forum.COMMITTEE if case.track == Track.LICENCE else Forum.AGENCY,
        occurrence=number if is_proven else None,
        proposed_sanction=proposal.sanction if proposal else "",
        proposed_days=proposal.days if proposal else None,
        points=case.points if is_proven else 0,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
        **verdict,
    )


def _move(case: Case, decision: Decision) -> dict[str, Any]:
    """Write the decision into its case, and until when it is served; return the changes."""
    terms = terms_of(case, decision.decided_on)
    until = terms.due("serve_notice", decision.decided_on)
    keep_deadlines(kept=[terms.kept("case.decision_service", case, until)])
    return change(
        case,
        {
            "state": CaseState.DECIDED,
            "decided_on": decision.decided_on,
            "decision_serve_due_on": until.due_on,
            "calendar_version": terms.version,
            "outcome": decision.outcome,
            "occurrence": decision.occurrence,
            "sanction": decision.sanction,
            "sanction_days": decision.sanction_days,
        },
    )


def weigh(
    problems: Problems,
    outcome: str,
    reasons: str,
    sanction: str,
    days: int | None,
    override_reason: str,
    proposal: Proposal | None,
) -> dict[str, Any]:
    """Return outcome, reasons and sanction as they are stored; note what is wrong with them."""
    text = problems.text("reasons", reasons, least=rules.LEAST_REASONS, most=20_000)
    why = display_safe(override_reason)
    if outcome not in Outcome.values:
        problems.add("outcome", _("Say whether the violation is proven."))
    chosen, length = check_sanction(problems, sanction, days, proposal)
    if outcome == Outcome.NOT_PROVEN:
        if chosen != SanctionKind.NONE:
            problems.add("sanction", _("What is not proven has no sanction."))
        why = ""
    elif outcome == Outcome.PROVEN and _departs(proposal, chosen, length):
        if len(why) < LEAST_OVERRIDE:
            needed = _("Another sanction than the matrix's needs a reason of {least} letters.")
            problems.add("override_reason", needed.format(least=persian_digits(LEAST_OVERRIDE)))
    else:
        why = ""
    return {
        "outcome": outcome,
        "reasons": text,
        "sanction": chosen,
        "sanction_days": length,
        "override_reason": why,
    }


def check_sanction(
    problems: Problems, sanction: str, days: int | None, proposal: Proposal | None
) -> tuple[str, int | None]:
    """Return a sanction and its days; a suspension has days, by default the matrix's."""
    if sanction not in SanctionKind.values:
        problems.add("sanction", _("There is no such sanction."))
        return SanctionKind.NONE, None
    if sanction != SanctionKind.SUSPENSION:
        return sanction, None
    if days is None and proposal is not None and proposal.sanction == sanction:
        days = proposal.days
    if days is None or not 1 <= days <= 365:
        problems.add("sanction_days", _("Say for how many days, 1 to 365."))
    return sanction, days


def check_reduced(
    problems: Problems, case: Case, sanction: str, days: int | None
) -> tuple[str, int | None]:
    """Return the sanction to which an objection or a judgment reduces; it is a lighter one."""
    chosen, length = check_sanction(problems, sanction, days, None)
    if rules.weight(chosen, length) >= rules.weight(case.sanction, case.sanction_days):
        problems.add("sanction", _("A reduced sanction is lighter than the one decided."))
    return chosen, length


def wrong_in_reduction(case: Case, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the lighter sanction that was typed so far."""
    problems = Problems()
    if typed.get("result") == AppealResult.REDUCED and typed.get("sanction"):
        check_reduced(problems, case, typed["sanction"], typed.get("sanction_days"))
    return problems.fields


def _departs(proposal: Proposal | None, sanction: str, days: int | None) -> bool:
    cell = rules.Cell(1, proposal.sanction, proposal.days) if proposal else None
    return rules.departs(cell, sanction, days)
