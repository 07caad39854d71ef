"""A decision becomes final, is carried out, and the case closes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import DateField, F
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_noop

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from contracts import actions as contract_actions
from contracts.models import Contract
from contracts.rules import last_suspended
from contracts.states import ProofKind
from core.acts import begin
from core.persian import display_safe, isolated
from violations.actions.finality import settle
from violations.actions.steps import change
from violations.actions.windows import begin_windows
from violations.acts.cases import CLOSE, EXECUTE
from violations.facts import official, touched_contract, touches_contract
from violations.facts.paper import with_waiting_paper
from violations.models import Case
from violations.states import CaseState, SanctionKind, Track
from workdays.actions.apart import Moved, move_apart

ONE_DAY = timedelta(days=1)


@transaction.atomic
def finalize_due(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Make final the decisions whose appeal window ended before `as_of`; return the keys that moved.

    The day of finality is the day after the window, whenever the clock comes by. A case whose
    office handed in a paper that waits for its second person is left; so is one that fails.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    due = list(
        Case.objects.visible_to(actor)
        .filter(~with_waiting_paper(), state=CaseState.DECIDED, appeal_due_on__lt=as_of)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    return move_apart(due, lambda cases: _finalize(cases, actor, at))


def _finalize(due: Sequence[Case], actor: Principal, at: datetime | None) -> None:
    """Make the decisions of locked cases final, with what follows and an event each."""
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
    case: Case = begin(EXECUTE, case_id, actor, on)
    touched = touched_contract(case)
    if touched is not None:
        _carry_out(case, touched, actor, on, at)
    changes = change(case, {"executed_on": on, "executed_by": actor.user_id})
    changes |= begin_windows({case: on})[case.pk]
    is_moot = touched is None and touches_contract(case)
    verb = "case.sanction_sent" if case.track == Track.LICENCE else "case.sanction_executed"
    record(
        actor=actor,
        verb="case.sanction_moot" if is_moot else verb,
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
    case: Case = begin(CLOSE, case_id, actor, on)
    changes = change(
        case,
        {
            "state": CaseState.CLOSED,
            "closed_on": on,
            "closed_by": actor.user_id,
            "closing_note": display_safe(note),
        },
    )
    record(
        actor=actor, verb="case.closed", target=case, changes=changes, note=case.closing_note, at=at
    )
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
