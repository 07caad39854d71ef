"""A named person decides; then the decision becomes final, is carried out, and the case is closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accounts.principal import Principal
from violations.models import Case, Decision


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
    chair with `attendance`: {name, user_id or None, is_present, is_recused, reason} for each member.
    Occurrence is counted here; a sanction other than the matrix's needs `override_reason`.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, a reporter, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, or the case has been decided.
        Invalid: by field outcome, reasons, sanction, sanction_days, override_reason, attendance.
    """
    raise NotImplementedError


def finalize_due(*, as_of: date, actor: Principal) -> list[int]:
    """
    Make final the decisions whose appeal window ended before `as_of`; return the keys that moved.

    The day of finality is the day after the window, whenever the clock comes by.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    raise NotImplementedError


def execute_sanction(*, case_id: int, actor: Principal, on: date, at: datetime) -> Case:
    """
    Carry out the sanction of a final proven case, once.

    Contract track, by the agency's manager: a suspension suspends the contract, a termination
    review records the proof on which a termination may rest. Licence track, by the secretariat:
    records that the committee's sanction was handed over.

    Raises:
        NotPermitted, FactorRequired: not the deciding side of the track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final and proven, or it has been carried out.
    """
    raise NotImplementedError


def close_case(*, case_id: int, note: str, actor: Principal, on: date, at: datetime) -> Case:
    """
    Close a final case whose sanction is carried out and whose corrections are verified.

    Raises:
        NotPermitted: the role does not verify, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final, or something is still to be done.
    """
    raise NotImplementedError


def close_no_action(*, case_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Case:
    """
    Close an undecided case without action: out of competence, or opened in error.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is a reporter of the case.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case has been decided.
        Invalid: by field reason.
    """
    raise NotImplementedError
