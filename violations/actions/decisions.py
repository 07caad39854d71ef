"""A named person decides; the decision becomes final, is carried out, and the case closes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, F
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal, may, require
from accounts.roles import Permission
from audit.actions import record, record_many
from contracts import actions as contract_actions
from contracts.models import Contract
from contracts.states import ProofKind
from core.errors import IllegalMove, NotPermitted
from core.persian import display_safe, isolated
from violations import rules
from violations.actions.finality import settle
from violations.actions.steps import (
    Problems,
    change,
    figure,
    refuse_reporter,
    reporters_of,
    require_side,
)
from violations.facts import (
    Proposal,
    occurrence_for,
    official,
    proposed_sanction,
    reckoning_on,
    touched_contract,
    touches_contract,
)
from violations.models import Case, Decision
from violations.states import CASE_FLOW, CaseState, Forum, Outcome, SanctionKind, Track

LEAST_REASONS = 40
LEAST_OVERRIDE = 20
ONE_DAY = timedelta(days=1)
# What has to be carried out after finality; a reminder or warning is, once it has been served.
TO_EXECUTE = (
    SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW, SanctionKind.CANCELLATION_REFERRAL
)  # fmt: skip


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
    attendance: Sequence[Mapping[str, Any]] = (),
) -> Decision:
    """
    Decide a heard case: `proven` or `not_proven`, with reasons of at least 40 characters.

    The contract track is decided by the manager of its agency, the licence track by the committee's
    chair with `attendance`: for each member {name, user_id or None, is_present, is_recused,
    reason}; present and not recused unless said.
    Occurrence is counted here; a sanction other than the matrix's needs `override_reason`.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, a reporter, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, or the case has been decided.
        Invalid: by field outcome, reasons, sanction, sanction_days, override_reason, attendance.
    """
    is_chair = may(actor, Permission.CASE_DECIDE_LICENCE)
    require(actor, Permission.CASE_DECIDE_LICENCE if is_chair else Permission.CASE_DECIDE_CONTRACT)
    case = Case.objects.visible_to(actor).lock(case_id)
    if (case.track == Track.LICENCE) != is_chair:
        raise NotPermitted(_("Each track is decided by its own side."))
    refuse_reporter(actor, case)
    CASE_FLOW.check(CaseState(case.state), CaseState.DECIDED)
    occurrence = occurrence_for(
        office_id=case.office_id,
        holder_id=case.holder_id,
        type_code=case.type.code,
        occurred_on=case.occurred_on,
        as_of=on,
    )
    proposal = proposed_sanction(case.type_id, occurrence)
    problems = Problems()
    verdict = weigh(problems, outcome, reasons, sanction, sanction_days, override_reason, proposal)
    members = _sitting(problems, case, attendance, actor, on) if is_chair else []
    problems.raise_if_any()

    decision = Decision.objects.create(
        case=case,
        forum=Forum.COMMITTEE if is_chair else Forum.AGENCY,
        occurrence=occurrence if verdict["outcome"] == Outcome.PROVEN else None,
        proposed_sanction=proposal.sanction if proposal else "",
        proposed_days=proposal.days if proposal else None,
        points=case.points if verdict["outcome"] == Outcome.PROVEN else 0,
        attendance=members,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
        **verdict,
    )
    changes = change(
        case,
        {
            "state": CaseState.DECIDED,
            "decided_on": on,
            "outcome": decision.outcome,
            "occurrence": decision.occurrence,
            "sanction": decision.sanction,
            "sanction_days": decision.sanction_days,
        },
    )
    record(
        actor=actor,
        verb="case.decided",
        target=case,
        changes=changes | {"proposed": (None, decision.proposed_sanction)},
        note=decision.reasons,
        at=at,
    )
    return decision


@transaction.atomic
def finalize_due(*, as_of: date, actor: Principal, at: datetime | None = None) -> list[int]:
    """
    Make final the decisions whose appeal window ended before `as_of`; return the keys that moved.

    The day of finality is the day after the window, whenever the clock comes by.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    due = list(
        Case.objects.visible_to(actor)
        .filter(state=CaseState.DECIDED, appeal_due_on__lt=as_of)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    if not due:
        return []
    keys = [case.pk for case in due]
    Case.objects.filter(pk__in=keys).update(
        state=CaseState.FINAL,
        final_on=Cast(F("appeal_due_on") + ONE_DAY, DateField()),
        version=F("version") + 1,
        updated_at=Now(),
    )
    for case in due:
        case.state = CaseState.FINAL
        case.final_on = case.appeal_due_on + ONE_DAY if case.appeal_due_on else None
    effects = settle(due)
    record_many(
        actor=actor,
        verb="case.became_final",
        targets=[
            (
                case,
                {
                    "state": (CaseState.DECIDED, CaseState.FINAL),
                    "final_on": (None, case.final_on),
                    **effects[case.pk],
                },
            )
            for case in due
        ],
        at=at,
    )
    return keys


@transaction.atomic
def execute_sanction(*, case_id: int, actor: Principal, on: date, at: datetime) -> Case:
    """
    Carry out the sanction of a final proven case, once.

    Contract track, by the agency's manager: a suspension suspends the contract, a termination
    review records the proof on which a termination may rest. When the contract has ended there is
    nothing to carry out, and that is recorded. Licence track, by the secretariat: records that the
    committee's sanction was handed over.

    Raises:
        NotPermitted, FactorRequired: not the deciding side of the track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final and proven, or it has been carried out.
    """
    is_secretariat = may(actor, Permission.LICENCE_SANCTION)
    require(actor, Permission.LICENCE_SANCTION if is_secretariat else Permission.CONTRACT_SUSPEND)
    case = Case.objects.visible_to(actor).lock(case_id)
    require_side(actor, case)
    if case.state != CaseState.FINAL or case.outcome != Outcome.PROVEN:
        raise IllegalMove(_("Only the sanction of a final proven case is carried out."))
    if case.executed_on is not None:
        raise IllegalMove(_("The sanction has been carried out."))
    touched = touched_contract(case)
    if touched is not None:
        _carry_out(case, touched, actor, on, at)
    changes = change(case, {"executed_on": on})
    is_moot = touched is None and touches_contract(case)
    record(
        actor=actor,
        verb="case.sanction_moot" if is_moot else "case.sanction_executed",
        target=case,
        changes=changes
        | {"sanction": (None, case.sanction), "contract": (None, touched and touched.number)},
        at=at,
    )
    return case


@transaction.atomic
def close_case(*, case_id: int, note: str, actor: Principal, on: date, at: datetime) -> Case:
    """
    Close a final case whose sanction is carried out and whose corrections are verified.

    Raises:
        NotPermitted: the role does not verify, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final, or something is still to be done.
    """
    require(actor, Permission.CASE_VERIFY)
    case = Case.objects.visible_to(actor).lock(case_id)
    require_side(actor, case)
    CASE_FLOW.check(CaseState(case.state), CaseState.CLOSED)
    if case.sanction in TO_EXECUTE and case.executed_on is None:
        raise IllegalMove(_("The sanction has not been carried out yet."))
    if case.corrections.filter(verified_on__isnull=True).exists():
        raise IllegalMove(_("A correction has not been verified yet."))
    changes = change(
        case,
        {"state": CaseState.CLOSED, "closed_on": on, "closing_note": display_safe(note)},
    )
    record(
        actor=actor, verb="case.closed", target=case, changes=changes, note=case.closing_note, at=at
    )
    return case


@transaction.atomic
def close_no_action(*, case_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Case:
    """
    Close an undecided case without action: out of competence, or opened in error.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is a reporter of the case.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case has been decided.
        Invalid: by field reason.
    """
    is_secretariat = may(actor, Permission.REPORT_TRIAGE_LICENCE)
    require(
        actor,
        Permission.REPORT_TRIAGE_LICENCE if is_secretariat else Permission.REPORT_TRIAGE_CONTRACT,
    )
    case = Case.objects.visible_to(actor).lock(case_id)
    require_side(actor, case)
    refuse_reporter(actor, case)
    CASE_FLOW.check(CaseState(case.state), CaseState.CLOSED_NO_ACTION)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_OVERRIDE)
    problems.raise_if_any()
    changes = change(
        case, {"state": CaseState.CLOSED_NO_ACTION, "closed_on": on, "closing_note": why}
    )
    record(
        actor=actor, verb="case.closed_without_action", target=case, changes=changes, note=why,
        at=at,
    )  # fmt: skip
    return case


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
    text = problems.text("reasons", reasons, least=LEAST_REASONS, most=20_000)
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
            problems.add("override_reason", needed.format(least=figure(LEAST_OVERRIDE)))
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


def _departs(proposal: Proposal | None, sanction: str, days: int | None) -> bool:
    cell = rules.Cell(1, proposal.sanction, proposal.days) if proposal else None
    return rules.departs(cell, sanction, days)


def _sitting(
    problems: Problems,
    case: Case,
    attendance: Iterable[Mapping[str, Any]],
    chair: Principal,
    on: date,
) -> list[dict[str, Any]]:
    """Return who sat, the chair among them; note a missing quorum and who must stay out."""
    members = [_member(row) for row in attendance]
    if all(member["user_id"] != chair.user_id for member in members):
        members.insert(0, _member({"name": chair.name, "user_id": chair.user_id}))
    reporters = reporters_of(case)
    for member in members:
        if member["is_present"] and not member["is_recused"] and member["user_id"] in reporters:
            text = _("{name} reported this violation and must be recused.")
            problems.add("attendance", text.format(name=member["name"]))
        if member["is_recused"] and not member["reason"]:
            problems.add("attendance", _("Say why {name} is recused.").format(name=member["name"]))
    own = next(member for member in members if member["user_id"] == chair.user_id)
    if own["is_recused"] or not own["is_present"]:
        problems.add("attendance", _("The one who signs must sit in the session."))
    quorum = reckoning_on(on).quorum
    if rules.sitting(members) < quorum:
        problems.add(
            "attendance", _("The session needs {least} members.").format(least=figure(quorum))
        )
    return members


def _member(row: Mapping[str, Any]) -> dict[str, Any]:
    user_id = row.get("user_id")
    return {
        "name": display_safe(str(row.get("name", "")))[:120],
        "user_id": int(user_id) if user_id not in {None, ""} else None,
        "is_present": bool(row.get("is_present", True)),
        "is_recused": bool(row.get("is_recused", False)),
        "reason": display_safe(str(row.get("reason", "")))[:240],
    }


def _carry_out(case: Case, contract: Contract, actor: Principal, on: date, at: datetime) -> None:
    """Lay the sanction on the contract that runs today."""
    reasons = case.decisions.order_by("-pk").values_list("reasons", flat=True)[0]
    proof = contract_actions.record_proof(
        contract_id=contract.pk,
        kind=ProofKind.FINAL_DECISION,
        source_id=case.public_id,
        source_label=case.number,
        reasons=reasons,
        actor=actor,
        on=on,
        at=at,
    )
    if case.sanction == SanctionKind.SUSPENSION:
        contract_actions.suspend_contract(
            contract_id=contract.pk,
            proof=proof,
            until=on + timedelta(days=(case.sanction_days or 1) - 1),
            reason=official(
                gettext_noop("Final decision in case {number}"), number=isolated(case.number)
            ),
            actor=actor,
            on=on,
            at=at,
        )
