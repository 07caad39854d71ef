"""A decision becomes final, is carried out, and the case closes; or it closes without action."""

from datetime import date, datetime, timedelta

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
from contracts.rules import last_suspended
from contracts.states import ProofKind
from core.errors import IllegalMove
from core.persian import display_safe, isolated
from violations.actions.finality import settle
from violations.actions.steps import Problems, change, refuse_reporter, require_side
from violations.facts import (
    against_carrying_out,
    against_closing,
    official,
    touched_contract,
    touches_contract,
)
from violations.models import Case
from violations.states import CASE_FLOW, CaseState, Outcome, SanctionKind

LEAST_CLOSING = 20
ONE_DAY = timedelta(days=1)
# What has to be carried out after finality; a reminder or warning is, once it has been served.
TO_EXECUTE = (
    SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW, SanctionKind.CANCELLATION_REFERRAL
)  # fmt: skip


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
        IllegalMove: the case is not final and proven, it has been carried out, or the result of
            its appeal has not been served.
    """
    is_secretariat = may(actor, Permission.LICENCE_SANCTION)
    require(actor, Permission.LICENCE_SANCTION if is_secretariat else Permission.CONTRACT_SUSPEND)
    case = Case.objects.visible_to(actor).lock(case_id)
    require_side(actor, case)
    if case.state != CaseState.FINAL or case.outcome != Outcome.PROVEN:
        raise IllegalMove(_("Only the sanction of a final proven case is carried out."))
    if case.executed_on is not None:
        raise IllegalMove(_("The sanction has been carried out."))
    if why := against_carrying_out(case):
        raise IllegalMove(why)
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
        IllegalMove: the case is not final, something is still to be done, or the result of its
            appeal has not been served.
    """
    require(actor, Permission.CASE_VERIFY)
    case = Case.objects.visible_to(actor).lock(case_id)
    require_side(actor, case)
    CASE_FLOW.check(CaseState(case.state), CaseState.CLOSED)
    if case.sanction in TO_EXECUTE and case.executed_on is None:
        raise IllegalMove(_("The sanction has not been carried out yet."))
    if case.corrections.filter(verified_on__isnull=True).exists():
        raise IllegalMove(_("A correction has not been verified yet."))
    if why := against_closing(case):
        raise IllegalMove(why)
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
        IllegalMove: the case has been decided, or a hearing session of it is not over.
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
    if case.sessions.live().exists():
        raise IllegalMove(_("A hearing session of this case is not over: call it off first."))
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_CLOSING)
    problems.raise_if_any()
    changes = change(
        case, {"state": CaseState.CLOSED_NO_ACTION, "closed_on": on, "closing_note": why}
    )
    record(
        actor=actor, verb="case.closed_without_action", target=case, changes=changes, note=why,
        at=at,
    )  # fmt: skip
    return case


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
            until=last_suspended(on, case.sanction_days or 1),
            reason=official(
                gettext_noop("Final decision in case {number}"), number=isolated(case.number)
            ),
            actor=actor,
            on=on,
            at=at,
        )
