"""The office is heard: defence, paper copies, waived and lapsed windows, the day of decision."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.principal import Principal
from contracts.models import Waiver
from violations.models import Case, Defence


def submit_defence(
    *,
    case_id: int,
    stance: str,
    text: str,
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> Defence:
    """
    File the office's answer; `stance` is denies, partly or accepts.

    A late one, and a further one, is stored and marked until the case is decided.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the notice has not been served, or the case has been decided.
        Invalid: by field stance, text, evidence.
    """
    raise NotImplementedError


def enter_paper_defence(
    *,
    case_id: int,
    stance: str,
    text: str,
    evidence_ids: Sequence[UUID],
    received_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> Defence:
    """
    Enter a defence that came on paper on `received_on`; in time or late by that day.

    Raises:
        NotPermitted: the role enters no paper, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the notice has not been served, or the case has been decided.
        Invalid: by field stance, text, evidence, received_on.
    """
    raise NotImplementedError


def waive_window(
    *, case_id: int, window: str, text: str, actor: Principal, on: date, at: datetime
) -> Waiver:
    """
    End the `defence` or the `appeal` window early, as the office, with a fresh factor.

    `text` is the sentence that was shown (`facts.waiver_text`). After the defence window the case
    waits for its decision; after the appeal window it is final.

    Raises:
        NotPermitted, FactorRequired: not the office's operator, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the window is not running.
        Invalid: by field window, text.
    """
    raise NotImplementedError


def lapse_defences(*, as_of: date, actor: Principal) -> list[int]:
    """
    Close the defence windows whose due day lies before `as_of`; return the keys that moved.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    raise NotImplementedError


def schedule_case(
    *, case_id: int, decision_on: date, actor: Principal, on: date, at: datetime
) -> Case:
    """
    Name the day on which a heard case is decided.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, or the case has been decided.
        Invalid: by field decision_on.
    """
    raise NotImplementedError
